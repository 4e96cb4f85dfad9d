// Picking shapes of the edited register on the map, by their true outline, and showing which are picked.
import { inside } from "./draw_model.js";
import { footShare, between, gap } from "./draw_plane.js";
import { linesOf, positionsOf } from "./small_shapes.js";

const NEAR_PIXELS = 10;
const STYLE = { color: "#1d5591", weight: 3, fillColor: "#1d5591", fillOpacity: 0.14, interactive: false };

/** Whether a place lies in a polygon of a geometry, holes left out. */
export function covers(geometry, place) {
  const polygons = { Polygon: [geometry.coordinates], MultiPolygon: geometry.coordinates }[geometry.type] || [];
  return polygons.some(([outline, ...holes]) => inside(place, outline) && !holes.some((hole) => inside(place, hole)));
}

/** The feature at a place: the polygon around it, else the line or point within `metres`. */
export function featureAt(features, place, metres, plane) {
  const around = features.filter(({ geometry }) => covers(geometry, place));
  if (around.length) return around.at(-1);
  const point = plane.to(place);
  const near = features.filter(({ geometry }) => !geometry.type.includes("Polygon")).map((feature) => [feature, reach(feature.geometry, point, plane)]);
  const [best] = near.filter(([, far]) => far <= metres).sort((a, b) => a[1] - b[1]);
  return best ? best[0] : null;
}

function reach(geometry, point, { to }) {
  const lines = linesOf(geometry).map((line) => line.map(to));
  const onLine = (line) => line.slice(1).map((b, i) => gap(point, between(line[i], b, Math.min(1, Math.max(0, footShare(point, line[i], b))))));
  const far = lines.length ? lines.flatMap(onLine) : positionsOf(geometry).map((place) => gap(point, to(place)));
  return Math.min(...far);
}

/** Picks on `app.map`. `at(latlng)` the feature there; `show(features)` marks them. */
export function createPicker(app, snapper, plane, slug) {
  const drawn = L.geoJSON(null, { style: STYLE, pointToLayer: (_, at) => L.circleMarker(at, { ...STYLE, radius: 9 }) }).addTo(app.map);
  const own = () => snapper.features.filter((feature) => feature.layer === slug);

  return {
    at({ lat, lng }) {
      const here = app.map.latLngToContainerPoint([lat, lng]);
      const metres = app.map.distance([lat, lng], app.map.containerPointToLatLng(here.add([NEAR_PIXELS, 0])));
      return featureAt(own(), [lng, lat], metres, plane);
    },
    show(features) {
      drawn.clearLayers();
      features.forEach(({ geometry }) => drawn.addData(geometry));
    },
    stop: () => drawn.remove(),
  };
}
