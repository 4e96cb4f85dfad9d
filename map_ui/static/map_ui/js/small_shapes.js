// Pure helpers of the small map: the box around GeoJSON and a plain drawing of it.

const SVG = "http://www.w3.org/2000/svg";
const LEAST_DEGREES = 0.0006;
/** Two shapes of one record are looked at from near: a border that moved by a foot is to be seen. */
const LEAST_COMPARED = 0.0001;
const ZOOM = 17.5;
const ZOOM_COMPARED = 20.5;
const SIZE = 300;
const HATCH = "small-no-data";

/** Every position of a GeoJSON geometry, flat. */
export function positionsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positionsOf);
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[geometry.type];
  return depth === 0 ? [geometry.coordinates] : geometry.coordinates.flat(depth - 1);
}

const isCompared = ({ features }) => features.some(({ properties }) => properties?.was !== undefined);

/** The nearest zoom at which a collection is first shown. */
export const closestZoom = (collection) => (isCompared(collection) ? ZOOM_COMPARED : ZOOM);

/** [west, south, east, north] of a feature collection, never smaller than some metres; null when it holds no position. */
export function boundsOf(collection) {
  const all = collection.features.flatMap((feature) => positionsOf(feature.geometry));
  if (!all.length) return null;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of all) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  const least = isCompared(collection) ? LEAST_COMPARED : LEAST_DEGREES;
  const growX = Math.max(0, (least - (east - west)) / 2);
  const growY = Math.max(0, (least - (north - south)) / 2);
  return [west - growX, south - growY, east + growX, north + growY];
}

/** A point for each area, with the zoom (`until`) up to which the area is smaller than so many pixels: a lot among those of
 * a whole town is no more than its border. `least`: up to that zoom every area, however large. */
export function dotsOf(collection, pixels, least = 0) {
  const areas = collection.features.filter(({ geometry, properties }) => geometry?.type.endsWith("Polygon") && !properties?.was);
  const features = areas.map((area) => {
    const [west, south, east, north] = boundsOf({ features: [area] });
    const until = Math.max(least, Math.log2((pixels * 360) / (512 * Math.max(east - west, north - south))));
    const geometry = { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] };
    return { type: "Feature", geometry, properties: { ...area.properties, until } };
  });
  return { type: "FeatureCollection", features };
}

/** Lines of positions in a geometry: rings, parts or the line itself. */
export function linesOf(geometry) {
  if (!geometry) return [];
  switch (geometry.type) {
    case "LineString":
      return [geometry.coordinates];
    case "Polygon":
    case "MultiLineString":
      return geometry.coordinates;
    case "MultiPolygon":
      return geometry.coordinates.flat();
    case "GeometryCollection":
      return geometry.geometries.flatMap(linesOf);
    default:
      return [];
  }
}

/** Lines that are drawn as one: the rings of a polygon, so that a hole stays one. */
export function pathsOf(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates;
  if (geometry?.type === "GeometryCollection") return geometry.geometries.flatMap(pathsOf);
  return linesOf(geometry).map((line) => [line]);
}

/** The fill of an area by its class, slanting lines for no data; null where a feature has no colour of its own. */
export function fillOf(feature) {
  if (feature.properties?.hatched) return `url(#${HATCH})`;
  const isArea = feature.geometry?.type.endsWith("Polygon");
  return isArea ? (feature.properties?.color ?? null) : null;
}

function hatch() {
  const pattern = document.createElementNS(SVG, "pattern");
  const of = { id: HATCH, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  for (const [name, value] of Object.entries(of)) pattern.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ d: "M0 0V8", stroke: "#8a8a8a" })) line.setAttribute(name, value);
  pattern.append(line);
  return pattern;
}

/** A drawing of the collection that needs neither WebGL nor tiles. */
export function svgOf(collection, [west, south, east, north]) {
  const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = (SIZE * 0.8) / Math.max((east - west) * shrink, north - south);
  const place = ([x, y]) => [
    SIZE / 2 + (x - (west + east) / 2) * shrink * scale,
    SIZE / 2 - (y - (south + north) / 2) * scale,
  ];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${SIZE} ${SIZE}`);
  svg.setAttribute("class", "plain-shape");
  if (collection.features.some((feature) => feature.properties?.hatched)) svg.append(hatch());
  for (const feature of collection.features) {
    for (const lines of pathsOf(feature.geometry)) {
      const path = document.createElementNS(SVG, "path");
      const text = (line) => `M${line.map((position) => place(position).map((n) => n.toFixed(1)).join(" ")).join("L")}`;
      path.setAttribute("d", lines.map(text).join(""));
      path.setAttribute("fill-rule", "evenodd");
      const fill = fillOf(feature);
      if (fill) path.setAttribute("fill", fill);
      svg.append(path);
    }
    if (feature.geometry?.type.endsWith("Point")) {
      for (const position of positionsOf(feature.geometry)) {
        const dot = document.createElementNS(SVG, "circle");
        const [x, y] = place(position);
        dot.setAttribute("cx", x.toFixed(1));
        dot.setAttribute("cy", y.toFixed(1));
        dot.setAttribute("r", "6");
        svg.append(dot);
      }
    }
  }
  return svg;
}
