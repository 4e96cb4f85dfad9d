import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, linesOf, positionsOf } from "../../../map_ui/static/map_ui/js/small_shapes.js";

const feature = (geometry) => ({ type: "Feature", geometry, properties: {} });
const square = [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]];

test("positions of every kind of geometry are flat", () => {
  assert.deepEqual(positionsOf({ type: "Point", coordinates: [1, 2] }), [[1, 2]]);
  assert.equal(positionsOf({ type: "MultiPolygon", coordinates: [square, square] }).length, 10);
  assert.equal(positionsOf({ type: "MultiLineString", coordinates: [[[0, 0], [1, 1]], [[2, 2], [3, 3]]] }).length, 4);
  assert.deepEqual(positionsOf(null), []);
});

test("the box holds all features and is never a point", () => {
  const box = boundsOf({ features: [feature({ type: "Polygon", coordinates: square }), feature({ type: "Point", coordinates: [5, 3] })] });
  assert.deepEqual(box, [0, 0, 5, 3]);
  const [west, south, east, north] = boundsOf({ features: [feature({ type: "Point", coordinates: [100, 15] })] });
  assert.ok(east > west && north > south);
  assert.equal(boundsOf({ features: [feature(null)] }), null);
});

test("rings and parts are lines; points have none", () => {
  assert.equal(linesOf({ type: "MultiPolygon", coordinates: [square, square] }).length, 2);
  assert.deepEqual(linesOf({ type: "Point", coordinates: [1, 1] }), []);
});
