// Handles of a shape's corners: dragged, moved by arrow keys, put in between two corners, taken away.
import { corners, cornerAt, sides } from "./draw_model.js";

const MOST = 400;
const TOUCH_SIZE = 40;
const MOUSE_SIZE = 18;
const STEP_M = 0.1;
const FINE_M = 0.01;
const COARSE_M = 1;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const keyOf = (at) => at.join(".");
const latLng = ([lon, lat]) => [lat, lon];
const lonLat = ({ lng, lat }) => [lng, lat];

/** Metres [east, north] of an arrow key, null for another key: 10 cm, with Shift 1 cm, with Ctrl 1 m. */
export function nudge(event) {
  const arrow = ARROWS[event.key];
  if (!arrow) return null;
  const step = event.shiftKey ? FINE_M : event.ctrlKey || event.metaKey ? COARSE_M : STEP_M;
  return arrow.map((way) => way * step);
}

/** `options`: plane, snap(place, before), onMove(at, place, isLive), onInsert(at, place), onRemove(at), onChoose(at|null). */
export function createHandles(map, options) {
  const group = L.layerGroup();
  const size = window.matchMedia("(pointer: coarse)").matches ? TOUCH_SIZE : MOUSE_SIZE;
  const markers = new Map();
  let shape = null;
  let chosen = null;

  const icon = (kind) => L.divIcon({ className: `handle handle-${kind}`, html: "<span></span>", iconSize: [size, size] });

  function marker(at, place, kind, name) {
    const made = L.marker(latLng(place), { icon: icon(kind), draggable: true, autoPan: true, zIndexOffset: kind === "corner" ? 500 : 400 });
    made.on("add", () => {
      const node = made.getElement();
      node.setAttribute("aria-label", name);
      node.addEventListener("keydown", (event) => onKey(event, at, kind, made));
      node.addEventListener("focus", () => kind === "corner" && choose(at));
    });
    group.addLayer(made);
    return made;
  }

  function addCorner(at, number) {
    const made = marker(at, cornerAt(shape, at), "corner", `มุมที่ ${number}`);
    made.on("drag", () => {
      const place = options.snap(lonLat(made.getLatLng()), null) || lonLat(made.getLatLng());
      made.setLatLng(latLng(place));
      options.onMove(at, place, true);
    });
    made.on("dragend", () => options.onMove(at, lonLat(made.getLatLng()), false));
    made.on("click", () => choose(at));
    made.on("contextmenu", () => options.onRemove(at));
    markers.set(keyOf(at), made);
  }

  function addMiddle(side) {
    const made = marker(side.from, side.middle, "middle", "เพิ่มมุมตรงนี้");
    made.on("drag", () => {
      const place = options.snap(lonLat(made.getLatLng()), side.a) || lonLat(made.getLatLng());
      made.setLatLng(latLng(place));
    });
    made.on("dragend", () => options.onInsert(side.from, lonLat(made.getLatLng())));
    made.on("click", () => options.onInsert(side.from, side.middle));
    markers.set(`${keyOf(side.from)}+`, made);
  }

  function onKey(event, at, kind, made) {
    const metres = nudge(event);
    const isPress = event.key === "Enter" || event.key === " " || event.key === "Insert";
    const actions = {
      corner: { Delete: () => options.onRemove(at), Backspace: () => options.onRemove(at), Insert: () => insertAfter(at) },
      middle: isPress ? { [event.key]: () => options.onInsert(at, lonLat(made.getLatLng())) } : {},
    };
    const action = metres && kind === "corner" ? () => push(at, metres) : actions[kind][event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  function push(at, [east, north]) {
    const [x, y] = options.plane.to(cornerAt(shape, at));
    options.onMove(at, options.plane.from([x + east, y + north]), false);
  }

  function insertAfter(at) {
    const side = sides(shape, options.plane).find((each) => keyOf(each.from) === keyOf(at));
    if (side) options.onInsert(at, side.middle);
  }

  function choose(at) {
    chosen = at;
    for (const [key, made] of markers) made.getElement()?.classList.toggle("is-chosen", Boolean(at) && key === keyOf(at));
    options.onChoose(at);
  }

  /** Draws the handles of a shape; those of a large shape only where they are in view. */
  function show(next) {
    const focused = [...markers].find(([, made]) => made.getElement() === document.activeElement)?.[0];
    shape = next;
    group.clearLayers();
    markers.clear();
    if (!map.hasLayer(group)) group.addTo(map);
    const view = map.getBounds().pad(0.1);
    const inView = (place) => view.contains(latLng(place));
    const all = corners(shape).map((at, i) => [at, i + 1]).filter(([at]) => inView(cornerAt(shape, at))).slice(0, MOST);
    all.forEach(([at, number]) => addCorner(at, number));
    sides(shape, options.plane).filter((side) => inView(side.middle) && isLong(side)).slice(0, MOST).forEach(addMiddle);
    if (chosen && !markers.has(keyOf(chosen))) choose(null);
    else if (chosen) choose(chosen);
    if (focused) markers.get(focused)?.getElement()?.focus({ preventScroll: true });
  }

  const isLong = ({ a, b }) => map.latLngToContainerPoint(latLng(a)).distanceTo(map.latLngToContainerPoint(latLng(b))) > size * 2.2;

  /** Corner handles follow a shape of the same corners without being made anew, so that the focus stays. */
  function follow(next) {
    shape = next;
    for (const [key, made] of markers) {
      if (!key.endsWith("+")) made.setLatLng(latLng(cornerAt(shape, key.split(".").map(Number))));
    }
  }

  function hide() {
    group.remove();
    group.clearLayers();
    markers.clear();
    chosen = null;
    shape = null;
  }

  const again = () => shape && show(shape);
  map.on("zoomend moveend", again);

  return {
    show,
    follow,
    hide,
    focusFirst: () => markers.values().next().value?.getElement()?.focus(),
    stop() {
      map.off("zoomend moveend", again);
      hide();
    },
    get chosen() {
      return chosen;
    },
  };
}
