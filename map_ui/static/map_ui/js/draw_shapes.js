// The drawn parts on the map of a form: shown, dragged by their corners (Geoman), measured, taken back.
import { partsOf } from "./shape_parts.js";

const COLOR = "#c2410c";
const REFUSED = "#b3261e";
const STYLE = { color: COLOR, weight: 3, fillColor: COLOR, fillOpacity: 0.15 };
const EDITING = { allowSelfIntersection: true, snappable: true, snapDistance: 12, removeLayerBelowMinVertexCount: false };
const CHANGES = "pm:edit pm:vertexadded pm:vertexremoved pm:dragend pm:markerdragend";

function marker(latlng) {
  const icon = L.divIcon({ className: "draw-point", html: "<span></span>", iconSize: [22, 22] });
  return L.marker(latlng, { icon, keyboard: false });
}

/** Keeps the parts; `onChange(parts, isFinal)` runs while a corner is dragged and when it is let go. */
export function drawShapes(map, onChange) {
  const group = L.featureGroup().addTo(map);
  let isEditing = false;

  const parts = () => group.getLayers().flatMap((layer) => partsOf(layer.toGeoJSON(15).geometry));

  function watch(layer) {
    layer.on(CHANGES, () => onChange(parts(), true));
    layer.on("pm:markerdrag pm:drag drag", () => onChange(parts(), false));
    layer.on("dragend", () => onChange(parts(), true));
  }

  function show(geometries) {
    group.clearLayers();
    for (const geometry of geometries) {
      L.geoJSON(geometry, { style: STYLE, pointToLayer: (_, latlng) => marker(latlng) }).eachLayer((layer) => {
        watch(layer);
        group.addLayer(layer);
      });
    }
    if (isEditing) edit(true);
  }

  function edit(isOn) {
    isEditing = isOn;
    group.eachLayer((layer) => (isOn ? layer.pm.enable(EDITING) : layer.pm.disable()));
  }

  return {
    show,
    edit,
    parts,
    bounds: () => group.getBounds(),
    get isEditing() {
      return isEditing;
    },
  };
}

/** Shapes that a rule complained of, in red above everything. */
export function showRefused(map, text) {
  const style = { color: REFUSED, weight: 4, dashArray: "6 5", fillOpacity: 0.25, interactive: false, pmIgnore: true };
  return L.geoJSON(JSON.parse(text), { style, pointToLayer: (_, latlng) => L.circleMarker(latlng, { ...style, radius: 9 }) }).addTo(map);
}
