// The state of the map as the part of the address behind #, and back. Unknown or broken parts are passed over.

// Pages of registers link with `select`.
const SELECTED = ["at", "select"];

export function encode(state) {
  const parts = [`map=${state.zoom}/${state.lat.toFixed(6)}/${state.lon.toFixed(6)}`];
  const layers = state.layers.map((l) => {
    let text = l.id;
    if (l.opacity !== undefined && l.opacity < 1) text += `:${Math.round(l.opacity * 100)}`;
    if (l.theme) text += `@${l.theme}`;
    return text;
  });
  parts.push(`layers=${layers.map(encodeURIComponent).join(",")}`);
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
  }
  return state;
}

function place(text) {
  const [zoom, lat, lon] = text.split("/").map(Number);
  const good = [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24;
  return good ? { zoom, lat, lon } : {};
}

function layer(text) {
  let decoded;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    return null;
  }
  const match = decoded.match(/^([\w-]+)(?::(\d{1,3}))?(?:@(\w+))?$/);
  if (!match) return null;
  return { id: match[1], opacity: match[2] ? Math.min(Number(match[2]), 100) / 100 : 1, theme: match[3] || null };
}
