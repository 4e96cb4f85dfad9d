// The state of the map as the part of the address behind #, and back. Unknown or broken parts are passed over.
//   map=zoom/lat/lon (whole: all of the office, and no layer but those named)  layers=a,b:50@theme~2569 (per cent, declared theme, year)  at=uid
//   f=layer:column:operator:value|value (a condition each)  c=layer:column~method~n~ramp (classes made in the browser)
//   n=layer:name (of the saved map that is about the layer)
//   x=layer:limits|heading|words of no data|column of the label|least tile zoom|greatest (what else those classes say)

// Pages of registers link with `select`.
const SELECTED = ["at", "select"];
const MORE = ["edges", "caption", "noData", "label", "from", "to"];
const LISTS = ["in", "out", "between"];

export function encode(state) {
  const parts = [`map=${state.zoom}/${state.lat.toFixed(6)}/${state.lon.toFixed(6)}`];
  const layers = state.layers.map((l) => {
    let text = l.id;
    if (l.opacity !== undefined && l.opacity < 1) text += `:${Math.round(l.opacity * 100)}`;
    if (l.theme) text += `@${l.theme}`;
    if (l.year) text += `~${l.year}`;
    return text;
  });
  parts.push(`layers=${layers.map(encodeURIComponent).join(",")}`);
  for (const [id, list] of Object.entries(state.conditions || {})) {
    for (const each of list) parts.push(`f=${encodeURIComponent(conditionText(id, each))}`);
  }
  for (const [id, s] of Object.entries(state.custom || {})) {
    parts.push(`c=${encodeURIComponent(`${id}:${[s.column, s.method, s.n, s.ramp].join("~")}`)}`);
    const more = MORE.map((key) => escape(s[key] ?? "")).join("|");
    if (more.length >= MORE.length) parts.push(`x=${encodeURIComponent(`${id}:${more}`)}`);
  }
  if (state.named) parts.push(`n=${encodeURIComponent(`${state.named.id}:${state.named.name}`)}`);
  if (state.uid) parts.push(`at=${state.uid}`);
  return `#${parts.join("&")}`;
}

export function decode(hash) {
  const state = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [name, value = ""] = part.split(/=(.*)/s);
    if (name === "map") Object.assign(state, place(value));
    if (name === "layers" && part.includes("=")) state.layers = value ? value.split(",").map(layer).filter(Boolean) : [];
    if (SELECTED.includes(name) && /^[0-9a-f-]{36}$/i.test(value)) state.uid = value;
    if (name === "f") addCondition(state, plain(value));
    if (name === "n") addNamed(state, plain(value));
    if (name === "c") addCustom(state, plain(value));
    if (name === "x") addMore(state, plain(value));
  }
  return state;
}

const escape = (text) => String(text).replace(/[\\|]/g, (mark) => `\\${mark}`);
const conditionText = (id, c) => `${id}:${c.column}:${c.op}:${[c.value ?? ""].flat().map(escape).join("|")}`;

function addCondition(state, text) {
  const match = /^([\w-]+):(\w+):(\w+):(.*)$/s.exec(text);
  if (!match) return;
  const [, id, column, op, raw] = match;
  const values = pieces(raw);
  const value = LISTS.includes(op) ? values : values[0];
  ((state.conditions ||= {})[id] ||= []).push({ column, op, value });
}

function addNamed(state, text) {
  const [, id, name] = /^([\w-]+):(.+)$/s.exec(text) || [];
  if (id) state.named = { id, name };
}

function addCustom(state, text) {
  const match = /^([\w-]+):(\w+)~(\w+)~(\d+)~(\w*)$/.exec(text);
  if (match) (state.custom ||= {})[match[1]] = { column: match[2], method: match[3], n: Number(match[4]), ramp: match[5] };
}

function addMore(state, text) {
  const [, id, rest] = /^([\w-]+):(.*)$/s.exec(text) || [];
  const settings = state.custom?.[id];
  if (!settings) return;
  const found = pieces(rest);
  MORE.forEach((key, i) => found[i] && (settings[key] = found[i]));
}

/** The zoom at which a map of the whole office shows the layer it is about, the last it names; 0 where any will do.
 * `zoomOf(id)` gives the least tile zoom of a layer, and tiles are one below the map's zoom. */
export function leastZoom(state, zoomOf) {
  const subject = state.isWhole && state.layers?.at(-1);
  return subject ? Math.ceil(Math.max(zoomOf(subject.id) ?? 0, Number(state.custom?.[subject.id]?.from) || 0)) + 1 : 0;
}

/** Parts between unescaped bars. */
function pieces(text) {
  const found = [""];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "\\" && i + 1 < text.length) found[found.length - 1] += text[(i += 1)];
    else if (text[i] === "|") found.push("");
    else found[found.length - 1] += text[i];
  }
  return found;
}

function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function place(text) {
  if (text === "whole") return { isWhole: true };
  const [zoom, lat, lon] = text.split("/").map(Number);
  const good = [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24;
  return good ? { zoom, lat, lon } : {};
}

function layer(text) {
  const match = plain(text).match(/^([\w-]+)(?::(\d{1,3}))?(?:@(\w+))?(?:~(\d{4}))?$/);
  if (!match) return null;
  const read = { id: match[1], opacity: match[2] ? Math.min(Number(match[2]), 100) / 100 : 1, theme: match[3] || null };
  return match[4] ? { ...read, year: Number(match[4]) } : read;
}
