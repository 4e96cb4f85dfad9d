// Which labels of the map fit, and which have room for what is written below them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { grow, layOut } from "../../../map_ui/static/map_ui/js/label_layout.js";

const label = (x, y, whole) => ({ x, y, width: 20, height: 18, count: 1, whole });
const two = { width: 40, height: 34, count: 2 };

test("a label that would lie over another is left out", () => {
  assert.deepEqual(layOut([label(0, 0), label(10, 5), label(30, 0)]).map(({ x }) => x), [0, 30]);
});

test("a second line is added where no other label is in the way, and takes no first line away", () => {
  const laid = layOut([label(0, 0, two), label(25, 0, two), label(100, 0, two), label(130, 0)]);
  assert.deepEqual(grow(laid).map(({ x, count }) => [x, count]), [[0, 1], [25, 1], [100, 2], [130, 1]]);
});

test("a label that grew is in the way of the next", () => {
  const counts = grow([label(0, 0, two), label(35, 0, two), label(80, 0, two)]).map(({ count }) => count);
  assert.deepEqual(counts, [2, 1, 2]);
});
