// Pure helpers of the small map: the box around GeoJSON and a plain drawing of it.

const SVG = "http://www.w3.org/2000/svg";
const LEAST_DEGREES = 0.0006;
const SIZE = 300;

/** Every position of a GeoJSON geometry, flat. */
export function positionsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positionsOf);
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[geometry.type];
  return depth === 0 ? [geometry.coordinates] : geometry.coordinates.flat(depth - 1);
}

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
  const growX = Math.max(0, (LEAST_DEGREES - (east - west)) / 2);
  const growY = Math.max(0, (LEAST_DEGREES - (north - south)) / 2);
  return [west - growX, south - growY, east + growX, north + growY];
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
  for (const feature of collection.features) {
    for (const line of linesOf(feature.geometry)) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M${line.map((position) => place(position).map((n) => n.toFixed(1)).join(" ")).join("L")}`);
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
