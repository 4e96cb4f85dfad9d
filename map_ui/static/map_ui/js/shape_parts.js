// A drawn geometry as its single parts and back, and the text of it in a form. Pure.

const SINGLE = { MultiPoint: "Point", MultiLineString: "LineString", MultiPolygon: "Polygon" };
const KINDS = { Point: "point", LineString: "line", Polygon: "polygon" };
const DIGITS = 8;

/** Single geometries; [] for none. A collection gives those of all its members. */
export function partsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(partsOf);
  const single = SINGLE[geometry.type];
  return single ? geometry.coordinates.map((coordinates) => ({ type: single, coordinates })) : [geometry];
}

/** One geometry of parts of the same type: single for one part, multi for several, null for none. */
export function joined(parts) {
  if (parts.length < 2) return parts[0] || null;
  return { type: `Multi${parts[0].type}`, coordinates: parts.map((part) => part.coordinates) };
}

/** point, line or polygon; "" for anything else. */
export const kindOf = (geometry) => KINDS[SINGLE[geometry?.type] || geometry?.type] || "";

/** A part of a kind from corners [lon, lat]. */
export function partOf(kind, points) {
  if (kind === "point") return { type: "Point", coordinates: points[0] };
  if (kind === "line") return { type: "LineString", coordinates: points };
  return { type: "Polygon", coordinates: [[...points, points[0]]] };
}

const rounded = (value) => (Array.isArray(value) ? value.map(rounded) : Number(value.toFixed(DIGITS)));

/** GeoJSON text with positions to about a millimetre; "" for nothing. */
export const asText = (geometry) => (geometry ? JSON.stringify({ type: geometry.type, coordinates: rounded(geometry.coordinates) }) : "");

/** The geometry of a GeoJSON text (a geometry or a feature); null where it is none. */
export function fromText(text) {
  try {
    const read = JSON.parse(text);
    const geometry = read?.type === "Feature" ? read.geometry : read;
    return partsOf(geometry).every((part) => kindOf(part) && Array.isArray(part.coordinates)) ? geometry : null;
  } catch {
    return null;
  }
}
