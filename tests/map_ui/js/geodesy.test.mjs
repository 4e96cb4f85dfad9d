// Expected values: GeographicLib's geodesics and PROJ's transverse Mercator through pyproj 3.7, computed once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { distance, lineLength, measured, polygonArea, ringArea } from "../../../map_ui/static/map_ui/js/geodesy.js";
import { fromUtm, toUtm, zoneOf } from "../../../map_ui/static/map_ui/js/utm.js";

const LINES = [
  [[[100.5, 15], [100.5004, 15]], 43.020195486588236],
  [[[100.5, 15], [100.5, 15.0003]], 33.19460928681171],
  [[[98.5, 18.2], [102, 16.4]], 422050.47939377883],
  [[[100.5, 13.75], [98.98, 18.79]], 580901.2177857072],
  [[[100, 6.2], [100.9, 6.25], [100.95, 7]], 182879.96478769486],
];
const AREAS = [
  ["a parcel", [[100.5, 15], [100.5004, 15], [100.50042, 15.0003], [100.49998, 15.00031]], 1524.4301467691548],
  ["a tambon", [[100.45, 14.95], [100.55, 14.96], [100.56, 15.05], [100.47, 15.06]], 113051138.31820655],
  ["a province", [[98.5, 18.2], [99.9, 18.3], [100, 19.6], [98.7, 19.5]], 20291855801.17464],
  ["the south, closed ring", [[100, 6.2], [100.9, 6.25], [100.95, 7], [100.05, 7.1], [100, 6.2]], 9095303839.403383],
];
const UTM = [
  [47, 100.5, 15, 661277.2660828931, 1658872.480946605],
  [47, 101.15432, 16.4321, 730038.041986465, 1817956.6213987402],
  [47, 98.98, 18.79, 497892.37555995624, 2077591.7962688368],
  [47, 102.83, 16.44, 909126.5950132614, 1821480.8498680105],
  [47, 100.6, 7.2, 676667.7221691492, 796167.4928169502],
  [48, 101.15432, 16.4321, 89179.66517074994, 1820637.1342178015],
  [48, 104.85, 15.24, 483891.9910683912, 1684876.881542401],
  [48, 105.6, 15, 564505.5090524706, 1658413.4120342014],
];

const near = (got, wanted, within) => assert.ok(Math.abs(got - wanted) <= within, `${got} is not within ${within} of ${wanted}`);

for (const [points, wanted] of LINES) {
  test(`a line of ${wanted.toFixed(1)} m`, () => near(lineLength(points), wanted, 1e-4 + wanted * 1e-9));
}

for (const [name, ring, wanted] of AREAS) {
  test(`the area of ${name} is right to a thousandth of a per cent`, () => near(ringArea(ring), wanted, wanted * 1e-5));
}

test("the direction of drawing does not change an area", () => {
  const ring = AREAS[0][1];
  near(ringArea([...ring].reverse()), ringArea(ring), 1e-3);
});

test("a hole is taken away from its polygon", () => {
  const outline = AREAS[1][1];
  const hole = [[100.5, 15], [100.51, 15], [100.51, 15.01], [100.5, 15.01]];
  near(polygonArea([outline, hole]), ringArea(outline) - ringArea(hole), 1e-6);
});

test("a geometry is measured by its kind", () => {
  assert.deepEqual(measured({ type: "Point", coordinates: [100, 15] }), { length_m: null, area_m2: null });
  const line = measured({ type: "MultiLineString", coordinates: [LINES[0][0], LINES[1][0]] });
  near(line.length_m, LINES[0][1] + LINES[1][1], 1e-4);
  assert.equal(line.area_m2, null);
});

test("places that are the same are no distance apart", () => assert.equal(distance([100, 15], [100, 15]), 0));

for (const [zone, lon, lat, easting, northing] of UTM) {
  test(`UTM ${zone}N of ${lon}, ${lat} and back`, () => {
    const [e, n] = toUtm([lon, lat], zone);
    near(e, easting, 0.001);
    near(n, northing, 0.001);
    const [backLon, backLat] = fromUtm([easting, northing], zone);
    near(backLon, lon, 1e-8);
    near(backLat, lat, 1e-8);
  });
}

test("Thailand's two zones meet at 102° E", () => {
  assert.equal(zoneOf(101.999), 47);
  assert.equal(zoneOf(102.001), 48);
});
