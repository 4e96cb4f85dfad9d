// The map of a past day: the shapes that were there then, drawn in sepia over the hidden layer of today, with who held them.
import { getJson } from "./api.js";
import { covers } from "./cadastre_pick.js";
import { descentPart } from "./cadastre_tree.js";
import { el } from "./element.js";
import { action, strip, toolButton } from "./strip.js";
import { dateText, parseDate } from "./thai_text.js";

const MODE = "past";
const LEAST_ZOOM = 15;
const NAMES_FROM = 19;
const NAME = { permanent: true, direction: "center", className: "past-name" };
const WAIT_MS = 250;
const BE = 543;
const LOOK = { color: "#6b4f2a", weight: 1.6, fillColor: "#c9a66b", fillOpacity: 0.28, dashArray: "4 3" };
const CHOSEN = { ...LOOK, weight: 3, fillOpacity: 0.5, dashArray: null };

/** The layers whose past can be asked, [[slug, Thai], …], as the page says. */
export const pastLayers = () => JSON.parse(document.getElementById("map").dataset.past || "[]");

export function mount(element, app) {
  const layers = pastLayers();
  if (!layers.length) return;
  const [[slug, thai]] = layers;
  const { button, press } = toolButton("clock", "แผนที่ ณ วันที่ในอดีต", () => (open ? app.leave() : begin()));
  element.append(button);
  let open = null;
  let timer = 0;

  // every card of today tells where its shapes came from
  app.bus.addEventListener("place", () => {
    for (const card of document.querySelectorAll(`#tab-info [data-layer="${slug}"]:not([data-descent])`)) {
      card.dataset.descent = "";
      card.append(descentPart(slug, card.dataset.uid, app));
    }
  });

  function begin() {
    app.enter(MODE, end);
    press(true);
    app.highlight(null);
    const wasVisible = app.layers.get(slug)?.visible;
    if (wasVisible) app.setVisible(slug, false);
    const drawn = L.geoJSON(null, { style: LOOK, onEachFeature: (feature, layer) => layer.on("click", (event) => (L.DomEvent.stop(event), pick(feature, layer))) }).addTo(app.map);
    open = { strip: strip(app, `${thai} ณ วันที่`, () => app.leave()), drawn, wasVisible, on: "", chosen: null, asked: 0, isLoading: false, waiting: null };
    open.strip.box.classList.add("strip-past");
    app.map.on("moveend", later);
    app.map.on("click", wait);
    const first = `1/1/${new Date().getFullYear() + BE}`;
    ask(first);
    show(first);
  }

  function end() {
    const { drawn, wasVisible, strip: box } = open;
    open = null;
    clearTimeout(timer);
    app.map.off("moveend", later);
    app.map.off("click", wait);
    drawn.remove();
    box.close();
    press(false);
    document.querySelector(".map-area").classList.remove("is-past");
    app.highlight(null);
    if (wasVisible) app.setVisible(slug, true);
  }

  // -- the day -------------------------------------------------------------------------------------------------------------
  function ask(text) {
    const input = el("input", { type: "text", inputmode: "numeric", value: text, "aria-label": "วันที่ (วัน/เดือน/พ.ศ.)", size: "11" });
    const take = () => show(input.value);
    input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), take()));
    const year = new Date().getFullYear() + BE;
    const years = [0, 1, 2, 3].map((back) => el("button", { type: "button", class: "btn btn-small btn-quiet", onclick: () => show(`1/1/${year - back}`) }, `1 ม.ค. ${year - back}`));
    open.input = input;
    open.state = el("p", { class: "muted small", role: "status" });
    open.strip.say(el("div", { class: "past-days" }, el("label", {}, "วันที่ ", input), el("button", { type: "button", class: "btn btn-small btn-main", onclick: take }, "ดู"), years), open.state);
    open.strip.offer(action("กลับเป็นปัจจุบัน", () => app.leave(), { icon: "close" }));
    input.focus();
    input.select();
  }

  function show(text) {
    const on = parseDate(text);
    open.input.value = on ? dateText(on) : text;
    if (!on) return say("อ่านวันที่ไม่ได้ พิมพ์ วัน/เดือน/พ.ศ. เช่น 1/1/2567", true);
    // the shapes of another day must not be taken for those of this one
    if (open.on !== on) open.drawn.clearLayers();
    open.on = on;
    document.querySelector(".map-area").classList.add("is-past");
    return load();
  }

  function say(text, isWrong = false) {
    open.state.className = isWrong ? "danger small" : "muted small";
    open.state.textContent = text;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(load, WAIT_MS);
  }

  async function load() {
    if (!open?.on) return;
    if (app.map.getZoom() < LEAST_ZOOM) {
      open.drawn.clearLayers();
      return say("ซูมเข้าใกล้กว่านี้เพื่อดูรูปของวันนั้น");
    }
    const mine = (open.asked += 1);
    open.isLoading = true;
    say(`กำลังเปิดแผนที่ ณ ${dateText(open.on)}…`);
    const box = app.map.getBounds();
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((v) => v.toFixed(7)).join(",");
    try {
      const found = await getJson(`/map/past/${slug}?on=${open.on}&bbox=${bbox}`);
      if (open?.asked !== mine) return;
      open.drawn.clearLayers();
      open.drawn.addData(found);
      if (app.map.getZoom() >= NAMES_FROM) open.drawn.eachLayer(name);
      open.isLoading = false;
      say(`แสดงข้อมูลในอดีต ณ ${dateText(open.on)}: ${found.features.length.toLocaleString("en-US")} รูป${found.more ? " (ยังมีอีก ซูมเข้า)" : ""}`);
      answerWaiting();
    } catch (error) {
      if (open?.asked !== mine) return;
      open.isLoading = false;
      say(error.thai || "โหลดข้อมูลของวันนั้นไม่ได้", true);
    }
  }

  /** In the middle of its box, as names of today stand: the mean of its corners lies where the most corners are. */
  function name(layer) {
    layer.bindTooltip(el("span", {}, layer.feature.properties.title), NAME).openTooltip(layer.getBounds().getCenter());
  }

  /** A click before the shapes have come is kept and answered as soon as they are there. */
  function wait({ latlng }) {
    if (open.isLoading) open.waiting = [latlng.lng, latlng.lat];
  }

  function answerWaiting() {
    const place = open.waiting;
    open.waiting = null;
    const layer = place && open.drawn.getLayers().find((each) => covers(each.feature.geometry, place));
    if (layer) pick(layer.feature, layer);
  }

  // -- one shape of that day -----------------------------------------------------------------------------------------------
  async function pick(feature, layer) {
    open.chosen?.setStyle(LOOK);
    open.chosen = layer.setStyle(CHOSEN);
    const { uid, title } = feature.properties;
    const { on } = open;
    try {
      const record = await getJson(`/map/past/${slug}/${uid}?on=${on}`);
      if (open?.on === on) app.panel.show(`ณ ${dateText(on)}`, card(record, on));
    } catch (error) {
      app.panel.show(title, el("p", { class: "empty" }, error.thai || String(error)));
    }
  }

  function card(record, on) {
    const facts = record.facts.flatMap(({ thai: label, text }) => [el("dt", {}, label), el("dd", {}, text)]);
    return el("div", { class: "place-card past-card" },
      el("p", { class: "past-note" }, `ข้อมูลในอดีต ณ วันที่ ${dateText(on)} ไม่ใช่ปัจจุบัน`),
      el("article", { class: "card-feature" },
        el("div", { class: "card-feature-head" }, el("a", { href: record.url, class: "card-title" }, record.title)),
        el("dl", { class: "facts small" }, facts),
        owners(record.owners),
        descentPart(slug, record.uid, app)));
  }

  function owners(list) {
    if (list === null) return null;
    const rows = list.map(({ name, share }) => el("li", {}, el("span", {}, name), el("span", { class: "muted" }, share)));
    return el("div", { class: "past-owners" }, el("h4", {}, "ผู้ถือกรรมสิทธิ์หรือครอบครองในวันนั้น"), rows.length ? el("ul", { class: "list small" }, rows) : el("p", { class: "muted small" }, "ไม่ปรากฏ"));
  }
}
