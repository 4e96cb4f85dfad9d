// Expected values: GeographicLib's geodesics and PROJ's transverse Mercator through pyproj 3.7, computed once.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  distance, lineLength, measured, onSphere, polygonArea, ringArea,
} from "../../../map_ui/static/map_ui/js/geodesy.js";
import { fromUtm, toUtm, zoneOf } from "../../../map_ui/static/map_ui/js/utm.js";

const DISTANCES = [
  [[100.5, 13.75], [100.5001, 13.7501], 15.471560485598454],
  [[101.15, 16.43], [101.16, 16.43], 1068.024748290156],
  [[98.3, 7.9], [105.6, 15.2], 1133654.5026627623],
  [[100, 0], [100, 20.4], 2256648.973445456],
  [[97.4, 5.7], [97.4, 5.7], 0.0],
];
const RINGS = [
  [[[101.20005934, 16.4], [101.2, 16.40006414], [101.1999389, 16.4], [101.2, 16.39994302]], 86.21965496428311, 28.233786569271878],
  [[[101.2006415, 16.4], [101.20031757, 16.40044772], [101.19971482, 16.40046504], [101.19941844, 16.4], [101.19974902, 16.39953883], [101.20027096, 16.39944795]], 10159.30518386513, 303.98001921215973],
  [[[101.21229718, 16.4], [101.20949239, 16.40669547], [101.20205814, 16.4102224], [101.19499734, 16.41092423], [101.1900126, 16.4036413], [101.18783355, 16.39568466], [101.19456604, 16.38884175], [101.20201739, 16.38814932], [101.20813106, 16.39175758]], 4715388.551553905, 6928.412561810685],
  [[[101.44143852, 16.4], [101.41964526, 16.50896367], [101.3108357, 16.58182841], [101.2, 16.60390838], [101.09095923, 16.6045436], [101.02661913, 16.52033803], [100.97972619, 16.4], [100.98426347, 16.28557764], [101.09052621, 16.20179008], [101.2, 16.19657994], [101.32925299, 16.22560679], [101.41216557, 16.27465357]], 1790385065.4297218, 139572.06812431922],
  [[[102.70813039, 16.4], [102.80805691, 16.85560783], [102.50257606, 17.1605136], [102.3182284, 17.76459655], [101.99421738, 17.99355722], [101.69650419, 18.25836375], [101.2, 18.05965694], [100.75066016, 18.18601748], [100.4256881, 17.99069738], [99.88566385, 17.73421323], [99.88668615, 17.36280504], [99.71147842, 16.82791413], [99.42512761, 16.4], [99.6033422, 15.90413146], [99.68851303, 15.57969867], [100.03853469, 15.28286675], [100.43240585, 15.04294632], [100.73150425, 14.51786738], [101.2, 14.87815153], [101.703148, 14.71920326], [102.0413248, 15.00846911], [102.44965716, 15.07641421], [102.676616, 15.55510461], [102.67310281, 15.90507815]], 104700601839.76547, 1197063.6223403022],
];
const UTM = [
  [[100.5, 13.75], 47, [662176.290477137, 1520582.4943602537]],
  [[100.5, 13.75], 48, [13073.580617569096, 1524629.6119633988]],
  [[98.3, 7.88], 47, [422836.32029284385, 871096.3299229303]],
  [[98.3, 7.88], 48, [-240184.9523595526, 876985.4337724883]],
  [[101.1543, 16.4321], 47, [730035.9055374443, 1817956.5986641643]],
  [[101.1543, 16.4321], 48, [89177.5259259853, 1820637.174897407]],
  [[102, 14], 47, [824103.994357459, 1549780.3924326028]],
  [[102, 14], 48, [175896.00564253825, 1549780.3924326028]],
  [[99, 18.8], 47, [500000.0, 2078698.1313396238]],
  [[99, 18.8], 48, [-133173.30155372957, 2089409.8943567735]],
  [[105.5, 15.3], 47, [1199114.9619204183, 1702004.6252255666]],
  [[105.5, 15.3], 48, [553678.6476764624, 1691569.5683235223]],
  [[97.4, 5.7], 47, [322811.7870810125, 630287.8602495092]],
  [[97.4, 5.7], 48, [-343981.9369316244, 635626.3405060624]],
  [[104, 20.4], 47, [1022197.4938021379, 2263702.6979152123]],
  [[104, 20.4], 48, [395657.5013863278, 2256063.7321553174]],
];

const near = (got, wanted, within) => assert.ok(Math.abs(got - wanted) <= within, `${got} is not within ${within} of ${wanted}`);

for (const [from, to, wanted] of DISTANCES) {
  test(`a distance of ${wanted.toFixed(1)} m to a tenth of a millimetre`, () => near(distance(from, to), wanted, 1e-4));
}

test("opposite ends of the earth get the sphere's distance instead of none", () => {
  const [from, to] = [[0, 0], [179.7, 0.1]];
  assert.equal(distance(from, to), onSphere(from, to));
  near(distance(from, to), 19_971_900, 60_000);
});

for (const [ring, area, length] of RINGS) {
  test(`an area of ${Math.round(area)} m² to a millionth, and its line`, () => {
    near(ringArea(ring), area, area * 1e-6);
    near(lineLength(ring), length, 1e-4);
    near(ringArea([...ring].reverse()), area, area * 1e-6);
    near(ringArea([...ring, ring[0]]), area, area * 1e-6);
  });
}

test("holes are taken out", () => {
  const outline = [[101, 16], [101.01, 16], [101.01, 16.01], [101, 16.01]];
  const hole = [[101.002, 16.002], [101.004, 16.002], [101.004, 16.004], [101.002, 16.004]];
  near(polygonArea([outline, hole]), ringArea(outline) - ringArea(hole), 1e-6);
  assert.equal(polygonArea([]), 0);
});

test("measures of a geometry by its kind", () => {
  const line = [[101, 16], [101.01, 16]];
  assert.deepEqual(measured({ type: "Point", coordinates: [101, 16] }), { length_m: null, area_m2: null });
  assert.equal(measured({ type: "LineString", coordinates: line }).length_m, lineLength(line));
  assert.equal(measured({ type: "MultiLineString", coordinates: [line, line] }).length_m, 2 * lineLength(line));
  const ring = [...line, [101.01, 16.01], line[0]];
  const polygon = measured({ type: "Polygon", coordinates: [ring] });
  assert.equal(polygon.area_m2, ringArea(ring));
  assert.equal(measured({ type: "MultiPolygon", coordinates: [[ring], [ring]] }).area_m2, 2 * polygon.area_m2);
  assert.equal(measured(null).area_m2, null);
});

for (const [place, zone, [easting, northing]] of UTM) {
  test(`UTM ${zone}N of ${place} and back`, () => {
    const [e, n] = toUtm(place, zone);
    near(e, easting, 0.001);
    near(n, northing, 0.001);
    const [lon, lat] = fromUtm([easting, northing], zone);
    near(lon, place[0], 1e-8);
    near(lat, place[1], 1e-8);
  });
}

test("Thailand's two zones meet at 102° E", () => {
  assert.equal(zoneOf(101.999), 47);
  assert.equal(zoneOf(102.001), 48);
});
