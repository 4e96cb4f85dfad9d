// One box for everything that has a name, a number or a coordinate: suggestions while typing, keyboard, the map flies there.
import { getJson } from "./api.js";
import { el } from "./element.js";

const WAIT_MS = 160;

export function mount(element, app) {
  const input = element.querySelector("input");
  const list = element.querySelector("[role=listbox]");
  const marker = L.circleMarker([0, 0], { radius: 9, color: "#d81b60", weight: 3, fillOpacity: 0, interactive: false });
  let results = [];
  let active = -1;
  let waiting = 0;
  let asking = null;

  function close() {
    // an answer still on its way would open the list again over the place that was chosen
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function show(message) {
    const options = results.map((result, at) =>
      el("li", { role: "option", id: `find-${at}`, class: "find-option", onmousedown: (event) => event.preventDefault(), onclick: () => choose(at) },
        el("span", { class: "find-title" }, result.title), el("span", { class: "find-sub" }, result.subtitle || "")));
    list.replaceChildren(...(options.length ? options : [el("li", { class: "find-none" }, message)]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at >= 0 && list.children[at]) {
      input.setAttribute("aria-activedescendant", `find-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  /** Whether it was answered: what is listed is then what was asked for last. */
  async function ask() {
    const text = input.value.trim();
    asking?.abort();
    if (!text) {
      results = [];
      close();
      return false;
    }
    asking = new AbortController();
    try {
      const answer = await getJson(`/map/search?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      results = answer.results;
      show("ไม่พบ ลองพิมพ์สั้นลง หรือใช้เลขที่โฉนด บ้านเลขที่ ชื่อถนน หรือพิกัด");
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      results = [];
      show(error.thai || "ค้นหาไม่ได้ ลองใหม่");
      return false;
    }
  }

  function choose(at) {
    const result = results[at];
    if (!result) return;
    input.value = result.title;
    close();
    fly(result);
  }

  function fly(result) {
    if (result.lon === null || result.lon === undefined) {
      if (result.url) window.location.assign(result.url);
      return;
    }
    const [w, s, e, n] = result.bbox;
    const wide = Math.max(e - w, n - s) > 0.0001;
    const maxZoom = wide ? 19 : Math.max(app.map.getZoom(), 18);
    app.map.flyToBounds([[s, w], [n, e]], { maxZoom, duration: 0.7, ...app.panel.padding() });
    marker.setLatLng([result.lat, result.lon]).addTo(app.map);
    setTimeout(() => marker.remove(), 5000);
    const shown = result.layer && app.layers.get(result.layer);
    if (shown && !shown.visible) app.setVisible(result.layer, true);
    const detail = result.uid ? { uid: result.uid } : { lon: result.lon, lat: result.lat };
    app.bus.dispatchEvent(new CustomEvent("open-place", { detail }));
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => results.length && show(""));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden && results.length) show("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + results.length) % Math.max(results.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(waiting);
      if (active >= 0 || (await ask())) choose(Math.max(active, 0));
    } else if (event.key === "Escape") {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      input.focus();
    }
  });
}
