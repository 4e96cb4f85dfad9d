// Drawing a point, a line or a polygon on a Leaflet map by mouse, finger or keyboard. Measuring, selecting and the forms'
// drawing all stand on it. Keys: arrows move a cross, Space adds a corner there, Enter ends, Backspace takes one back.
import { crosshair } from "./crosshair.js";

export const FEWEST = { point: 1, line: 2, polygon: 3 };
const SAME_PIXELS = 4;
const CLOSE_PIXELS = 10;
const TYPING = "input, textarea, select";

/** Starts a drawing. `options`: kind, color, enterAdds (Enter adds a corner; once more at the same place ends),
 * snap(place, before) -> place (a better place near the pointer; before: the last corner or null), onChange(points, cursor),
 * onDone(points), onCancel. Points are [lon, lat]. */
export function sketch(map, options) {
  const { kind, color = "#d9480f" } = options;
  const group = L.layerGroup().addTo(map);
  const container = map.getContainer();
  let points = [];
  let cursor = null;
  let undone = [];
  const cross = crosshair(map, moved);

  function redraw() {
    group.clearLayers();
    const latlngs = points.map(([lon, lat]) => [lat, lon]);
    const plain = { interactive: false, color, weight: 3 };
    if (kind === "polygon" && points.length > 1) {
      const tip = cursor ? [[cursor[1], cursor[0]]] : [];
      L.polygon([...latlngs, ...tip], { ...plain, weight: 1, dashArray: "4 4", fillOpacity: 0.12 }).addTo(group);
    }
    if (latlngs.length > 1) L.polyline(latlngs, plain).addTo(group);
    if (cursor && latlngs.length && kind !== "point") {
      L.polyline([latlngs.at(-1), [cursor[1], cursor[0]]], { ...plain, weight: 2, dashArray: "5 6" }).addTo(group);
    }
    for (const at of latlngs) {
      L.circleMarker(at, { ...plain, radius: 5, weight: 2, fillColor: "#fff", fillOpacity: 1 }).addTo(group);
    }
  }

  function changed() {
    redraw();
    options.onChange?.(points, cursor);
  }

  const placeOf = ({ lng, lat }) => options.snap?.([lng, lat], points.at(-1) || null) || [lng, lat];
  const isLast = ([lon, lat]) => points.length > 0 && points.at(-1)[0] === lon && points.at(-1)[1] === lat;

  function moved(latlng) {
    cursor = placeOf(latlng);
    changed();
  }

  const pixelsTo = ([lon, lat], latlng) => map.latLngToContainerPoint([lat, lon]).distanceTo(map.latLngToContainerPoint(latlng));

  function add(latlng) {
    if (points.length && pixelsTo(points.at(-1), latlng) < SAME_PIXELS) return false;
    const closes = kind === "polygon" && points.length >= FEWEST.polygon && pixelsTo(points[0], latlng) < CLOSE_PIXELS;
    const place = placeOf(latlng);
    if (!closes && isLast(place)) return false;
    if (!closes) points = [...points, place];
    undone = [];
    changed();
    if (closes || kind === "point") finish();
    return true;
  }

  /** A corner at an exact place, however near the last one looks at this zoom. */
  function put(position) {
    points = [...points, position];
    undone = [];
    changed();
    if (kind === "point") finish();
  }

  function undo() {
    undone = [...undone, ...points.slice(-1)];
    points = points.slice(0, -1);
    changed();
  }

  function redo() {
    points = [...points, ...undone.slice(-1)];
    undone = undone.slice(0, -1);
    changed();
  }

  function finish() {
    if (points.length < FEWEST[kind]) return;
    const done = points;
    stop();
    options.onDone(done);
  }

  function addHere() {
    if (!cross.isShown) cross.show();
    return add(map.getCenter());
  }

  function onEnter() {
    if (options.enterAdds && (cross.isShown || !points.length)) {
      if (!addHere()) finish();
    } else if (points.length >= FEWEST[kind]) finish();
    else addHere();
  }

  function onKey(event) {
    const inside = container.contains(event.target) || event.target === document.body;
    const isButton = event.target.closest?.("button, a, summary");
    if (event.target.closest?.(TYPING) || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { Backspace: undo, Delete: undo, Escape: options.onCancel };
    if (inside && !isButton) Object.assign(actions, { Enter: onEnter, " ": addHere });
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  const onClick = (event) => add(event.latlng);
  const onMouse = (event) => !cross.isShown && moved(event.latlng);
  const hadDoubleClick = map.doubleClickZoom.enabled();
  map.doubleClickZoom.disable();
  map.on("click", onClick).on("mousemove", onMouse).on("dblclick", finish);
  document.addEventListener("keydown", onKey);
  container.focus({ preventScroll: true });

  function stop() {
    map.off("click", onClick).off("mousemove", onMouse).off("dblclick", finish);
    document.removeEventListener("keydown", onKey);
    // after the double click that ended the drawing
    if (hadDoubleClick) setTimeout(() => map.doubleClickZoom.enable(), 350);
    cross.stop();
    group.remove();
  }

  return {
    add: addHere,
    put,
    undo,
    redo,
    finish,
    stop,
    get points() {
      return points;
    },
    get cursor() {
      return cursor;
    },
    get canRedo() {
      return undone.length > 0;
    },
  };
}
