import assert from "node:assert/strict";
import { test } from "node:test";

import { pictureOf } from "../../../map_ui/static/map_ui/js/map_pictures.js";

const opacityAt = ({ image: { data, width } }, x, y) => data[(y * width + x) * 4 + 3];

test("a triangle stands upright: its edge lies where the map library cuts, three quarters of the way", () => {
  const mark = pictureOf("mark:triangle");
  assert.equal(mark.options.sdf, true);
  const [middle, edge] = [18, 191];
  assert.ok(opacityAt(mark, middle, middle) > edge + 20);
  assert.ok(opacityAt(mark, middle, middle - 10) > edge, "just under its upper corner");
  assert.ok(opacityAt(mark, middle, middle - 14) < edge);
  assert.ok(opacityAt(mark, middle, middle + 5) > edge, "its foot lies half as far as its corner");
  assert.ok(opacityAt(mark, middle, middle + 7) < edge);
  assert.ok(opacityAt(mark, middle + 8, middle - 5) < edge && opacityAt(mark, middle + 8, middle + 5) > edge);
});

test("lines across areas go on from tile to tile in their colour", () => {
  const { image, options } = pictureOf("hatch:#2f7d55");
  assert.deepEqual([...image.data.slice(0, 3)], [0x2f, 0x7d, 0x55]);
  assert.equal(options.sdf, undefined);
  const row = (y) => Array.from({ length: image.width }, (_, x) => opacityAt({ image }, x, y));
  assert.ok(Math.max(...row(0)) > 200 && Math.min(...row(0)) === 0);
  assert.deepEqual(row(1), [...row(0).slice(1), row(0)[0]], "each row is shifted by one");
});

test("other names are not ours", () => {
  assert.equal(pictureOf("hatch:red"), null);
  assert.equal(pictureOf("mark:circle"), null);
});
