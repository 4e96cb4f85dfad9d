import assert from "node:assert/strict";
import { test } from "node:test";

import { along, distinct, DISTINCT, OTHER, RAMPS } from "../../../map_ui/static/map_ui/js/colours.js";
import { classesOf, legendOf, MOST_VALUES, recoloured } from "../../../map_ui/static/map_ui/js/theme_style.js";

const FILL = { id: "x-y:fill", type: "fill", source: "x-y", "source-layer": "x-y", minzoom: 8, maxzoom: 24, paint: { "fill-color": "#111111", "fill-opacity": 0.3 } };
const OUTLINE = { id: "x-y:outline", type: "line", source: "x-y", "source-layer": "x-y", minzoom: 8, maxzoom: 24, paint: { "line-color": "#222222" } };

test("ranges: a step expression, colours along the ramp, counts of every record", () => {
  const { colour, entries } = classesOf([1, 2, 3, 20, 21, 22, null], { column: "w", method: "natural", n: 2, ramp: "teal" });
  const [low, high] = along("teal", 2);
  assert.deepEqual(colour, ["case", ["has", "w"], ["step", ["to-number", ["get", "w"], 0], low, 20, high], OTHER]);
  assert.deepEqual(entries.map((e) => [e.label, e.count]), [["น้อยกว่า 20", 3], ["ตั้งแต่ 20", 3], ["ไม่มีค่า", 1]]);
});

test("one value only makes one class", () => {
  const { colour, entries } = classesOf([4, 4], { column: "w", method: "quantile", n: 5, ramp: "blue" });
  assert.equal(colour[0], "case");
  assert.equal(typeof colour[2], "string");
  assert.deepEqual(entries.map((e) => e.count), [2]);
});

test("values: a match expression with the words of choices; what is left over is one grey class", () => {
  const { colour, entries } = classesOf(["a", "b", "a", null, ""], { column: "k", method: "unique", choices: { a: "คอนกรีต" } });
  assert.deepEqual(colour.slice(2), ["a", DISTINCT[0], "b", DISTINCT[1], OTHER]);
  assert.deepEqual(entries.map((e) => [e.label, e.count]), [["คอนกรีต", 2], ["b", 1], ["ไม่มีค่า", 2]]);
  const many = classesOf(Array.from({ length: 30 }, (_, i) => `v${i}`), { column: "k", method: "unique" });
  assert.equal(many.entries.length, MOST_VALUES + 1);
  assert.equal(many.entries.at(-1).count, 30 - MOST_VALUES);
  assert.equal(classesOf([], { column: "k", method: "unique" }).colour, OTHER);
});

test("areas are kept in square wah and shown in rai, ngan and square wah", () => {
  const areas = [40, 80.5, 2934.2, 4000];
  const ranges = classesOf(areas, { column: "area_sqwah", method: "natural", n: 2, ramp: "teal", isArea: true });
  assert.deepEqual(ranges.entries.map((e) => e.label), ["น้อยกว่า 7-1-30", "ตั้งแต่ 7-1-30"]);
  assert.equal(ranges.colour[2][3], 2930);
  const each = classesOf(areas, { column: "area_sqwah", method: "unique", isArea: true });
  assert.deepEqual(each.entries.map((e) => e.label), ["0-0-40", "0-0-80.5", "7-1-34.2", "10-0-0"]);
});

test("only the main part changes its colour", () => {
  const [fill, outline] = recoloured({ id: "x-y", style: [FILL, OUTLINE] }, "w", "#ff0000");
  assert.equal(fill.paint["fill-color"], "#ff0000");
  assert.equal(fill.paint["fill-opacity"], 0.75);
  assert.deepEqual(fill.filter[2], ["==", ["get", "by"], "w"]);
  assert.deepEqual(outline, OUTLINE);
  assert.equal(FILL.paint["fill-color"], "#111111");
});

test("areas without a value lie under slanting lines, inside the zooms asked for", () => {
  const made = recoloured({ id: "x-y", geometry: "polygon", style: [FILL, OUTLINE] }, "w", "#ff0000", { from: "12.4", to: "16" });
  const blank = made.at(-1);
  assert.deepEqual([blank.id, blank.paint], ["x-y:blank", { "fill-pattern": "hatch:#8a8a8a" }]);
  assert.ok(made.every((part) => part.minzoom === 12.4 && part.maxzoom === 16));
});

test("an outline alone gets a fill below it", () => {
  const made = recoloured({ id: "x-y", style: [OUTLINE] }, "w", "#ff0000");
  assert.deepEqual(made.map((part) => part.id), ["x-y:fill", "x-y:outline"]);
  assert.equal(made[0].paint["fill-color"], "#ff0000");
});

test("legend entries say how many", () => {
  const made = legendOf({ geometry: "line" }, [{ label: "ก", color: "#123456", count: 1234 }]);
  assert.deepEqual(made, [{ label: "ก (1,234)", word: "ก", color: "#123456", shape: "line", opacity: 1 }]);
});

// -- colour blindness: linear RGB through Machado's matrices (2009), then distances in CIE Lab ------------------------
const SIGHT = {
  ordinary: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};

function lab(color, matrix) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const [r, g, b] = matrix.map((row) => Math.min(1, Math.max(0, row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2])));
  const xyz = [0.4124 * r + 0.3576 * g + 0.1805 * b, 0.2126 * r + 0.7152 * g + 0.0722 * b, 0.0193 * r + 0.1192 * g + 0.9505 * b];
  const f = (t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [f(xyz[0] / 0.95047), f(xyz[1]), f(xyz[2] / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const apart = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));

for (const [sight, matrix] of Object.entries(SIGHT)) {
  test(`the colours of kinds keep apart: ${sight}`, () => {
    const seen = DISTINCT.map((color) => lab(color, matrix));
    seen.forEach((one, i) => seen.slice(i + 1).forEach((other, j) => {
      assert.ok(apart(one, other) > 10, `${DISTINCT[i]} and ${DISTINCT[i + 1 + j]}: ${apart(one, other)}`);
    }));
  });

  test(`neighbours on every ramp keep apart in seven classes: ${sight}`, () => {
    for (const name of Object.keys(RAMPS)) {
      const seen = along(name, 7).map((color) => lab(color, matrix));
      seen.slice(1).forEach((one, i) => assert.ok(apart(one, seen[i]) > 7, `${name} ${i}: ${apart(one, seen[i])}`));
    }
  });
}

test("one-way ramps grow darker all along; two-way ramps are lightest in the middle", () => {
  for (const [name, { thai }] of Object.entries(RAMPS)) {
    const light = along(name, 7).map((color) => lab(color, SIGHT.ordinary)[0]);
    const darker = light.slice(1).every((value, i) => value < light[i]);
    const peak = light.indexOf(Math.max(...light));
    assert.ok(thai.startsWith("สองทาง") ? peak === 3 : darker, name);
  }
  assert.equal(distinct(20).at(-1), OTHER);
});

test("limits of Buddhist years are not separated as thousands are", () => {
  const { entries } = classesOf([2550, 2551, 2566, 2567], { column: "built_year_be", method: "natural", n: 2, ramp: "teal" });
  assert.deepEqual(entries.map((e) => e.label), ["น้อยกว่า 2566", "ตั้งแต่ 2566"]);
});
