// One large handle for a whole shape: it moves it, or turns it about its middle.
import { nudge } from "./draw_handles.js";
import { cornerAt, corners, rotated, shifted } from "./draw_model.js";
import { azimuth, gap, middle } from "./draw_plane.js";

const SIZE = 44;
const ARM = 70; // pixels from the middle to the handle that turns
const SNAPPED_CORNERS = 200;
const HALF_TURN = 180;
const TURNS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
const FINE_TURN = 0.1;

const latLng = ([lon, lat]) => [lat, lon];
const lonLat = ({ lng, lat }) => [lng, lat];

/** A turn as a person reads it: clockwise from −180 to 180 degrees. */
export const turnText = (degrees) => `หมุน ${(((degrees + HALF_TURN * 3) % (HALF_TURN * 2)) - HALF_TURN).toFixed(2)}°`;

/** `kind`: "move" or "rotate". `options`: plane, snap(place), onShape(shape, isLive, text). Returns {show(shape), hide}. */
export function createGrip(map, kind, options) {
  const { plane } = options;
  const group = L.layerGroup().addTo(map);
  let shape = null;
  let from = null; // what was there when the drag began: {shape, at, centre}

  const centreOf = (of) => middle(corners(of).map((at) => plane.to(cornerAt(of, at))));

  function show(next) {
    if (from) return; // it is in hand
    shape = next;
    const hadFocus = group.getLayers()[0]?.getElement() === document.activeElement;
    group.clearLayers();
    const middlePlace = plane.from(centreOf(shape));
    const held = kind === "move" ? latLng(middlePlace) : armOf(latLng(middlePlace));
    const icon = L.divIcon({ className: `grip grip-${kind}`, html: "<span></span>", iconSize: [SIZE, SIZE] });
    const made = L.marker(held, { icon, draggable: true, autoPan: true, zIndexOffset: 800 });
    made.on("add", () => {
      const node = made.getElement();
      node.setAttribute("aria-label", kind === "move" ? "ย้ายทั้งรูป (ลูกศรเลื่อน 10 ซม.)" : "หมุนรูป (ลูกศรหมุน 1 องศา)");
      node.addEventListener("keydown", onKey);
      if (hadFocus) node.focus({ preventScroll: true });
    });
    made.on("dragstart", () => {
      from = { shape, at: plane.to(lonLat(made.getLatLng())), centre: centreOf(shape) };
    });
    made.on("drag", () => drag(made, true));
    made.on("dragend", () => {
      const result = drag(made, false);
      from = null;
      show(result);
    });
    group.addLayer(made);
  }

  function armOf(centre) {
    const point = map.latLngToContainerPoint(centre);
    return map.containerPointToLatLng([point.x, point.y - ARM]);
  }

  function drag(made, isLive) {
    const now = plane.to(lonLat(made.getLatLng()));
    if (kind === "move") return give(moveBy(now[0] - from.at[0], now[1] - from.at[1]), isLive);
    const degrees = azimuth(from.centre, now) - azimuth(from.centre, from.at);
    return give({ shape: rotated(from.shape, plane, degrees), text: turnText(degrees) }, isLive);
  }

  function give({ shape: result, text }, isLive) {
    options.onShape(result, isLive, text);
    return result;
  }

  /** Moved by metres, and a little more where a corner then falls on another shape. */
  function moveBy(east, north) {
    const plain = shifted(from.shape, plane, east, north);
    const places = corners(plain).slice(0, SNAPPED_CORNERS).map((at) => cornerAt(plain, at));
    const better = places.map((place) => [place, options.snap(place)]).filter(([, place]) => place);
    if (!better.length) return { shape: plain, text: moveText(east, north) };
    const offsets = better.map(([a, b]) => [plane.to(b)[0] - plane.to(a)[0], plane.to(b)[1] - plane.to(a)[1]]);
    const [dx, dy] = offsets.reduce((best, each) => (gap(each, [0, 0]) < gap(best, [0, 0]) ? each : best));
    return { shape: shifted(from.shape, plane, east + dx, north + dy), text: moveText(east + dx, north + dy) };
  }

  const moveText = (east, north) => `ย้าย ${Math.hypot(east, north).toFixed(2)} ม. (E ${east.toFixed(2)}, N ${north.toFixed(2)})`;
  function onKey(event) {
    const metres = kind === "move" ? nudge(event) : null;
    const turn = kind === "rotate" ? TURNS[event.key] : 0;
    if (!metres && !turn) return;
    event.preventDefault();
    event.stopPropagation();
    const degrees = turn * (event.shiftKey ? FINE_TURN : 1);
    const result = metres ? shifted(shape, plane, ...metres) : rotated(shape, plane, degrees);
    options.onShape(result, false, metres ? moveText(...metres) : turnText(degrees));
  }

  const again = () => shape && show(shape);
  map.on("zoomend", again);

  return {
    show,
    focus: () => group.getLayers()[0]?.getElement()?.focus({ preventScroll: true }),
    hide() {
      map.off("zoomend", again);
      group.remove();
    },
  };
}
