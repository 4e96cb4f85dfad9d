// Pure helpers over MapLibre style layers.

const OPACITIES = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["icon-opacity"],
};
/** The paint that carries the colour, by the part of a layer's style that has it. */
const COLOURS = { fill: "fill-color", line: "line-color", circle: "circle-color", triangle: "icon-color" };

/** The name of the colour's paint in a style layer, undefined for outlines and the like. */
export const colourPaint = (part) => COLOURS[part.id.split(":")[1]];

// An opacity times k. A zoom expression must stay outermost, so its outputs are scaled instead.
export function scaled(value, k) {
  if (value === undefined) return k;
  if (typeof value === "number") return value * k;
  const head = value[0];
  if (head === "interpolate") return value.map((part, i) => (i > 3 && i % 2 === 0 ? scaled(part, k) : part));
  if (head === "step") return value.map((part, i) => (i === 2 || (i > 3 && i % 2 === 0) ? scaled(part, k) : part));
  return ["*", value, k];
}

export function opacityPaint(layer, k) {
  const names = OPACITIES[layer.type] || [];
  return names.map((name) => [name, scaled((layer.paint || {})[name], k)]);
}

// Cells that stand for several records pass every filter: they have no attributes of their own.
export function combinedFilter(own, chosen) {
  if (!chosen) return own || null;
  const open = ["any", ["has", "cell"], chosen];
  return own ? ["all", own, open] : open;
}

// The style layer before which the layers of an entry go: the first of the next higher entry that is on the map.
export function beforeId(ordered, slug, onMap) {
  const at = ordered.findIndex((entry) => entry.id === slug);
  for (const entry of ordered.slice(at + 1)) {
    const found = entry.style.find((layer) => onMap(layer.id));
    if (found) return found.id;
  }
  return undefined;
}
