import assert from "node:assert/strict";
import { test } from "node:test";

import { asText, fromText, joined, kindOf, partOf, partsOf } from "../../../map_ui/static/map_ui/js/shape_parts.js";

const LINE = { type: "LineString", coordinates: [[101, 16], [101.1, 16]] };

test("several parts become one geometry and part again", () => {
  const both = joined([LINE, LINE]);
  assert.equal(both.type, "MultiLineString");
  assert.deepEqual(partsOf(both), [LINE, LINE]);
  assert.deepEqual(joined([LINE]), LINE);
  assert.equal(joined([]), null);
  assert.deepEqual(partsOf(null), []);
  assert.deepEqual(partsOf({ type: "GeometryCollection", geometries: [both, LINE] }).length, 3);
});

test("corners become a part of the kind; a polygon is closed", () => {
  assert.deepEqual(partOf("point", [[101, 16]]), { type: "Point", coordinates: [101, 16] });
  assert.deepEqual(partOf("polygon", [[0, 0], [1, 0], [1, 1]]).coordinates, [[[0, 0], [1, 0], [1, 1], [0, 0]]]);
  assert.deepEqual([kindOf(joined([LINE, LINE])), kindOf(LINE), kindOf(null)], ["line", "line", ""]);
});

test("text is rounded to about a millimetre", () => {
  assert.equal(asText({ type: "Point", coordinates: [101.1234567891, 16] }), '{"type":"Point","coordinates":[101.12345679,16]}');
  assert.equal(asText(null), "");
});

test("a geometry or a feature is read; other text is none", () => {
  assert.deepEqual(fromText(asText(LINE)), LINE);
  assert.deepEqual(fromText(JSON.stringify({ type: "Feature", geometry: LINE })), LINE);
  assert.equal(fromText("ไม่ใช่"), null);
  assert.equal(fromText('{"type": "Circle", "coordinates": []}'), null);
});
