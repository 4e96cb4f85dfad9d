// The staged rows of a file over our own map: refused red, changed amber, new green. Asked for by what is in sight.
import { getJson } from "./api.js";
import { load } from "./libraries.js";

const STYLE = "/tiles/style.json";
const COLORS = ["match", ["get", "verdict"], "new", "#1f7a4d", "changed", "#c77700", "refused", "#b3261e", "quarantined", "#b3261e", "#7d8a8e"];
const EMPTY = { type: "FeatureCollection", features: [] };
const WAIT_MS = 150;

export async function mount(element, options) {
  const words = document.querySelector("[data-map-words]");
  const say = (text) => {
    if (words) words.textContent = text;
  };
  try {
    const [{ bounds, thai }, style] = await Promise.all([getJson(options.url), getJson(STYLE)]);
    if (!bounds) {
      element.hidden = true;
      return say(thai);
    }
    await load("maplibre");
    await draw(element, options, style, bounds, (text) => say([thai, text].filter(Boolean).join(" · ")));
  } catch (error) {
    say(error.thai || "แสดงแผนที่ไม่ได้ ดูผลตรวจจากตาราง");
  }
  return undefined;
}

async function draw(element, options, style, [west, south, east, north], say) {
  const { maplibregl } = window;
  const holder = document.createElement("div");
  element.append(holder);
  const map = new maplibregl.Map({
    container: holder,
    style,
    bounds: [west, south, east, north],
    fitBoundsOptions: { padding: 30, maxZoom: 17 },
    attributionControl: false,
    dragRotate: false,
    cooperativeGestures: false,
  });
  map.scrollZoom.disable();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  // the file's shapes come before the ground below them is all there
  await map.once("style.load");
  addLayers(map);
  let asking = null;
  let timer = null;

  async function refresh() {
    asking?.abort();
    asking = new AbortController();
    const box = map.getBounds();
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((n) => n.toFixed(6)).join(",");
    const found = await getJson(`${options.url}?bbox=${bbox}`, { signal: asking.signal }).catch(() => null);
    if (!found) return;
    map.getSource("staged").setData(found);
    element.dataset.shown = String(found.features.length);
    say(found.more ? `แสดง ${found.features.length.toLocaleString()} แถวก่อน (ไม่ผ่านก่อน) ขยายแผนที่เพื่อดูทั้งหมด` : "");
  }

  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT_MS);
  });
  for (const layer of ["staged-fill", "staged-line", "staged-point"]) {
    map.on("click", layer, (event) => show(event.features[0].properties, options));
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  await refresh();
}

function addLayers(map) {
  map.addSource("staged", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "staged-fill", type: "fill", source: "staged", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": COLORS, "fill-opacity": 0.3 } });
  map.addLayer({ id: "staged-line", type: "line", source: "staged", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": COLORS, "line-width": 2 } });
  map.addLayer({
    id: "staged-point",
    type: "circle",
    source: "staged",
    filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-color": COLORS, "circle-radius": 5, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 },
  });
}

/** A refused row opens its form; others are shown in the table where they are on it. */
function show({ row, verdict }, options) {
  if (verdict === "refused" || verdict === "quarantined") return location.assign(`${options.row}${row}/`);
  const line = document.getElementById(`row-${row}`);
  for (const each of document.querySelectorAll(".import-table tr.is-current")) each.classList.remove("is-current");
  line?.classList.add("is-current");
  line?.scrollIntoView({ block: "center" });
  return undefined;
}
