// From the layers and what the reader has chosen to one MapLibre style. Pure: no map, no page.
// chosen = {shown, opacity (0..1), theme, conditions}; theme = null | {id} | {column, kind, limits|values, colors}.
import { filterExpression } from "./conditions.js";
import { OTHER } from "./ramps.js";

const BACKGROUND = "#f3f2ec";
const OPACITIES = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
};
const COLORS = { fill: "fill-color", line: "line-color", circle: "circle-color" };
const MAIN_PARTS = new Set(["fill", "line", "circle"]);

/** The style of all shown layers, lowest `order` at the bottom; `origin` makes tile addresses absolute. */
export function mapStyle(layers, choices, { origin = "", hasGround = true } = {}) {
  const shown = layers.filter((layer) => choices[layer.id]?.shown);
  const ordered = [...shown].sort((a, b) => (a.order ?? 50) - (b.order ?? 50));
  const ground = { id: "ground", type: "background", paint: { "background-color": BACKGROUND } };
  return {
    version: 8,
    sources: Object.fromEntries(shown.map((l) => [l.id, { type: "vector", url: absolute(l.tilejson, origin) }])),
    layers: [...(hasGround ? [ground] : []), ...ordered.flatMap((layer) => styleOf(layer, choices[layer.id]))],
  };
}

const absolute = (url, origin) => (url.startsWith("/") ? origin + url : url);

/** The style layers of one layer as it was chosen. */
export function styleOf(layer, chosen) {
  const filter = filterExpression(chosen.conditions || [], layer.columns || []);
  const base = ownTheme(layer, chosen.theme)?.style || layer.style;
  const parts = chosen.theme?.column ? base.map((part) => recolored(part, chosen.theme)) : base;
  return parts.map((part) => faded(narrowed(part, filter), chosen.opacity ?? 1));
}

/** The theme of the layer's own declaration, when one is chosen. */
export const ownTheme = (layer, theme) => (theme?.id ? layer.themes.find((each) => each.id === theme.id) : null);

function narrowed(part, filter) {
  if (!filter) return part;
  return { ...part, filter: part.filter ? ["all", part.filter, filter] : filter };
}

function faded(part, opacity) {
  if (opacity >= 1) return part;
  const paint = { ...part.paint };
  for (const name of OPACITIES[part.type] || []) {
    const own = paint[name] ?? 1;
    paint[name] = typeof own === "number" ? round(own * opacity) : ["*", opacity, own];
  }
  return { ...part, paint };
}

const round = (value) => Math.round(value * 1000) / 1000;

function recolored(part, theme) {
  const name = part.id.split(":")[1];
  if (!MAIN_PARTS.has(name)) return part;
  const paint = { ...part.paint, [COLORS[part.type]]: colorExpression(theme) };
  if (part.type === "fill") paint["fill-opacity"] = Math.max(Number(part.paint["fill-opacity"]) || 0, 0.75);
  return { ...part, paint, filter: ["any", ["!", ["has", "by"]], ["==", ["get", "by"], theme.column]] };
}

/** The colour of a feature under a theme made in the browser. */
export function colorExpression(theme) {
  if (theme.kind === "unique") {
    const pairs = theme.values.flatMap((value, i) => [value, theme.colors[i]]);
    if (!pairs.length) return OTHER;
    return ["match", ["to-string", ["coalesce", ["get", theme.column], ""]], ...pairs, OTHER];
  }
  const steps = theme.limits.flatMap((limit, i) => [limit, theme.colors[i + 1]]);
  const value = ["to-number", ["get", theme.column]];
  return ["case", ["has", theme.column], steps.length ? ["step", value, theme.colors[0], ...steps] : theme.colors[0], OTHER];
}

/** Whether a layer draws anything at a tile zoom. */
export const inScale = (layer, tileZoom) => tileZoom >= layer.minzoom && tileZoom < layer.maxzoom + 1;
