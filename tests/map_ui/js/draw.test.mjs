// The pure parts of drawing: the plane, shapes and their steps, typed sides, snapping.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as model from "../../../map_ui/static/map_ui/js/draw_model.js";
import { azimuth, crossing, plane, polar, ringArea, turned } from "../../../map_ui/static/map_ui/js/draw_plane.js";
import { steps } from "../../../map_ui/static/map_ui/js/draw_steps.js";
import { bearingText, parseSide, parseTurn } from "../../../map_ui/static/map_ui/js/draw_typed.js";
import { snapIndex } from "../../../map_ui/static/map_ui/js/snap_index.js";

const UTM = plane(47);
const near = (a, b, by = 1e-6) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
const at = (east, north) => UTM.from([730000 + east, 1817000 + north]);
const square = (west, south, size) => [at(west, south), at(west + size, south), at(west + size, south + size), at(west, south + size)];
const polygon = (...rings) => ({ type: "Polygon", coordinates: rings.map((ring) => [...ring, ring[0]]) });

test("azimuths turn clockwise from grid north, and a side leads where they say", () => {
  for (const degrees of [0, 45, 90, 135.5, 270, 359.25]) {
    const [x, y] = polar([100, 200], degrees, 20.5);
    near(azimuth([100, 200], [x, y]), degrees, 1e-9);
    near(Math.hypot(x - 100, y - 200), 20.5, 1e-9);
  }
  assert.deepEqual(turned([1, 0], [0, 0], 90).map((v) => Math.round(v * 1e9) / 1e9), [0, -1]);
});

test("edges cross where both are, also at their ends, and parallels do not", () => {
  assert.deepEqual(crossing([0, 0], [10, 0], [5, -5], [5, 5]).at, [5, 0]);
  assert.deepEqual(crossing([0, 0], [10, 0], [10, 0], [10, 5]).at, [10, 0]);
  assert.equal(crossing([0, 0], [10, 0], [0, 1], [10, 1]), null);
  assert.equal(crossing([0, 0], [10, 0], [11, -5], [11, 5]), null);
});

test("the area of a ring keeps its digits far from the origin", () => {
  near(ringArea([[730000, 1817000], [730040, 1817000], [730040, 1817040], [730000, 1817040]]), 1600, 1e-9);
  assert.equal(ringArea([[0, 0], [1, 1]]), 0);
});

test("sides are read as surveyors write them", () => {
  const read = (text) => {
    const side = parseSide(text);
    return side && (side.azimuth === undefined ? [side.east, side.north] : [side.azimuth, side.metres]);
  };
  assert.deepEqual(read("N 45 30 E 20.5"), [45.5, 20.5]);
  assert.deepEqual(read("S 45°30' E 1,020.5 ม."), [134.5, 1020.5]);
  assert.deepEqual(read("S10 W12"), [190, 12]);
  assert.deepEqual(read("น. ๔๕ ๓๐ ต. ๒๐"), [314.5, 20]);
  assert.deepEqual(read("ใต้ 30 ตะวันออก 5"), [150, 5]);
  assert.deepEqual(read("135.5 20"), [135.5, 20]);
  assert.deepEqual(read("az 135.5 / 20.5"), [135.5, 20.5]);
  assert.deepEqual(read("135°30' 20.5"), [135.5, 20.5]);
  assert.deepEqual(read("135 30 36 20.5"), [135.51, 20.5]);
  assert.deepEqual(read("135°30'"), [135.5, null]);
  assert.deepEqual(read("N 45-30-36 E 20.5"), [45.51, 20.5]);
  assert.deepEqual(read("ใต้ ๑๐-๓๐ ตะวันตก ๕"), [190.5, 5]);
  assert.deepEqual(read("135-30 20"), [135.5, 20]);
  assert.deepEqual(read("135-30-36"), [135.51, null]);
  assert.deepEqual(read("N 45 30.6 E 2"), [45.51, 2]);
  assert.deepEqual(read("20.5"), [null, 20.5]);
  assert.deepEqual(read("360 4"), [0, 4]);
  assert.deepEqual(read("@12.5,-3"), [12.5, -3]);
  for (const wrong of ["", "N 95 E 2", "N 45 61 E 2", "N E", "370 5", "0", "135.5 0", "-5", "abc", "1 2 3 4 5", "N 45 N 3", "N 45.5 30 E 2", "N 45.5-30 E 2", "135.5 30 20"]) assert.equal(read(wrong), null, wrong);
});

test("a turn has a sign, decimals, or minutes and seconds", () => {
  const turns = { 30: 30, "-30": -30, "+12.5": 12.5, "−12.5": -12.5, "-0°30'": -0.5, "15°30'36\"": 15.51, "-15-30-36": -15.51, "15 30": 15.5, "-๙๐": -90, "45 องศา": 45, 360: 360 };
  for (const [text, degrees] of Object.entries(turns)) assert.equal(parseTurn(text), degrees, text);
  for (const wrong of ["", "-", "abc", "361", "15.5 30", "15 60", "--5", "N 30 E", "@1,2", "1 2 3 4"]) assert.equal(parseTurn(wrong), null, wrong);
});

test("an azimuth is written as a bearing and read back", () => {
  assert.equal(bearingText(45.5), "N 45°30'00\" E");
  assert.equal(bearingText(134.5), "S 45°30'00\" E");
  assert.equal(bearingText(190), "S 10°00'00\" W");
  assert.equal(bearingText(314.5), "N 45°30'00\" W");
  for (const degrees of [0, 12.25, 90, 179.5, 180, 269, 271, 359.75]) near(parseSide(`${bearingText(degrees)} 1`).azimuth % 360, degrees, 1 / 3600);
});

test("a shape goes to GeoJSON and back with its holes", () => {
  const given = polygon(square(0, 0, 40), square(10, 10, 5));
  const shape = model.fromGeometry(given);
  assert.equal(model.corners(shape).length, 8);
  assert.deepEqual(model.toGeometry(shape), given);
  assert.equal(model.toGeometry(model.empty("line")), null);
  const multi = { type: "MultiPolygon", coordinates: [given.coordinates, polygon(square(60, 0, 5)).coordinates] };
  assert.deepEqual(model.toGeometry(model.fromGeometry(multi)), multi);
});

test("corners move, come and go; what is too small goes with its last", () => {
  let shape = model.fromGeometry(polygon(square(0, 0, 40)));
  shape = model.moved(shape, [0, 0, 2], at(50, 50));
  assert.deepEqual(model.cornerAt(shape, [0, 0, 2]), at(50, 50));
  shape = model.inserted(shape, [0, 0, 3], at(-5, 20));
  assert.equal(model.corners(shape).length, 5);
  shape = model.removed(model.removed(shape, [0, 0, 4]), [0, 0, 3]);
  assert.equal(model.corners(shape).length, 3);
  assert.equal(model.removed(shape, [0, 0, 0]), shape);
  const pierced = model.pierced(model.fromGeometry(polygon(square(0, 0, 40))), square(10, 10, 5).slice(0, 3));
  assert.equal(pierced.parts[0].length, 2);
  assert.equal(model.removed(pierced, [0, 1, 0]).parts[0].length, 1);
  assert.equal(model.pierced(shape, square(500, 500, 5)), shape);
});

test("moving and turning are rigid in the plane", () => {
  const shape = model.fromGeometry(polygon(square(0, 0, 40), square(10, 10, 5)));
  const { length_m: length, area_m2: area } = model.figures(shape, UTM);
  near(length, 180, 1e-5);
  near(area, 1575, 1e-4);
  for (const changed of [model.shifted(shape, UTM, 12.5, -3), model.rotated(shape, UTM, 33)]) {
    near(model.figures(changed, UTM).area_m2, area, 1e-4);
    near(model.figures(changed, UTM).length_m, length, 1e-5);
  }
  const [east, north] = UTM.to(model.cornerAt(model.shifted(shape, UTM, 12.5, -3), [0, 0, 0]));
  near(east, 730012.5, 1e-5);
  near(north, 1816997, 1e-5);
});

test("the sides of a ring close it, those of a line do not", () => {
  const ring = model.sides(model.fromGeometry(polygon(square(0, 0, 40))), UTM);
  assert.equal(ring.length, 4);
  ring.forEach((side) => near(side.metres, 40, 1e-5));
  assert.deepEqual(ring[3].to, [0, 0, 0]);
  assert.equal(model.sides(model.added(model.empty("line"), square(0, 0, 40)), UTM).length, 3);
});

test("steps go back and forth until a new one is made", () => {
  const past = steps("a");
  past.put("b");
  past.put("c");
  assert.equal(past.undo(), "b");
  assert.equal(past.undo(), "a");
  assert.equal(past.undo(), "a");
  assert.equal(past.redo(), "b");
  past.put("d");
  assert.ok(!past.canRedo);
  assert.equal(past.redo(), "d");
});

test("a corner is preferred to an edge and given with every digit", () => {
  const corner = at(40, 40);
  const index = snapIndex([{ uid: "p", geometry: polygon([at(0, 0), at(40, 0), corner, at(0, 40)]) }], UTM);
  const found = index.nearest(at(40.4, 40.9), 1);
  assert.equal(found.kind, "vertex");
  assert.deepEqual(found.place, corner);
  assert.equal(index.nearest(at(43, 43), 1), null);
  assert.equal(index.nearest(at(40.4, 40.9), 1, { except: "p" }), null);
});

test("a place on an edge lies on the straight line of degrees", () => {
  const index = snapIndex([{ uid: "p", geometry: polygon(square(0, 0, 400)) }], UTM);
  const found = index.nearest(at(200.6, 0.7), 1);
  assert.equal(found.kind, "edge");
  const [a, b] = [at(0, 0), at(400, 0)];
  const off = (b[0] - a[0]) * (found.place[1] - a[1]) - (b[1] - a[1]) * (found.place[0] - a[0]);
  assert.ok(Math.abs(off) < 1e-17, String(off));
  near(UTM.to(found.place)[0], 730200.6, 0.001);
});

test("a reach as wide as the country is searched by what there is, not by its millions of cells", () => {
  const index = snapIndex([{ uid: "p", geometry: polygon(square(0, 0, 400)) }], UTM);
  const began = performance.now();
  assert.equal(index.nearest(at(9000, 0), 500_000).kind, "vertex");
  assert.ok(performance.now() - began < 1000);
});

test("crossings and feet of perpendiculars go before the bare edge", () => {
  const roads = [
    { uid: "a", geometry: { type: "LineString", coordinates: [at(0, 0), at(100, 0)] } },
    { uid: "b", geometry: { type: "LineString", coordinates: [at(50, -50), at(50, 50)] } },
  ];
  const index = snapIndex(roads, UTM);
  const met = index.nearest(at(50.5, 0.5), 1);
  assert.equal(met.kind, "crossing");
  near(UTM.to(met.place)[0], 730050, 0.001);
  const foot = index.nearest(at(30.6, 0.3), 1, { from: at(30, 25) });
  assert.equal(foot.kind, "foot");
  near(UTM.to(foot.place)[0], 730030, 0.001);
  assert.equal(index.nearest(at(30.6, 0.3), 1).kind, "edge");
});
