// A drawn shape as an editor holds it, and what can be done to it. Every function gives a new shape. Pure.
//   {kind: "point"|"line"|"polygon", parts: [[ring, …], …]}: rings are open lists of [lon, lat]; a point or a line is a part
//   with one such list. A corner is addressed by [part, ring, index].
import { between, gap, middle, ringArea, turned } from "./draw_plane.js";
import { joined, kindOf, partsOf } from "./shape_parts.js";

export const LEAST = { point: 1, line: 2, polygon: 3 };

const isSame = (a, b) => a[0] === b[0] && a[1] === b[1];
const flat = ([lon, lat]) => [lon, lat];

export const empty = (kind) => ({ kind, parts: [] });

/** The shape of a GeoJSON geometry; of nothing, an empty one of `kind`. */
export function fromGeometry(geometry, kind = "polygon") {
  const parts = partsOf(geometry).map((part) => {
    if (part.type === "Point") return [[flat(part.coordinates)]];
    if (part.type === "LineString") return [part.coordinates.map(flat)];
    return part.coordinates.map((ring) => opened(ring.map(flat)));
  });
  return { kind: kindOf(geometry) || kind, parts };
}

const opened = (ring) => (ring.length > 1 && isSame(ring[0], ring.at(-1)) ? ring.slice(0, -1) : ring);

/** GeoJSON of a shape, null for none. */
export function toGeometry({ kind, parts }) {
  return joined(parts.map((part) => {
    if (kind === "point") return { type: "Point", coordinates: part[0][0] };
    if (kind === "line") return { type: "LineString", coordinates: part[0] };
    return { type: "Polygon", coordinates: part.map((ring) => [...ring, ring[0]]) };
  }));
}

export const isEmpty = (shape) => shape.parts.length === 0;

/** Addresses of all corners, in order. */
export function corners(shape) {
  return shape.parts.flatMap((part, p) => part.flatMap((ring, r) => ring.map((_, i) => [p, r, i])));
}

export const cornerAt = (shape, [p, r, i]) => shape.parts[p]?.[r]?.[i] ?? null;

function withRing(shape, p, r, change) {
  const parts = shape.parts.map((part, at) => (at === p ? part.map((ring, n) => (n === r ? change(ring) : ring)) : part));
  return { ...shape, parts };
}

export const moved = (shape, [p, r, i], place) => withRing(shape, p, r, (ring) => ring.map((old, n) => (n === i ? place : old)));

/** A corner put in after the one at the address. */
export const inserted = (shape, [p, r, i], place) => withRing(shape, p, r, (ring) => [...ring.slice(0, i + 1), place, ...ring.slice(i + 1)]);

/** Without a corner; a hole or part that becomes too small goes with it, the last part stays as it is. */
export function removed(shape, [p, r, i]) {
  const ring = shape.parts[p][r];
  if (ring.length > LEAST[shape.kind]) return withRing(shape, p, r, (old) => old.filter((_, n) => n !== i));
  if (r > 0) return { ...shape, parts: shape.parts.map((part, at) => (at === p ? part.filter((_, n) => n !== r) : part)) };
  return shape.parts.length > 1 ? { ...shape, parts: shape.parts.filter((_, at) => at !== p) } : shape;
}

/** With one more part of open corners. */
export const added = (shape, points) => ({ ...shape, parts: [...shape.parts, [points]] });

/** With a hole in the part whose outline holds its first corner; the shape itself where none does. */
export function pierced(shape, hole) {
  const p = shape.parts.findIndex(([outline]) => inside(hole[0], outline));
  return p < 0 ? shape : { ...shape, parts: shape.parts.map((part, at) => (at === p ? [...part, hole] : part)) };
}

/** Whether a place lies in a ring; one on the edge may be either. */
export function inside([x, y], ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

const everywhere = (shape, change) => ({ ...shape, parts: shape.parts.map((part) => part.map((ring) => ring.map(change))) });

/** Moved by metres east and north in the plane, all corners alike. */
export function shifted(shape, { to, from }, east, north) {
  return everywhere(shape, (place) => {
    const [x, y] = to(place);
    return from([x + east, y + north]);
  });
}

/** Turned about the middle of its corners, degrees clockwise. */
export function rotated(shape, { to, from }, degrees) {
  const centre = middle(corners(shape).map((at) => to(cornerAt(shape, at))));
  return everywhere(shape, (place) => from(turned(to(place), centre, degrees)));
}

/** Sides of all rings: {from, to (addresses), a, b (places), metres, middle}. A polygon's last side closes its ring. */
export function sides(shape, { to }) {
  if (shape.kind === "point") return [];
  return shape.parts.flatMap((part, p) => part.flatMap((ring, r) => ringSides(ring, shape.kind === "polygon", p, r, to)));
}

function ringSides(ring, isClosed, p, r, to) {
  const last = isClosed && ring.length > 2 ? ring.length : ring.length - 1;
  return Array.from({ length: Math.max(last, 0) }, (_, i) => {
    const j = (i + 1) % ring.length;
    const [a, b] = [ring[i], ring[j]];
    return { from: [p, r, i], to: [p, r, j], a, b, metres: gap(to(a), to(b)), middle: between(a, b, 0.5) };
  });
}

/** {length_m, area_m2} in the plane; null for what the kind does not have. The length of an area is its edge. */
export function figures(shape, plane) {
  if (isEmpty(shape) || shape.kind === "point") return { length_m: null, area_m2: null };
  const length = sides(shape, plane).reduce((sum, side) => sum + side.metres, 0);
  if (shape.kind === "line") return { length_m: length, area_m2: null };
  const areas = shape.parts.map((part) => part.map((ring) => ringArea(ring.map(plane.to))));
  const area = areas.reduce((sum, [outline, ...holes]) => sum + outline - holes.reduce((all, hole) => all + hole, 0), 0);
  return { length_m: length, area_m2: area };
}
