// The map page: makes Leaflet, the thematic layers inside it and the object every tool works with.
import { getJson } from "./api.js";
import { el } from "./element.js";
import { toast } from "./toast.js";
import { createGlLayers, webglWorks } from "./gl_layers.js";
import { createPanel } from "./panel.js";
import { mount as mountPermalink, read } from "./permalink.js";
import { leastZoom } from "./permalink_state.js";
import { mount as mountTree } from "./layer_tree.js";
import { mount as mountLegend } from "./legend.js";
import { mount as mountLabels } from "./labels.js";
import { mount as mountFind } from "./find.js";
import { mount as mountPlace } from "./place_panel.js";
import { mount as mountMeasure } from "./measure.js";
import { mount as mountSelect } from "./select.js";
import { mount as mountPosition } from "./position.js";
import { mount as mountPrint } from "./print.js";
import { mount as mountCoordinates } from "./coordinates.js";
import { mount as mountThemes } from "./themes.js";
import { mount as mountFilter } from "./filter.js";
import { mount as mountCadastre } from "./cadastre.js";
import { mount as mountPast } from "./cadastre_past.js";
import { mount as mountImagery } from "./imagery.js";
import { thaiScale } from "./scale_bar.js";

const HIGHLIGHT = { color: "#d81b60", weight: 3, fillColor: "#d81b60", fillOpacity: 0.12, interactive: false };

function makeMap(home) {
  const map = L.map("map", { zoomControl: false, attributionControl: false, maxZoom: 22, minZoom: 6, zoomSnap: 1, keyboard: true });
  const start = read();
  if (start.zoom !== undefined) map.setView([start.lat, start.lon], start.zoom);
  else map.fitBounds([[home.bounds[1], home.bounds[0]], [home.bounds[3], home.bounds[2]]]);
  L.control.zoom({ position: "topright", zoomInTitle: "ขยาย", zoomOutTitle: "ย่อ" }).addTo(map);
  thaiScale({ imperial: false, position: "bottomright" }).addTo(map);
  return map;
}

function layerStates(config) {
  const start = read();
  const wanted = start.layers;
  // a page of a register names its layer but no view: its layer comes on top of those shown at first
  const isAdded = start.zoom === undefined && !start.isWhole;
  const states = new Map();
  for (const module of config.modules) {
    for (const system of module.systems) {
      for (const info of system.layers) {
        const saved = wanted && wanted.find((layer) => layer.id === info.id);
        const visible = Boolean(saved) || ((!wanted || isAdded) && info.visible);
        states.set(info.id, { info, visible, opacity: saved ? saved.opacity : 1, theme: null, filter: null, custom: null, wantedTheme: saved && saved.theme, year: yearOf(info, saved) });
      }
    }
  }
  return states;
}

/** The year of a layer of years: the one a link names, when there is such a year. */
function yearOf(info, saved) {
  return info.years?.includes(saved?.year) ? saved.year : (info.year ?? null);
}

function baseMaps(map, list) {
  for (const base of list) {
    const layer = base.type === "wms" ? L.tileLayer.wms(base.url, base.options || {}) : L.tileLayer(base.url, base.options || {});
    base.layer = layer;
  }
  return { list, choose: (id) => list.forEach((base) => (base.id === id ? base.layer.addTo(map).bringToBack() : base.layer.remove())) };
}

function modes(app) {
  let leaving = null;
  app.mode = "see";
  app.enter = (name, onLeave) => {
    app.leave();
    app.mode = name;
    leaving = onLeave || null;
    app.map.getContainer().classList.add("is-picking");
    app.bus.dispatchEvent(new CustomEvent("mode", { detail: { mode: name } }));
  };
  app.leave = () => {
    const done = leaving;
    leaving = null;
    app.mode = "see";
    app.map.getContainer().classList.remove("is-picking");
    if (done) done();
    app.bus.dispatchEvent(new CustomEvent("mode", { detail: { mode: "see" } }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.mode !== "see") app.leave();
  });
}

function layerActions(app, glLayers) {
  const changed = () => app.bus.dispatchEvent(new CustomEvent("layers"));
  const state = (slug) => app.layers.get(slug);
  app.setVisible = (slug, visible) => {
    state(slug).visible = visible;
    glLayers.show(state(slug));
    changed();
  };
  app.setOpacity = (slug, opacity) => {
    state(slug).opacity = opacity;
    glLayers.fade(state(slug));
    changed();
  };
  app.setYear = (slug, year) => {
    state(slug).year = year;
    glLayers.anew(state(slug));
    changed();
  };
  app.setFilter = (slug, filter) => {
    state(slug).filter = filter;
    glLayers.show(state(slug));
    changed();
  };
  app.setTheme = (slug, theme) => {
    const layer = state(slug);
    layer.theme = theme ? theme.id : null;
    layer.custom = theme;
    glLayers.restyle(layer, theme ? theme.style : layer.info.style);
    changed();
  };
  app.nameOf = ({ info, year, custom }) => custom?.settings?.caption || (year ? `${info.thai} ปี ${year}` : info.thai);
  app.legendOf = (layer) => (layer.custom ? layer.custom.legend : layer.info.legend);
}

function messages(app) {
  app.toast = (text, kind = "info") => toast(text, { error: kind === "error" });
}

function highlighting(app) {
  const drawn = L.geoJSON(null, { style: HIGHLIGHT, interactive: false, pointToLayer: (_, at) => L.circleMarker(at, { ...HIGHLIGHT, radius: 10 }) });
  drawn.addTo(app.map);
  app.highlight = (shape) => {
    drawn.clearLayers();
    if (shape) drawn.addData(shape);
  };
}

function tool(name) {
  const box = el("div", { class: `tool tool-${name}` });
  document.getElementById("tools").append(box);
  return box;
}

function plainButtons(app) {
  document.getElementById("go-home").addEventListener("click", () => {
    const [w, s, e, n] = app.home.bounds;
    app.map.fitBounds([[s, w], [n, e]]);
  });
  document.getElementById("copy-link").addEventListener("click", async () => {
    await navigator.clipboard.writeText(window.location.href).catch(() => null);
    app.toast("คัดลอกลิงก์ของแผนที่นี้แล้ว");
  });
}

function reportErrors(app) {
  let last = 0;
  return (error) => {
    const now = Date.now();
    if (now - last < 8000 || !error || error.status === 404) return;
    last = now;
    app.toast("โหลดแผนที่บางส่วนไม่ได้ เครือข่ายอาจขัดข้อง ระบบจะลองใหม่เมื่อเลื่อนแผนที่", "error");
  };
}

async function start() {
  let config;
  try {
    config = await getJson("/layers.json");
  } catch (error) {
    document.getElementById("map-error").hidden = false;
    document.getElementById("map-error-text").textContent = error.thai || String(error);
    document.getElementById("map-again").addEventListener("click", () => window.location.reload());
    return;
  }
  const map = makeMap(config.home);
  const app = { map, home: config.home, bus: new EventTarget(), layers: layerStates(config), modules: config.modules, imagery: config.imagery || [], saveUrl: config.save_url, rawCount: config.raw_count, gl: () => null };
  window.elocalMap = app;
  const least = leastZoom(read(), (id) => app.layers.get(id)?.info.minzoom);
  if (map.getZoom() < least) map.setZoom(least, { animate: false });
  messages(app);
  modes(app);
  highlighting(app);
  app.panel = createPanel(app);
  app.bases = baseMaps(map, config.basemaps);
  if (webglWorks()) {
    const ordered = [...app.layers.values()].map((state) => state.info).sort((a, b) => a.order - b.order);
    const glLayers = createGlLayers(map, ordered, reportErrors(app));
    app.gl = () => glLayers.gl;
    layerActions(app, glLayers);
    for (const state of app.layers.values()) {
      const declared = state.info.themes.find((theme) => theme.id === state.wantedTheme);
      if (declared) app.setTheme(state.info.id, declared);
      else if (state.visible) glLayers.show(state);
    }
  } else {
    layerActions(app, { show() {}, fade() {}, restyle() {}, anew() {} });
    document.getElementById("no-webgl").hidden = false;
  }
  mountAll(app);
}

function mountAll(app) {
  mountTree(document.getElementById("tab-layers"), app);
  mountImagery(document.getElementById("tab-layers"), app);
  mountLegend(document.getElementById("tab-legend"), app);
  mountLabels(document.getElementById("map"), app);
  mountFind(document.getElementById("find"), app);
  mountPlace(document.getElementById("map"), app);
  mountMeasure(tool("measure"), app);
  mountSelect(tool("select"), app);
  mountPosition(tool("position"), app);
  mountCadastre(tool("cadastre"), app);
  mountPast(tool("past"), app);
  mountPrint(document.getElementById("print-map"), app);
  mountCoordinates(document.getElementById("coordinates"), app);
  mountThemes(document.body, app);
  mountFilter(document.body, app);
  mountPermalink(document.body, app);
  plainButtons(app);
  app.map.on("moveend", () => app.bus.dispatchEvent(new CustomEvent("moved")));
  document.getElementById("map").dataset.ready = "";
}

start();
