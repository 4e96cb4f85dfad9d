// Keeps the address in step with the map, so that a link shows what the sender sees.
import { decode, encode } from "./permalink_state.js";

export function read() {
  return decode(window.location.hash);
}

export function mount(element, app) {
  let uid = read().uid || null;
  app.named = read().named || null;

  function write() {
    const center = app.map.getCenter();
    const shown = [...app.layers.values()].filter((layer) => layer.visible);
    const layers = shown.map((layer) => ({ id: layer.info.id, opacity: layer.opacity, theme: layer.theme === "custom" ? null : layer.theme, ...(layer.year ? { year: layer.year } : {}) }));
    const conditions = Object.fromEntries(shown.filter((layer) => layer.conditions?.length).map((layer) => [layer.info.id, layer.conditions]));
    const custom = Object.fromEntries(shown.filter((layer) => layer.custom?.settings).map((layer) => [layer.info.id, layer.custom.settings]));
    const hash = encode({ zoom: app.map.getZoom(), lat: center.lat, lon: center.lng, layers, conditions, custom, named: app.named, uid });
    if (hash !== window.location.hash) history.replaceState(null, "", hash);
  }

  // a link pasted over an open map; what this page writes itself raises no such event
  window.addEventListener("hashchange", () => window.location.reload());
  app.map.on("moveend", write);
  app.bus.addEventListener("layers", write);
  app.bus.addEventListener("place", (event) => {
    uid = event.detail.uid || null;
    write();
  });
}
