// The pure parts of editing the map: deed areas, descent, what is picked, drafts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { covers, featureAt } from "../../../map_ui/static/map_ui/js/cadastre_pick.js";
import { areaOf, balance, parseArea } from "../../../map_ui/static/map_ui/js/cadastre_sums.js";
import { nested } from "../../../map_ui/static/map_ui/js/cadastre_tree.js";
import { fresh, isUnfinished } from "../../../map_ui/static/map_ui/js/draw_draft.js";
import { alsoMoved, refusedText } from "../../../map_ui/static/map_ui/js/draw_judge.js";
import { plane } from "../../../map_ui/static/map_ui/js/draw_plane.js";

const UTM = plane(47);
const at = (east, north) => UTM.from([730000 + east, 1817000 + north]);
const ring = (west, south, size) => [at(west, south), at(west + size, south), at(west + size, south + size), at(west, south + size), at(west, south)];

test("who is refused looks at the map only where a piece of it is red", () => {
  assert.match(refusedText([{ code: "NOT_FOUND", geometry: null }, { code: "OVERLAP", geometry: { type: "Point" } }]), /แผนที่/);
  assert.doesNotMatch(refusedText([{ code: "NOT_FOUND", geometry: null }]), /แผนที่/);
});

test("areas of deeds are read as they are written, and wrong ones are not", () => {
  assert.equal(parseArea("2-3-45.6"), 1145.6);
  assert.equal(parseArea("๔-๐-๐"), 1600);
  assert.equal(parseArea("1,145.6"), 1145.6);
  for (const wrong of ["", "2-4-0", "2-3-100", "2-3", "1.25", "-1", "abc"]) assert.ok(Number.isNaN(parseArea(wrong)), wrong);
  assert.equal(areaOf(1145.6), "2-3-45.6");
});

test("children and the strip for the public add up to the deed", () => {
  assert.deepEqual(balance(["2-0-0", "1-3-90", "0-0-10"], 1600), { sum: 1600, off: 0, isWhole: true, isEven: true });
  assert.equal(balance(["2-0-0", "1-3-90"], 1600).off, -10);
  assert.equal(balance(["2-0-0", "1-3-90", "0-0-11"], 1600).off, 1);
  assert.equal(balance(["4-0-0", ""], 1600).isEven, false);
});

test("steps of descent become branches", () => {
  const step = (depth, uid) => ({ depth, uid });
  const tree = nested([step(1, "a"), step(2, "aa"), step(2, "ab"), step(1, "b")]);
  assert.deepEqual(tree.map((node) => node.step.uid), ["a", "b"]);
  assert.deepEqual(tree[0].children.map((node) => node.step.uid), ["aa", "ab"]);
  assert.deepEqual(nested([]), []);
});

test("a shape is picked by what it covers, a line by how near it is", () => {
  const yard = { uid: "yard", geometry: { type: "Polygon", coordinates: [ring(0, 0, 40), ring(10, 10, 10)] } };
  const road = { uid: "road", geometry: { type: "LineString", coordinates: [at(0, 60), at(100, 60)] } };
  assert.ok(covers(yard.geometry, at(5, 5)));
  assert.ok(!covers(yard.geometry, at(15, 15)));
  assert.equal(featureAt([yard, road], at(5, 5), 3, UTM).uid, "yard");
  assert.equal(featureAt([yard, road], at(50, 62), 3, UTM).uid, "road");
  assert.equal(featureAt([yard, road], at(50, 70), 3, UTM), null);
});

test("a draft older than a week, or broken, is none", () => {
  const now = 1e12;
  assert.equal(fresh(JSON.stringify({ at: now - 8 * 86400000, geometry: {} }), now), null);
  assert.equal(fresh("{", now), null);
  assert.equal(fresh("", now), null);
  assert.deepEqual(fresh(JSON.stringify({ at: now - 1, geometry: 1 }), now), { at: now - 1, geometry: 1 });
});

test("neighbours that only got a node are not said to move; the others with what they gain or lose", () => {
  const shape = { type: "Polygon", coordinates: [] };
  const near = [{ title: "01A002", geometry: shape, gained_m2: -12.4 }, { title: "01A003" }, { title: "01A004", geometry: shape, gained_m2: 0.01 }];
  const [told] = alsoMoved(near);
  assert.ok(told.thai.includes("01A002 (−12.4"), told.thai);
  assert.ok(told.thai.includes("01A004 (เนื้อที่เท่าเดิม)"));
  assert.ok(!told.thai.includes("01A003"));
  assert.equal(told.geometry.geometries.length, 2);
  assert.deepEqual(alsoMoved([{ title: "01A003" }]), []);
  assert.ok(alsoMoved(Array.from({ length: 9 }, () => near[0]))[0].thai.endsWith("และอีก 3 รูป"));
});

test("a drawing or a division left behind is unfinished, an empty draft is not", () => {
  for (const [left, is] of [[{ geometry: {} }, true], [{ division: { cuts: [] } }, true], [{}, false], [null, false]]) assert.equal(isUnfinished(left), is);
});
