import assert from "node:assert/strict";
import { test } from "node:test";

import { classesOf, fittingScale, groundOf, layerOrder, moved, scaleText } from "../../../map_ui/static/map_ui/js/print_order.js";
import { classesOf as made, legendOf, recoloured } from "../../../map_ui/static/map_ui/js/theme_style.js";
import { toUtm } from "../../../map_ui/static/map_ui/js/utm.js";

const INFO = {
  id: "lots", geometry: "polygon",
  style: [{ id: "lots:fill", type: "fill", source: "lots", "source-layer": "lots", paint: { "fill-color": "#fff", "fill-opacity": 0.4 } }],
};

const theme = (values, settings) => ({ settings, style: recoloured(INFO, settings.column, made(values, settings).colour) });

test("the ground under a paper is upright in the grid and as large as the scale says", () => {
  const corners = groundOf({ lat: 15.03, lng: 100.52 }, { width_mm: 200, height_mm: 100 }, 1000, 47);
  const [sw, se, ne] = corners.map(([lat, lon]) => toUtm([lon, lat], 47));
  assert.ok(Math.abs(se[0] - sw[0] - 200) < 1e-3 && Math.abs(se[1] - sw[1]) < 1e-3);
  assert.ok(Math.abs(ne[1] - se[1] - 100) < 1e-3);
});

test("a step of ten millimetres at 1:2,000 is twenty metres", () => {
  const from = { lat: 15.03, lng: 100.52 };
  const [x, y] = toUtm([from.lng, from.lat], 47);
  const to = moved(from, 10, -10, 2000, 47);
  const [x2, y2] = toUtm([to.lng, to.lat], 47);
  assert.ok(Math.abs(x2 - x - 20) < 1e-3 && Math.abs(y2 - y + 20) < 1e-3);
});

test("the first scale holds the screen", () => {
  const paper = { width_mm: 200, height_mm: 150 };
  assert.equal(fittingScale([500, 1000, 2000], paper, 190, 100), 1000);
  assert.equal(fittingScale([500, 1000, 2000], paper, 9000, 100), 2000);
  assert.equal(scaleText(25000), "1:25,000");
});

test("a layer is asked for as the map shows it", () => {
  const state = { info: INFO, opacity: 0.5, theme: null, conditions: [{ column: "a", op: "in", value: ["x"] }] };
  assert.deepEqual(layerOrder(state), { id: "lots", opacity: 0.5, filter: state.conditions });
  assert.deepEqual(layerOrder({ info: INFO, opacity: 1, theme: "age" }), { id: "lots", opacity: 1, theme: "age" });
});

test("paper is told the legend's own words: heading, limits and what has no value", () => {
  const settings = { column: "percent", method: "own", n: 5, ramp: "teal", edges: "0, 50, 70, 100", caption: "ร้อยละ", noData: "ไม่ทราบ" };
  const { colour, entries } = made([10, 50, 99, null], settings);
  const custom = { settings, style: recoloured(INFO, "percent", colour, settings), legend: legendOf(INFO, entries) };
  const asked = layerOrder({ info: INFO, opacity: 1, theme: "custom", custom });
  assert.equal(asked.caption, "ร้อยละ");
  assert.deepEqual(asked.words.map(([, word]) => word), ["0 – 50", "50 – 70", "70 – 100", "ไม่ทราบ"]);
  assert.deepEqual(asked.words.map(([color]) => color), [...asked.classes.colors, asked.classes.missing]);
  assert.deepEqual(custom.legend.map(({ label, shape }) => [label, shape]).slice(-2), [["70 – 100 (1)", "fill"], ["ไม่ทราบ (1)", "hatch"]]);
});

test("classes made in the browser come back from the map's own expression", () => {
  const byValue = classesOf(theme(["x", "x", "y"], { column: "kind", method: "unique", n: 5, ramp: "" }));
  assert.equal(byValue.column, "kind");
  assert.deepEqual(byValue.values.map(([value]) => value), ["x", "y"]);
  assert.match(byValue.other, /^#[0-9a-f]{6}$/);
  const byRange = classesOf(theme([1, 2, 3, 10, 20, 30], { column: "floors", method: "equal", n: 3, ramp: "teal" }));
  assert.equal(byRange.colors.length, byRange.breaks.length + 1);
  assert.ok(byRange.colors.every((colour) => /^#[0-9a-f]{6}$/.test(colour)));
  assert.match(byRange.missing, /^#/);
});
