import assert from "node:assert/strict";
import { test } from "node:test";

import { denominator, metresPerPixel, scaleText, zoomFor } from "../../../map_ui/static/map_ui/js/print_scale.js";

test("a pixel of the whole earth's one tile at the equator", () => {
  assert.equal(Math.round(metresPerPixel(0, 0) * 100) / 100, 156543.03);
  assert.ok(Math.abs(metresPerPixel(60, 3) - metresPerPixel(0, 4)) < 1e-6);
});

test("a chosen scale comes back from its zoom", () => {
  for (const wanted of [500, 4000, 25000]) {
    assert.ok(Math.abs(denominator(16.43, zoomFor(16.43, wanted)) - wanted) < 1e-6);
  }
});

test("1:4,000 on paper: 40 m of ground are a centimetre", () => {
  const pixels = 40 / metresPerPixel(16.43, zoomFor(16.43, 4000));
  assert.ok(Math.abs(pixels / 96 * 2.54 - 1) < 1e-9);
});

test("scales read well", () => {
  assert.equal(scaleText(4000), "1:4,000");
  assert.equal(scaleText(13542.3), "1:13,500");
});
