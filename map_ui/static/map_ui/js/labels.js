// Labels are drawn by the browser over the tiles, because Thai needs shaping that glyph files of vector maps cannot give.
import { anchor, grow, layOut } from "./label_layout.js";

const FONT_PX = 13;
const MAX_FEATURES = 1500;
const LINE_PX = FONT_PX + 3;

export function mount(element, app) {
  const gl = app.gl();
  if (!gl) return;
  const pane = app.map.createPane("labels");
  pane.style.zIndex = 450;
  pane.style.pointerEvents = "none";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  pane.append(canvas);
  const context = canvas.getContext("2d");
  let waiting = 0;

  function size() {
    const view = app.map.getSize();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = view.x * ratio;
    canvas.height = view.y * ratio;
    canvas.style.width = `${view.x}px`;
    canvas.style.height = `${view.y}px`;
    L.DomUtil.setPosition(canvas, app.map.containerPointToLayerPoint([0, 0]));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.x, view.y);
  }

  function pixels(ring) {
    return ring.map(([lon, lat]) => {
      const p = app.map.latLngToContainerPoint([lat, lon]);
      return [p.x, p.y];
    });
  }

  function parts(geometry) {
    const { type, coordinates } = geometry;
    if (type === "Point") return ["point", [pixels([coordinates])]];
    if (type === "MultiPoint") return ["point", [pixels(coordinates)]];
    if (type === "LineString") return ["line", [pixels(coordinates)]];
    if (type === "MultiLineString") return ["line", coordinates.map(pixels)];
    if (type === "Polygon") return ["polygon", [pixels(coordinates[0])]];
    return ["polygon", coordinates.map((polygon) => pixels(polygon[0]))];
  }

  function wanted(state, zoom) {
    const { info } = state;
    const shown = state.custom?.label || info.label;
    if (!state.visible || !shown || zoom < shown.from_zoom) return [];
    const ids = info.style.map((layer) => layer.id).filter((id) => gl.getLayer(id));
    if (!ids.length) return [];
    const best = new Map();
    for (const feature of gl.queryRenderedFeatures({ layers: ids }).slice(0, MAX_FEATURES)) {
      const lines = written(shown, feature.properties, zoom);
      const [text] = lines;
      if (!text || feature.properties.cell) continue;
      const [kind, shape] = parts(feature.geometry);
      const place = anchor(kind, shape);
      const key = info.geometry === "line" ? text : feature.id;
      if (!best.has(key) || best.get(key).size < place.size) best.set(key, { ...place, lines, kind, order: info.order });
    }
    return [...best.values()];
  }

  /** The texts of a feature at a zoom, one below the other. */
  function written(shown, properties, zoom) {
    const lines = [];
    for (let line = shown; line && zoom >= line.from_zoom; line = line.below) lines.push(String(properties[line.column] ?? ""));
    return lines.filter((text, i) => text || i === 0);
  }

  /** How many lines the shape has room for. */
  function fitting({ lines, room, size: area }, widths) {
    const height = area / room;
    let count = 1;
    while (count < lines.length && widths[count] <= room && (count + 1) * LINE_PX + 6 <= height) count += 1;
    return count;
  }

  function draw() {
    size();
    // MapLibre asks for tiles one zoom below Leaflet's.
    const zoom = app.map.getZoom() - 1;
    context.font = `600 ${FONT_PX}px Sarabun, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const labels = [...app.layers.values()].flatMap((state) => wanted(state, zoom));
    for (const label of labels) {
      const widths = label.lines.map((text) => context.measureText(text).width + 6);
      label.width = widths[0];
      label.height = FONT_PX + 6;
      label.count = 1;
      const count = label.kind === "polygon" ? fitting(label, widths) : 1;
      if (count > 1) label.whole = { count, width: Math.max(...widths.slice(0, count)), height: label.height + (count - 1) * LINE_PX };
      if (label.kind === "point") label.y -= 14;
    }
    labels.sort((a, b) => b.order - a.order || b.size - a.size);
    const broad = labels.filter((label) => label.kind !== "polygon" || label.room > label.width * 0.8);
    grow(layOut(broad.filter((label) => label.kind !== "line" || label.room > label.width))).forEach(write);
  }

  function write(label) {
    context.save();
    context.translate(label.x, label.y);
    context.rotate(label.angle);
    context.lineWidth = 3.5;
    context.strokeStyle = "rgb(255 255 255 / 92%)";
    context.fillStyle = "#1d2733";
    label.lines.slice(0, label.count).forEach((text, i) => {
      const y = (i - (label.count - 1) / 2) * LINE_PX;
      context.strokeText(text, 0, y);
      context.fillText(text, 0, y);
    });
    context.restore();
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 90);
  }

  gl.on("idle", soon);
  app.map.on("zoomstart", () => context.clearRect(0, 0, canvas.width, canvas.height));
  app.map.on("moveend resize", soon);
  app.bus.addEventListener("layers", soon);
  document.fonts.load(`600 ${FONT_PX}px Sarabun`, "กA").then(soon);
}
