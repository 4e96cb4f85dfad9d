import assert from "node:assert/strict";
import { test } from "node:test";

import { conditionText, filterExpression, isComplete } from "../../../map_ui/static/map_ui/js/conditions.js";
import { colorExpression, inScale, mapStyle, styleOf } from "../../../map_ui/static/map_ui/js/map_style.js";
import { decode, encode } from "../../../map_ui/static/map_ui/js/permalink_text.js";

const COLUMNS = [
  { name: "kind", thai: "ชนิด", type: "choice", choices: { a: "คอนกรีต", b: "ลาดยาง" } },
  { name: "name", thai: "ชื่อ", type: "text", choices: {} },
  { name: "width_m", thai: "กว้าง", type: "number", choices: {} },
  { name: "built_on", thai: "สร้างเมื่อ", type: "date", choices: {} },
];
const LAYER = {
  id: "roads", minzoom: 10, maxzoom: 22, order: 20, tilejson: "/tiles/roads/tilejson.json", columns: COLUMNS,
  style: [{ id: "roads:line", type: "line", source: "roads", "source-layer": "roads", paint: { "line-color": "#111111" } }],
  themes: [{ id: "kind", style: [{ id: "roads:line", type: "line", paint: { "line-color": "#222222" } }] }],
};
const AREA = {
  id: "areas", minzoom: 10, maxzoom: 12, order: 10, tilejson: "/tiles/areas/tilejson.json", columns: [], themes: [],
  style: [{ id: "areas:fill", type: "fill", filter: ["has", "x"], paint: { "fill-opacity": 0.5, "fill-color": "#333333" } }],
};

test("no condition is no filter; an unfinished one does not count", () => {
  assert.equal(filterExpression([], COLUMNS), null);
  assert.equal(filterExpression([{ column: "kind", op: "in", value: [] }], COLUMNS), null);
  assert.equal(filterExpression([{ column: "gone", op: "eq", value: "1" }], COLUMNS), null);
  assert.equal(isComplete({ op: "between", value: ["1", ""] }), false);
  assert.equal(isComplete({ op: "empty" }), true);
});

test("a filter leaves out features that stand for several records", () => {
  const made = filterExpression([{ column: "kind", op: "in", value: ["a"] }], COLUMNS);
  assert.deepEqual(made.slice(0, 2), ["all", ["!", ["has", "cell"]]]);
  assert.equal(made.length, 3);
});

test("numbers compare as numbers, words without regard to case", () => {
  const number = filterExpression([{ column: "width_m", op: "ge", value: "6" }], COLUMNS)[2];
  assert.deepEqual(number.at(-1), [">=", ["to-number", ["get", "width_m"]], 6]);
  const word = filterExpression([{ column: "name", op: "has", value: "ABC" }], COLUMNS)[2];
  assert.equal(word[1], "abc");
});

test("a condition reads like a sentence", () => {
  assert.equal(conditionText({ column: "kind", op: "in", value: ["a", "b"] }, COLUMNS), "ชนิด เป็น คอนกรีต, ลาดยาง");
  assert.equal(conditionText({ column: "width_m", op: "between", value: ["1000", "2000"] }, COLUMNS), "กว้าง ระหว่าง 1,000 ถึง 2,000");
  assert.equal(conditionText({ column: "built_on", op: "ge", value: "2026-02-01" }, COLUMNS), "สร้างเมื่อ ตั้งแต่วันที่ 1/2/2569");
  assert.equal(conditionText({ column: "name", op: "empty" }, COLUMNS), "ชื่อ ว่าง");
});

test("the style holds the shown layers only, low order first, with absolute addresses", () => {
  const style = mapStyle([LAYER, AREA], { roads: { shown: true }, areas: { shown: true } }, { origin: "http://x" });
  assert.deepEqual(style.layers.map((each) => each.id), ["ground", "areas:fill", "roads:line"]);
  assert.equal(style.sources.roads.url, "http://x/tiles/roads/tilejson.json");
  assert.deepEqual(Object.keys(mapStyle([LAYER, AREA], { areas: { shown: true } }).sources), ["areas"]);
  assert.equal(mapStyle([], {}, { hasGround: false }).layers.length, 0);
});

test("opacity multiplies what the layer declares", () => {
  assert.equal(styleOf(AREA, { opacity: 0.5 })[0].paint["fill-opacity"], 0.25);
  assert.equal(styleOf(LAYER, { opacity: 0.5 })[0].paint["line-opacity"], 0.5);
  assert.equal(styleOf(LAYER, { opacity: 1 })[0], LAYER.style[0]);
});

test("a filter joins the layer's own", () => {
  const layer = { ...AREA, columns: COLUMNS };
  const made = styleOf(layer, { conditions: [{ column: "kind", op: "in", value: ["a"] }] })[0].filter;
  assert.deepEqual(made.slice(0, 2), ["all", ["has", "x"]]);
});

test("themes: the layer's own, and classes made in the browser", () => {
  assert.equal(styleOf(LAYER, { theme: { id: "kind" } })[0].paint["line-color"], "#222222");
  const ranges = { column: "width_m", kind: "equal", limits: [3, 6], colors: ["#a", "#b", "#c"] };
  assert.deepEqual(colorExpression(ranges)[2], ["step", ["to-number", ["get", "width_m"]], "#a", 3, "#b", 6, "#c"]);
  const values = { column: "kind", kind: "unique", values: ["a"], colors: ["#a"] };
  assert.equal(colorExpression(values)[0], "match");
  assert.deepEqual(styleOf(LAYER, { theme: values })[0].filter[2], ["==", ["get", "by"], "kind"]);
});

test("scale range in tile zooms", () => {
  assert.ok(inScale(AREA, 12.9));
  assert.ok(!inScale(AREA, 13));
  assert.ok(!inScale(AREA, 9.9));
});

test("a link holds the whole state and gives it back", () => {
  const state = {
    view: { zoom: 15.5, lat: 15.123456, lon: 100.5 },
    layers: { a: 1, b: 0.5 },
    themes: { a: { id: "x" }, b: { column: "w", kind: "natural", n: 5, ramp: "teal" } },
    conditions: { a: [{ column: "c", op: "in", value: ["ก|ข", "y:z"] }, { column: "t", op: "has", value: "ถนน a&b\\" }] },
    select: "0198-x",
    base: "ortho",
  };
  assert.deepEqual(decode(`#${encode(state)}`), { ...state, adds: false });
});

test("a list's link becomes conditions, and its layers are added", () => {
  const state = decode("#layers=roads&filter=roads&kind=a&kind=b&width_m__from=6&q=x&page=2");
  assert.equal(state.adds, true);
  assert.deepEqual(state.layers, { roads: 1 });
  assert.deepEqual(state.conditions.roads, [
    { column: "kind", op: "in", value: ["a", "b"] },
    { column: "width_m", op: "ge", value: "6" },
  ]);
});

test("what cannot be read is left out", () => {
  assert.deepEqual(decode("#map=a/b/c&f=x&theme=&layers="), { adds: false, themes: {}, conditions: {}, layers: {} });
});
