// Snapping while drawing: fetches the true shapes around the view, finds the best place near the pointer and marks it.
// Tile features are never snapped to: they are rounded to the grid of their tile.
import { el } from "./element.js";
import { snapIndex } from "./snap_index.js";

const MOUSE_PIXELS = 12;
const TOUCH_PIXELS = 22;
const LEAST_ZOOM = 15;
const GROW = 0.25;
const WAIT_MS = 200;
const WORDS = { vertex: "จุดมุม", crossing: "จุดตัด", foot: "ตั้งฉาก", edge: "บนเส้น" };
const SUSPEND = "Alt";

/** `ask(bbox)` resolves with features [{uid, layer, title, geometry}]. `onState()` runs when what it tells has changed. */
export function createSnapper(map, { plane, ask, onState = () => undefined }) {
  const isCoarse = window.matchMedia("(pointer: coarse)").matches;
  const pixels = isCoarse ? TOUCH_PIXELS : MOUSE_PIXELS;
  const mark = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 900, icon: icon("vertex") });
  let index = snapIndex([], plane);
  let features = [];
  let held = null; // the box the index covers
  let timer = 0;
  let asked = 0;
  let answered = 0;
  let isOn = true;
  let isSuspended = false;
  let problem = "";

  function icon(kind) {
    const html = el("span", { class: `snap-mark snap-${kind}` }, el("b", {}, WORDS[kind]));
    return L.divIcon({ className: "snap-icon", html, iconSize: [18, 18] });
  }

  async function load(force = false) {
    const view = map.getBounds();
    if (map.getZoom() < LEAST_ZOOM) return tell("ซูมเข้าเพื่อจับจุด");
    if (!force && held?.contains(view)) return undefined;
    const wanted = view.pad(GROW);
    const mine = (asked += 1);
    try {
      const found = await ask([wanted.getWest(), wanted.getSouth(), wanted.getEast(), wanted.getNorth()].map((v) => v.toFixed(7)).join(","));
      if (mine !== asked) return undefined;
      features = found.features;
      index = snapIndex(features, plane);
      held = wanted;
      answered = mine;
      return tell(found.more ? "มีรูปหนาแน่น ซูมเข้าเพื่อจับจุดให้ครบ" : "");
    } catch (error) {
      return mine === asked ? tell(error.thai || "โหลดรูปข้างเคียงไม่ได้") : undefined;
    }
  }

  function tell(text) {
    problem = text;
    onState();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(load, WAIT_MS);
  }

  const metresPerPixel = (lat) => (40075016.7 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());

  /** A better place near [lon, lat], or null; marks it. `before` is the corner before, `except` a uid not to snap to. */
  function snap(place, before = null, except = null) {
    if (!isOn || isSuspended || map.getZoom() < LEAST_ZOOM) return unmark();
    const found = index.nearest(place, pixels * metresPerPixel(place[1]), { from: before, except });
    if (!found) return unmark();
    mark.setLatLng([found.place[1], found.place[0]]).setIcon(icon(found.kind));
    if (!map.hasLayer(mark)) mark.addTo(map);
    return found.place;
  }

  function unmark() {
    mark.remove();
    return null;
  }

  function onKey(event) {
    if (event.key !== SUSPEND) return;
    // alone it would open the menu of the browser
    event.preventDefault();
    isSuspended = event.type === "keydown";
    onState();
  }

  const release = () => {
    isSuspended = false;
    onState();
  };

  map.on("moveend", later);
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", onKey);
  window.addEventListener("blur", release);
  const ready = load();

  return {
    snap,
    unmark,
    ready,
    reload: () => load(true),
    toggle() {
      isOn = !isOn;
      unmark();
      onState();
    },
    stop() {
      clearTimeout(timer);
      asked += 1;
      unmark();
      map.off("moveend", later);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("keyup", onKey);
      window.removeEventListener("blur", release);
    },
    get features() {
      return features;
    },
    get isOn() {
      return isOn && !isSuspended;
    },
    /** Whether the true shapes around the view are in hand. */
    get isReady() {
      return held !== null && answered === asked;
    },
    get problem() {
      return problem;
    },
  };
}
