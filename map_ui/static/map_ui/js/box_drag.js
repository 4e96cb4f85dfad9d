// A rectangle on the map: dragged, or two corners one after the other (tap and tap, or the cross of the keyboard).
import { crosshair } from "./crosshair.js";

const CLICK_PIXELS = 6;

/** Closed ring of the rectangle between two places. */
export const ringOf = ([west, south], [east, north]) => [[west, south], [east, south], [east, north], [west, north], [west, south]];

/** Starts it; `onDone(ring)` gets a closed ring of [lon, lat]. Returns {stop, add}. */
export function boxDrag(map, { color, onDone }) {
  const container = map.getContainer();
  const shape = L.rectangle([[0, 0], [0, 0]], { color, weight: 2, fillOpacity: 0.1, interactive: false });
  const cross = crosshair(map, (latlng) => draw(latlng));
  let corner = null;
  let isDown = false;

  const touchAction = container.style.touchAction;
  container.style.touchAction = "none";
  map.dragging.disable();

  const latlngOf = (event) => map.mouseEventToLatLng(event);

  function draw(latlng) {
    if (corner) shape.setBounds(L.latLngBounds(corner, latlng)).addTo(map);
  }

  function end(latlng) {
    const bounds = L.latLngBounds(corner, latlng);
    stop();
    onDone(ringOf([bounds.getWest(), bounds.getSouth()], [bounds.getEast(), bounds.getNorth()]));
  }

  function onDown(event) {
    if (event.button !== 0 || !event.isPrimary || event.target.closest(".leaflet-control")) return;
    isDown = true;
    if (!corner) corner = latlngOf(event);
    container.setPointerCapture(event.pointerId);
  }

  function onMove(event) {
    if (!cross.isShown || event.pointerType === "mouse") draw(latlngOf(event));
  }

  function onUp(event) {
    if (!isDown) return;
    isDown = false;
    const moved = map.mouseEventToContainerPoint(event).distanceTo(map.latLngToContainerPoint(corner));
    if (moved > CLICK_PIXELS) end(latlngOf(event));
  }

  function add() {
    if (!cross.isShown) cross.show();
    const here = map.getCenter();
    if (!corner) corner = here;
    else if (!here.equals(corner)) end(here);
  }

  function onKey(event) {
    if (event.target !== container && event.target !== document.body) return;
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    add();
  }

  function stop() {
    container.style.touchAction = touchAction;
    map.dragging.enable();
    shape.remove();
    cross.stop();
    container.removeEventListener("pointerdown", onDown);
    container.removeEventListener("pointermove", onMove);
    container.removeEventListener("pointerup", onUp);
    document.removeEventListener("keydown", onKey);
  }

  container.addEventListener("pointerdown", onDown);
  container.addEventListener("pointermove", onMove);
  container.addEventListener("pointerup", onUp);
  document.addEventListener("keydown", onKey);
  container.focus({ preventScroll: true });
  return { stop, add };
}
