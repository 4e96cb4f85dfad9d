// Click anywhere: a card of everything at that place over all layers, each opening its record.
import { getJson } from "./api.js";
import { el } from "./element.js";
import { read } from "./permalink.js";

const NEAR_PIXELS = 6;

function coordinates(point) {
  const rows = point.systems.map((system) => {
    const degrees = system.srid === 4326;
    const text = degrees ? `${system.y.toFixed(6)}, ${system.x.toFixed(6)}` : `E ${format(system.x)}  N ${format(system.y)}`;
    return [el("dt", {}, system.name), el("dd", { class: "mono" }, text)];
  });
  return el("details", { class: "card-coordinates" }, el("summary", {}, "พิกัดของจุดนี้"), el("dl", { class: "facts small" }, rows));
}

function format(metres) {
  return metres.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function feature(row, app) {
  const facts = row.facts.map(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]);
  const head = el("div", { class: "card-feature-head" },
    el("a", { href: row.url, class: "card-title" }, row.title || "(ไม่มีชื่อ)"),
    row.status ? el("span", { class: "chip" }, row.status) : null);
  const links = row.links.map(([thai, url]) => el("a", { href: url, class: "btn btn-small" }, thai));
  return el("article", { class: "card-feature", "data-uid": row.uid, "data-layer": row.layer, onmouseenter: () => point(row, app) }, head, facts.length ? el("dl", { class: "facts small" }, facts) : null, links.length ? el("p", { class: "card-links" }, links) : null);
}

async function point(row, app) {
  if (app.pointed === row.uid) return;
  app.pointed = row.uid;
  const card = await getJson(`/map/place/${row.uid}`).catch(() => null);
  if (card && app.pointed === row.uid) app.highlight(card.geometry);
}

function card(answer, app) {
  const groups = answer.counts.map((count) => {
    const rows = answer.features.filter((row) => row.layer === count.layer);
    const left = count.count - rows.length;
    return el("section", { class: "card-group" },
      el("h3", {}, count.thai, el("span", { class: "count" }, count.count.toLocaleString("en-US"))),
      rows.map((row) => feature(row, app)),
      left > 0 ? el("p", { class: "muted small" }, `และอีก ${left.toLocaleString("en-US")} รายการ`) : null);
  });
  const empty = groups.length ? null : el("p", { class: "empty" }, "ไม่มีข้อมูลที่เปิดดูได้ ณ จุดนี้");
  return el("div", { class: "place-card" }, answer.point ? coordinates(answer.point) : null, groups, empty);
}

export function mount(element, app) {
  let asking = null;

  async function open(url, uid, at) {
    if (asking) asking.abort();
    asking = new AbortController();
    app.panel.show("ข้อมูล ณ ที่นี้", el("p", { class: "empty", role: "status" }, "กำลังค้น…"));
    if (at) app.panel.uncover([at[1], at[0]]);
    try {
      const answer = await getJson(url, { signal: asking.signal });
      app.panel.show("ข้อมูล ณ ที่นี้", card(answer, app));
      app.pointed = null;
      app.highlight(answer.geometry || (at ? { type: "Point", coordinates: at } : null));
      app.bus.dispatchEvent(new CustomEvent("place", { detail: { uid } }));
      return answer;
    } catch (error) {
      if (error.name === "AbortError") return null;
      const again = el("button", { type: "button", class: "btn", onclick: () => open(url, uid, at) }, "ลองใหม่");
      app.panel.show("ข้อมูล ณ ที่นี้", el("div", { class: "empty" }, el("p", {}, error.thai || String(error)), again));
      return null;
    }
  }

  function metresOfPixels(latlng) {
    const here = app.map.latLngToContainerPoint(latlng);
    return app.map.distance(latlng, app.map.containerPointToLatLng(here.add([NEAR_PIXELS, 0])));
  }

  app.map.on("click", (event) => {
    if (app.mode !== "see") return;
    const { lat, lng } = event.latlng;
    const tolerance = Math.min(metresOfPixels(event.latlng), 500).toFixed(1);
    open(`/map/place?lon=${lng}&lat=${lat}&tolerance=${tolerance}`, null, [lng, lat]);
  });
  app.bus.addEventListener("open-place", (event) => {
    const { uid, lon, lat } = event.detail;
    if (uid) open(`/map/place/${uid}`, uid, null);
    else open(`/map/place?lon=${lon}&lat=${lat}&tolerance=5`, null, [lon, lat]);
  });
  const start = read();
  if (start.uid) {
    open(`/map/place/${start.uid}`, start.uid, null).then((answer) => {
      if (!answer || !answer.bbox || start.zoom !== undefined) return;
      const [w, s, e, n] = answer.bbox;
      app.map.fitBounds([[s, w], [n, e]], { maxZoom: 18, ...app.panel.padding() });
    });
  }
}
