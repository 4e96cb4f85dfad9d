// The state of the map in the address and back. Pure.
//   map=zoom/lat/lon  layers=a,b*0.5  theme=a:code | a:column~method~n~ramp  f=a:column:op:value|value  select=uid  base=id
// A list's link is understood too: layers=a&filter=a&column=x&column__from=1 (the list's own parameters).
const LIST_OWN = new Set(["map", "layers", "theme", "f", "select", "base", "filter", "q", "page", "size", "sort", "tab"]);

/** The hash without "#" of a state {view, layers, themes, conditions, select, base}. */
export function encode(state) {
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${encodeURIComponent(value).replace(/%2[CF]|%3A|%7C/g, decodeURIComponent)}`);
  if (state.view) add("map", [round(state.view.zoom, 2), round(state.view.lat, 6), round(state.view.lon, 6)].join("/"));
  if (state.layers) add("layers", Object.entries(state.layers).map(([id, o]) => (o < 1 ? `${id}*${round(o, 2)}` : id)).join(","));
  for (const [id, theme] of Object.entries(state.themes || {})) add("theme", `${id}:${themeText(theme)}`);
  for (const [id, list] of Object.entries(state.conditions || {})) for (const c of list) add("f", `${id}:${conditionText(c)}`);
  if (state.select) add("select", state.select);
  if (state.base) add("base", state.base);
  return parts.join("&");
}

const round = (value, digits) => Number(Number(value).toFixed(digits));
const themeText = (t) => (t.id ? t.id : [t.column, t.kind, t.n, t.ramp].join("~"));
const escape = (text) => String(text).replace(/[\\|:]/g, (mark) => `\\${mark}`);
const conditionText = (c) => `${c.column}:${c.op}:${[c.value ?? ""].flat().map(escape).join("|")}`;

/** The state of a hash; what cannot be read is left out. `adds`: the layers come on top of those shown at first. */
export function decode(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { adds: !given.has("map"), themes: {}, conditions: {} };
  const view = (given.get("map") || "").split("/").map(Number);
  if (view.length === 3 && view.every(Number.isFinite)) state.view = { zoom: view[0], lat: view[1], lon: view[2] };
  if (given.has("layers")) state.layers = Object.fromEntries(given.get("layers").split(",").filter(Boolean).map(layerOf));
  for (const text of given.getAll("theme")) addTheme(state.themes, text);
  for (const text of given.getAll("f")) addCondition(state.conditions, text);
  if (given.get("filter")) state.conditions[given.get("filter")] = listConditions(given);
  if (given.get("select")) state.select = given.get("select");
  if (given.get("base")) state.base = given.get("base");
  return state;
}

function layerOf(text) {
  const [id, opacity] = text.split("*");
  const value = Number(opacity);
  return [id, opacity !== undefined && value >= 0 && value <= 1 ? value : 1];
}

function addTheme(themes, text) {
  const [id, rest] = cut(text);
  const [column, kind, n, ramp] = rest.split("~");
  if (id && rest) themes[id] = kind ? { column, kind, n: Number(n) || 5, ramp: ramp || "teal" } : { id: column };
}

function addCondition(conditions, text) {
  const [id, rest] = cut(text);
  const [column, after] = cut(rest);
  const [op, raw] = cut(after);
  if (!id || !column || !op) return;
  const values = pieces(raw);
  const value = ["in", "out", "between"].includes(op) ? values : values[0];
  (conditions[id] ||= []).push({ column, op, value });
}

function cut(text) {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function pieces(text) {
  const found = [""];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "\\" && i + 1 < text.length) found[found.length - 1] += text[(i += 1)];
    else if (text[i] === "|") found.push("");
    else found[found.length - 1] += text[i];
  }
  return found;
}

function listConditions(given) {
  const made = new Map();
  for (const [name, value] of given) {
    if (LIST_OWN.has(name) || value === "") continue;
    const range = /^(.+)__(from|to)$/.exec(name);
    if (range) made.set(name, { column: range[1], op: range[2] === "from" ? "ge" : "le", value });
    else if (made.has(name)) made.get(name).value.push(value);
    else made.set(name, { column: name, op: "in", value: [value] });
  }
  return [...made.values()];
}
