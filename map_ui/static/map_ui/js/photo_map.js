// Where photographs were taken and which way the camera looked; a marker leads to its photograph in the list.
import { addBaseMap } from "./base_map.js";
import { load } from "./libraries.js";

const COLOUR = "#b5179e";
const LOOK_M = 25;
const METRES_PER_DEGREE = 111320;

/** The end of a line of sight from [lon, lat], in degrees. */
export function lookingAt([lon, lat], bearing) {
  const angle = (bearing * Math.PI) / 180;
  const north = (Math.cos(angle) * LOOK_M) / METRES_PER_DEGREE;
  const east = (Math.sin(angle) * LOOK_M) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  return [lon + east, lat + north];
}

export async function mount(element, options) {
  const places = JSON.parse(options.places);
  await load("leaflet");
  const map = L.map(element, { attributionControl: false, maxZoom: 22 });
  map.setView([13, 101], 6);
  const home = addBaseMap(map).catch(() => null);
  const drawn = L.featureGroup().addTo(map);
  for (const each of places) {
    const at = [each.at[1], each.at[0]];
    if (each.bearing !== null) {
      const [lon, lat] = lookingAt(each.at, each.bearing);
      L.polyline([at, [lat, lon]], { color: COLOUR, weight: 3, interactive: false }).addTo(drawn);
    }
    L.circleMarker(at, { radius: 8, color: "#fff", weight: 2, fillColor: COLOUR, fillOpacity: 1 })
      .bindTooltip(`${each.number + 1}. ${each.name}`)
      .on("click", () => document.getElementById(`photo${each.number}`)?.focus())
      .addTo(drawn);
  }
  if (places.length) map.fitBounds(drawn.getBounds(), { padding: [40, 40], maxZoom: 18 });
  else {
    const found = await home;
    if (found) map.fitBounds([[found.bounds[1], found.bounds[0]], [found.bounds[3], found.bounds[2]]]);
  }
  element.dataset.ready = "";
}
