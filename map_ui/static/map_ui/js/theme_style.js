// A theme made in the browser: the layer's own style objects with another colour, and the legend that goes with it. Pure.
import { countsOf, edgeLabels, limitsOf, numbers, rangeLabels, unique } from "./classify.js";
import { along, distinct, OTHER, RAMPS } from "./colours.js";
import { deedAreaOfWah } from "./rai.js";
import { colourPaint } from "./style_math.js";

const LEAST_OPACITY = 0.75;
const MOST_ZOOM = 24;
const SHAPES = { point: "circle", line: "line" };
export const MOST_VALUES = 12;

// a year of the Buddhist era is no amount: 2562, not 2,562
const isYear = (column) => column.endsWith("_be");

/** Classes of `values` for a choice {column, method, n, ramp, choices, isArea}: {colour, entries} with the colour
 * expression and {label, color, count} of each class. */
export function classesOf(values, choice) {
  return choice.method === "unique" ? byValue(values, choice) : byRange(values, choice);
}

function byValue(values, { column, ramp, choices = {}, isArea, noData }) {
  const counted = unique(values);
  const shown = counted.slice(0, MOST_VALUES);
  if (shown.every(([value]) => Number.isFinite(Number(value)))) shown.sort((a, b) => a[0] - b[0]);
  const colors = ramp in RAMPS ? along(ramp, shown.length) : distinct(shown.length);
  const pairs = shown.flatMap(([value], i) => [value, colors[i]]);
  const got = ["to-string", ["coalesce", ["get", column], ""]];
  const entries = shown.map(([value, count], i) => ({ label: isArea ? deedAreaOfWah(value) : choices[value] || value, color: colors[i], count }));
  const rest = values.length - shown.reduce((sum, [, count]) => sum + count, 0);
  const isBlank = counted.length === shown.length;
  if (rest) entries.push({ label: isBlank ? noData || "ไม่มีค่า" : "ค่าอื่นและไม่มีค่า", color: OTHER, count: rest, isBlank });
  return { colour: pairs.length ? ["match", got, ...pairs, OTHER] : OTHER, entries };
}

function byRange(values, { column, method, n, ramp, isArea, edges, noData }) {
  const limits = limitsOf(method, values, n, edges);
  const colors = along(ramp, limits.length + 1);
  const counts = countsOf(values, limits);
  const shownAs = isArea ? deedAreaOfWah : isYear(column) ? String : undefined;
  const labels = method === "own" ? edgeLabels(edges, shownAs) : rangeLabels(limits, shownAs);
  const entries = labels.map((label, i) => ({ label, color: colors[i], count: counts[i] }));
  const rest = values.length - numbers(values).length;
  if (rest) entries.push({ label: noData || "ไม่มีค่า", color: OTHER, count: rest, isBlank: true });
  const steps = limits.flatMap((limit, i) => [limit, colors[i + 1]]);
  const got = ["to-number", ["get", column], 0];
  return { colour: ["case", ["has", column], steps.length ? ["step", got, colors[0], ...steps] : colors[0], OTHER], entries };
}

/** The layer's style with `colour` on its main parts; an area that has only an outline gets a fill. Areas without a
 * value lie under slanting lines; `from` and `to` narrow the tile zooms. */
export function recoloured(info, column, colour, { from, to } = {}) {
  const parts = info.style.some(colourPaint) ? info.style : [fillBelow(info), ...info.style];
  const made = parts.map((part) => (colourPaint(part) ? coloured(part, column, colour) : part));
  const drawn = info.geometry === "polygon" ? [...made, hatchedBlank(info, column)] : made;
  return drawn.map((part) => ({ ...part, minzoom: Math.max(part.minzoom, Number(from) || 0), maxzoom: Math.min(part.maxzoom, Number(to) || MOST_ZOOM) }));
}

function hatchedBlank(info, column) {
  const { source, "source-layer": sourceLayer, minzoom, maxzoom } = info.style[0];
  const filter = ["all", ["!", ["has", "cell"]], ["==", ["to-string", ["coalesce", ["get", column], ""]], ""]];
  return { id: `${info.id}:blank`, type: "fill", source, "source-layer": sourceLayer, minzoom, maxzoom, filter, paint: { "fill-pattern": "hatch:#8a8a8a" } };
}

function fillBelow(info) {
  const { source, "source-layer": sourceLayer, minzoom, maxzoom } = info.style[0];
  return { id: `${info.id}:fill`, type: "fill", source, "source-layer": sourceLayer, minzoom, maxzoom, paint: {} };
}

function coloured(part, column, colour) {
  const paint = { ...part.paint, [colourPaint(part)]: colour };
  if (part.type === "fill") paint["fill-opacity"] = Math.max(Number(part.paint["fill-opacity"]) || 0, LEAST_OPACITY);
  // of the summaries that keep a rare class in sight only those of this column belong here
  return { ...part, paint, filter: ["any", ["!", ["has", "by"]], ["==", ["get", "by"], column]] };
}

/** Legend entries as the map shows them, with how many records each class has; `word` is the class alone, as on paper. */
export const legendOf = (info, entries) =>
  entries.map(({ label, color, count, isBlank }) => ({
    label: `${label} (${count.toLocaleString("en-US")})`,
    word: label,
    color,
    shape: isBlank && info.geometry === "polygon" ? "hatch" : info.legend?.[0]?.shape === "triangle" ? "triangle" : SHAPES[info.geometry] || "fill",
    opacity: 1,
  }));
