import assert from "node:assert/strict";
import { test } from "node:test";

import { boundsOf, closestZoom, dotsOf, linesOf, positionsOf, fillOf, pathsOf } from "../../../map_ui/static/map_ui/js/small_shapes.js";

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

test("two shapes of one record are looked at from near, to see what a border moved", () => {
  const now = feature({ type: "Polygon", coordinates: square });
  const before = { ...now, properties: { was: true } };
  assert.ok(closestZoom({ features: [before, now] }) > closestZoom({ features: [now] }));
  const dot = (properties) => ({ ...feature({ type: "Point", coordinates: [100, 15] }), properties });
  const width = ([west, , east]) => east - west;
  assert.ok(width(boundsOf({ features: [dot({ was: true }), dot({ was: false })] })) < width(boundsOf({ features: [dot({})] })));
});

test("rings and parts are lines; points have none", () => {
  assert.equal(linesOf({ type: "MultiPolygon", coordinates: [square, square] }).length, 2);
  assert.deepEqual(linesOf({ type: "Point", coordinates: [1, 1] }), []);
});

test("an area is filled by its class, and by lines where there is no data", () => {
  const polygon = { type: "Polygon", coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] };
  const of = (properties, geometry = polygon) => fillOf({ type: "Feature", geometry, properties });
  assert.equal(of({ color: "#12545a" }), "#12545a");
  assert.equal(of({ color: "#d5d5d5", hatched: true }), "url(#small-no-data)");
  assert.equal(of({}), null);
  assert.equal(of({ color: "#12545a" }, { type: "LineString", coordinates: [[0, 0], [1, 1]] }), null);
});

test("the rings of a polygon are one path, so that a hole stays one", () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
  assert.equal(pathsOf({ type: "Polygon", coordinates: [ring, ring] }).length, 1);
  assert.equal(pathsOf({ type: "MultiPolygon", coordinates: [[ring], [ring, ring]] }).length, 2);
  assert.equal(pathsOf({ type: "LineString", coordinates: ring }).length, 1);
  assert.deepEqual(pathsOf(null), []);
});

test("a small area has a dot in its middle up to the zoom at which it can be seen", () => {
  const lot = { type: "Polygon", coordinates: [[[100, 15], [100.001, 15], [100.001, 15.0005], [100, 15.0005], [100, 15]]] };
  const was = { type: "Feature", geometry: lot, properties: { was: true } };
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [100, 15] }, properties: {} };
  const found = dotsOf({ features: [{ type: "Feature", geometry: lot, properties: { color: "#123456" } }, was, point] }, 16);
  assert.equal(found.features.length, 1);
  const [{ geometry, properties }] = found.features;
  assert.deepEqual(geometry.coordinates.map((n) => n.toFixed(4)), ["100.0005", "15.0003"]);
  assert.equal(properties.color, "#123456");
  const wide = (zoom) => (0.001 * 512 * 2 ** zoom) / 360;
  assert.ok(wide(Math.floor(properties.until)) < 16 && wide(Math.ceil(properties.until)) > 16);
});

test("up to the scale at which areas are drawn one by one even a large one is a dot", () => {
  const field = { type: "Polygon", coordinates: [[[100, 15], [101, 15], [101, 16], [100, 16], [100, 15]]] };
  const of = (least) => dotsOf({ features: [{ type: "Feature", geometry: field, properties: {} }] }, 16, least).features[0].properties.until;
  assert.ok(of() < 5);
  assert.equal(of(14.73), 14.73);
});
