import assert from "node:assert/strict";
import { test } from "node:test";

import {
  edgeLabels, equalInterval, limitsOf, naturalBreaks, numbers, ownLimits, quantile, readable, unique,
} from "../../../map_ui/static/map_ui/js/classify.js";
import { along, DISTINCT, RAMPS } from "../../../map_ui/static/map_ui/js/colours.js";

test("what is no number does not count", () => {
  assert.deepEqual(numbers([3, null, "", "2", "x", 1]), [1, 2, 3]);
});

test("unique values, the frequent first", () => {
  assert.deepEqual(unique(["b", "a", "b", null, ""]), [["b", 2], ["a", 1]]);
});

test("typed limits rise and hold every value", () => {
  assert.deepEqual(ownLimits("0, 50; 70,100", [0, 100]), [50, 70]);
  assert.deepEqual(limitsOf("own", [3], 5, "0,5,10"), [5]);
  assert.deepEqual(edgeLabels("0,5000; 10000"), ["0 – 5,000", "5,000 – 10,000"]);
  for (const text of ["0,50,50,100", "0,70,50,100", "0,100", "ก,ข,ค", "", "1,50,100", "0,50,99"]) {
    assert.throws(() => ownLimits(text, [0, 100]), (error) => error.thai.startsWith("ช่วงชั้นข้อมูลต้องเรียง"), text);
  }
});

test("equal intervals share the range", () => {
  assert.deepEqual(equalInterval([0, 1, 2, 10], 5), [2, 4, 6, 8]);
  assert.deepEqual(equalInterval([4, 4], 5), []);
  assert.deepEqual(equalInterval([], 5), []);
});

test("quantiles share the values; equal limits fall together", () => {
  assert.deepEqual(quantile([1, 2, 3, 4, 5], 4), [2, 3, 4]);
  assert.deepEqual(quantile([0, 0, 0, 0, 0, 9], 4), []);
});

function sumOfSquares(values, limits) {
  const groups = Array.from({ length: limits.length + 1 }, () => []);
  for (const value of values) groups[limits.filter((limit) => value >= limit).length].push(value);
  return groups.reduce((total, group) => {
    const mean = group.reduce((a, b) => a + b, 0) / (group.length || 1);
    return total + group.reduce((a, b) => a + (b - mean) ** 2, 0);
  }, 0);
}

function bestByTrying(sorted, classes) {
  let best = Infinity;
  const choose = (from, limits) => {
    if (limits.length === classes - 1) best = Math.min(best, sumOfSquares(sorted, limits));
    else for (let i = from; i < sorted.length; i += 1) choose(i + 1, [...limits, sorted[i]]);
  };
  choose(1, []);
  return best;
}

test("natural breaks part groups that lie apart", () => {
  assert.deepEqual(naturalBreaks([1, 2, 3, 20, 21, 22, 100, 101], 3), [20, 100]);
});

test("natural breaks have the least spread of all possible ones", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 12; round += 1) {
    const values = [...new Set(Array.from({ length: 13 }, () => Math.round(random() * 200)))].sort((a, b) => a - b);
    for (const classes of [2, 3, 4]) {
      const found = naturalBreaks(values, classes);
      const difference = sumOfSquares(values, found) - bestByTrying(values, classes);
      assert.ok(Math.abs(difference) < 1e-6, `${values} in ${classes}: ${found}`);
    }
  }
});

test("natural breaks of a long column keep its ends and come quickly", () => {
  const values = Array.from({ length: 50000 }, (_, i) => (i % 3) * 1000 + (i % 17));
  assert.deepEqual(naturalBreaks(values, 3), [1000, 2000]);
});

test("fewer distinct values than classes", () => {
  assert.deepEqual(naturalBreaks([5, 5, 7], 5), [7]);
  assert.deepEqual(naturalBreaks([5, 5], 5), []);
});

test("limits are rounded as far as they stay apart", () => {
  assert.deepEqual(readable([1234.5678, 2345.6789]), [1230, 2350]);
  assert.deepEqual(readable([]), []);
  assert.deepEqual(limitsOf("equal", [0, 1], 3), [0.333, 0.667]);
});

test("ramps run from their first to their last colour", () => {
  for (const [name, { colors }] of Object.entries(RAMPS)) {
    const made = along(name, 5);
    assert.equal(made.length, 5);
    assert.equal(made[0], colors[0]);
    assert.equal(made[4], colors.at(-1));
  }
  assert.equal(along("teal", 1).length, 1);
  assert.equal(new Set(DISTINCT).size, DISTINCT.length);
});
