// Pictures of the ground below the thematic layers: chosen in the layer tree, each with its opacity.
import { el } from "./element.js";
import { recall, remember } from "./remembered.js";
import { dateText } from "./thai_text.js";

const PANE = "imagery";
const PANE_ORDER = 150;
const KEPT = "imagery";
const MAX_ZOOM = 24;

/** {uid: opacity} of the pictures shown, from what was kept; pictures that are gone or closed are left out. */
export function shownFrom(text, known) {
  const shown = {};
  for (const part of String(text || "").split(",")) {
    const [uid, opacity] = part.split("~");
    if (known.includes(uid)) shown[uid] = Math.min(1, Math.max(0.1, Number(opacity) || 1));
  }
  return shown;
}

export function keptAs(shown) {
  return Object.entries(shown).map(([uid, opacity]) => `${uid}~${opacity}`).join(",");
}

function layerOf(picture, opacity) {
  const [west, south, east, north] = picture.bounds;
  return L.tileLayer(picture.tiles, {
    pane: PANE,
    opacity,
    minZoom: picture.minzoom,
    maxNativeZoom: picture.maxzoom,
    maxZoom: MAX_ZOOM,
    bounds: [[south, west], [north, east]],
  });
}

function row(picture, app, state) {
  const box = el("input", { type: "checkbox", id: `imagery-${picture.id}` });
  const slider = el("input", { type: "range", min: "10", max: "100", step: "5", "aria-label": `ความทึบของ${picture.thai}` });
  const fly = el("button", { type: "button", class: "btn btn-small" }, "ไปที่ภาพ");
  const details = el("div", { class: "layer-details" }, el("label", { class: "layer-opacity" }, "ความทึบ", slider), el("div", { class: "layer-actions" }, fly));
  const facts = [picture.kind, picture.flown_on && dateText(picture.flown_on)].filter(Boolean).join(" · ");
  let layer = null;

  function show(opacity) {
    layer = layer || layerOf(picture, opacity);
    layer.setOpacity(opacity);
    layer.addTo(app.map);
    state.shown[picture.id] = opacity;
  }
  function hide() {
    layer?.remove();
    delete state.shown[picture.id];
  }
  function update() {
    const opacity = state.shown[picture.id];
    box.checked = opacity !== undefined;
    details.hidden = !box.checked;
    slider.value = String(Math.round((opacity ?? 1) * 100));
    remember(KEPT, keptAs(state.shown));
  }

  box.addEventListener("change", () => {
    if (box.checked) show(Number(slider.value) / 100);
    else hide();
    update();
  });
  slider.addEventListener("input", () => {
    show(Number(slider.value) / 100);
    update();
  });
  fly.addEventListener("click", () => {
    const [west, south, east, north] = picture.bounds;
    app.map.fitBounds([[south, west], [north, east]]);
  });
  if (state.shown[picture.id] !== undefined) show(state.shown[picture.id]);
  update();
  return el("li", { class: "layer" },
    el("div", { class: "layer-row" }, box, el("label", { for: box.id }, picture.thai), el("span", { class: "layer-hint" }, facts)), details);
}

export function mount(element, app) {
  app.picturesShown = () => [];
  if (!app.imagery.length) return;
  app.map.createPane(PANE).style.zIndex = String(PANE_ORDER);
  const state = { shown: shownFrom(recall(KEPT, ""), app.imagery.map((each) => each.id)) };
  app.picturesShown = () => app.imagery.filter((each) => state.shown[each.id] !== undefined).map((each) => ({ ...each, opacity: state.shown[each.id] }));
  const rows = app.imagery.map((picture) => row(picture, app, state));
  const group = el("details", { class: "tree-module tree-imagery", open: true }, el("summary", {}, "ภาพถ่ายทางอากาศ"),
    el("section", { class: "tree-system" }, el("ul", {}, rows)));
  const first = element.querySelector(".tree-module");
  element.insertBefore(group, first);
}
