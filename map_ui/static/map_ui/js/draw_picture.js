// How a shape in hand looks on the map: its outline and the length of each side.
import { sides, toGeometry } from "./draw_model.js";

const COLOR = "#c2410c";
const STYLE = { color: COLOR, weight: 3, fillColor: COLOR, fillOpacity: 0.14, interactive: false };
const LEAST_PIXELS = 44;
const MOST_LABELS = 80;

const latLng = ([lon, lat]) => [lat, lon];

/** `show(shape)` draws it, `clear()` takes it away. */
export function createPicture(map, plane) {
  const outline = L.geoJSON(null, { style: STYLE, interactive: false, pointToLayer: (_, at) => pin(at) }).addTo(map);
  const labels = L.layerGroup().addTo(map);
  let shown = null;

  const pin = (at) => L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "draw-point", html: "<span></span>", iconSize: [22, 22] }) });

  function show(shape) {
    shown = shape;
    outline.clearLayers();
    labels.clearLayers();
    const geometry = toGeometry(shape);
    if (!geometry) return;
    outline.addData(geometry);
    const view = map.getBounds();
    for (const side of sides(shape, plane).filter((each) => isLong(each) && view.contains(latLng(each.middle))).slice(0, MOST_LABELS)) {
      labels.addLayer(label(side));
    }
  }

  const isLong = ({ a, b }) => map.latLngToContainerPoint(latLng(a)).distanceTo(map.latLngToContainerPoint(latLng(b))) > LEAST_PIXELS;

  function label({ middle, metres }) {
    const text = document.createElement("span");
    text.textContent = metres.toFixed(2);
    const icon = L.divIcon({ className: "side-label", html: text, iconSize: [60, 16] });
    return L.marker(latLng(middle), { icon, interactive: false, keyboard: false, zIndexOffset: 100 });
  }

  const again = () => shown && show(shown);
  map.on("zoomend moveend", again);

  return {
    show,
    clear: () => show({ kind: "polygon", parts: [] }),
    bounds: () => outline.getBounds(),
    stop() {
      map.off("zoomend moveend", again);
      outline.remove();
      labels.remove();
    },
  };
}
