// The small map on a record's page: our own layers faintly below, the record on top. Without WebGL it stays a plain drawing.
import { getJson } from "./api.js";
import { tie } from "./chosen_row.js";
import { load } from "./libraries.js";
import { pictureOf } from "./map_pictures.js";
import { boundsOf, closestZoom, dotsOf, svgOf } from "./small_shapes.js";

const STYLE = "/tiles/style.json";
const COLOR = "#c2410c";
/** Over our own layers, whose colours say something else than those of the record. */
const VEIL = { "background-color": "#f7f5f0", "background-opacity": 0.5 };
/** Areas no larger than this are shown by a dot. */
const SMALL_PIXELS = 16;
const NO_DATA = "hatch:#8a8a8a";
/** Features that say `was` are what a shape was before: dashed and grey. */
const OLD = "#4b5760";
/** A question may colour its rows, by the act for instance. */
const OF_ROW = ["coalesce", ["get", "color"], COLOR];
/** Areas coloured by a figure: the colour says something, the border little. */
const COLORED_AREA = ["all", ["has", "color"], ["==", ["geometry-type"], "Polygon"]];
const WAS = ["to-boolean", ["get", "was"]];

export function mount(element, options) {
  const data = JSON.parse(options.geojson);
  const bounds = boundsOf(data);
  if (!bounds) return;
  element.append(svgOf(data, bounds));
  draw(element, data, bounds, scalesOf(options)).catch(() => undefined);
}

/** Of the records behind a figure: from which zoom areas are drawn one by one, and up to which villages stand in their place. */
function scalesOf(options) {
  const villages = document.getElementById(options.villages || "")?.dataset.geojson;
  return { areasFrom: Number(options.areasFrom) || 0, recordsFrom: villages ? Number(options.recordsFrom) : 0, villages: villages && JSON.parse(villages) };
}

async function draw(element, data, bounds, scales) {
  const style = await getJson(STYLE);
  await load("maplibre");
  const { maplibregl } = window;
  const holder = document.createElement("div");
  holder.className = "small-map-canvas";
  element.append(holder);
  try {
    const map = new maplibregl.Map({
      container: holder,
      style,
      bounds,
      fitBoundsOptions: { padding: 40, maxZoom: closestZoom(data) },
      attributionControl: false,
      cooperativeGestures: false,
      scrollZoom: false,
      dragRotate: false,
    });
    map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    map.on("load", () => addRecord(map, data, scales));
    map.once("idle", () => element.querySelector("svg.plain-shape")?.remove());
  } catch {
    holder.remove();
  }
}

function addVillages(map, { villages, recordsFrom: maxzoom }) {
  map.addSource("villages", { type: "geojson", data: villages });
  const isArea = ["==", ["geometry-type"], "Polygon"];
  map.addLayer({ id: "village-fill", type: "fill", source: "villages", filter: isArea, maxzoom, paint: { "fill-color": OF_ROW, "fill-opacity": 0.8 } });
  map.addLayer({ id: "village-line", type: "line", source: "villages", filter: isArea, maxzoom, paint: { "line-color": OLD, "line-width": 1 } });
  const circle = { "circle-color": OF_ROW, "circle-radius": ["coalesce", ["get", "radius"], 7], "circle-stroke-color": "#fff", "circle-stroke-width": 2 };
  map.addLayer({ id: "village-circle", type: "circle", source: "villages", filter: ["==", ["geometry-type"], "Point"], maxzoom, paint: circle });
}

function addRecord(map, data, scales) {
  map.addLayer({ id: "veil", type: "background", paint: VEIL });
  if (scales.villages) addVillages(map, scales);
  const { areasFrom, recordsFrom: minzoom } = scales;
  map.addSource("record", { type: "geojson", data });
  map.addLayer({
    id: "record-fill",
    type: "fill",
    source: "record",
    minzoom: areasFrom,
    filter: ["all", ["==", ["geometry-type"], "Polygon"], ["!", WAS]],
    paint: { "fill-color": OF_ROW, "fill-opacity": ["case", ["has", "color"], 0.8, 0.18] },
  });
  // an area without data is not one of little
  const picture = pictureOf(NO_DATA);
  map.addImage(NO_DATA, picture.image, picture.options);
  map.addLayer({
    id: "record-hatch",
    type: "fill",
    source: "record",
    filter: ["to-boolean", ["get", "hatched"]],
    paint: { "fill-pattern": NO_DATA },
  });
  map.addLayer({
    id: "record-line",
    type: "line",
    source: "record",
    minzoom,
    filter: ["all", ["!=", ["geometry-type"], "Point"], ["!", WAS], ["any", ["!=", ["geometry-type"], "Polygon"], [">=", ["zoom"], areasFrom]]],
    paint: { "line-color": OF_ROW, "line-width": ["case", COLORED_AREA, 1, 3] },
  });
  map.addLayer({
    id: "record-was",
    type: "line",
    source: "record",
    filter: ["all", ["!=", ["geometry-type"], "Point"], WAS],
    paint: { "line-color": OLD, "line-width": 2.5, "line-dasharray": [2, 1.5] },
  });
  const circle = { "circle-color": ["case", WAS, OLD, OF_ROW], "circle-radius": ["coalesce", ["get", "radius"], 7], "circle-stroke-color": "#fff", "circle-stroke-width": 2 };
  map.addLayer({ id: "record-point", type: "circle", source: "record", minzoom, filter: ["==", ["geometry-type"], "Point"], paint: circle });
  map.addSource("record-dots", { type: "geojson", data: dotsOf(data, SMALL_PIXELS, areasFrom) });
  map.addLayer({ id: "record-dots", type: "circle", source: "record-dots", minzoom, filter: ["<", ["zoom"], ["get", "until"]], paint: circle });
  tie(map, data);
}
