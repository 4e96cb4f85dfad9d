// Corners and edges of true geometry in a grid, and the best place near a point to snap to. Pure.
import { between, crossing, footShare, gap } from "./draw_plane.js";
import { linesOf, positionsOf } from "./small_shapes.js";

const CELL_M = 25;
const MOST_CELLS = 4000;
// what is asked for first wins although another is somewhat nearer
const ORDER = { vertex: 0, crossing: 1, foot: 2, edge: 3 };

/** An index of features [{uid, geometry}] in a plane. */
export function snapIndex(features, { to }) {
  const cells = new Map();
  const box = (points, grow = 0) => [0, 1].map((i) => [Math.min(...points.map((p) => p[i])) - grow, Math.max(...points.map((p) => p[i])) + grow]);

  function keysOf(points, grow = 0) {
    const [[west, east], [south, north]] = box(points, grow).map((range) => range.map((v) => Math.floor(v / CELL_M)));
    const keys = [];
    for (let x = west; x <= east; x += 1) for (let y = south; y <= north; y += 1) keys.push(`${x} ${y}`);
    return keys;
  }

  function put(item, points) {
    // an edge over half the county is asked for everywhere rather than kept in thousands of cells
    const keys = gap(...[points[0], points.at(-1)]) > CELL_M * MOST_CELLS ** 0.5 ? ["*"] : keysOf(points);
    for (const key of keys) {
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(item);
    }
  }

  function addLine(line, uid) {
    const flat = line.map(to);
    line.forEach((place, i) => {
      put({ uid, place, at: flat[i] }, [flat[i]]);
      if (i) put({ uid, a: line[i - 1], b: place, p: flat[i - 1], q: flat[i] }, [flat[i - 1], flat[i]]);
    });
  }

  for (const { uid, geometry } of features) {
    const lines = linesOf(geometry);
    lines.forEach((line) => addLine(line, uid));
    if (!lines.length) positionsOf(geometry).forEach((place) => put({ uid, place, at: to(place) }, [to(place)]));
  }

  function around(point, metres, except) {
    const found = new Set(cells.get("*"));
    // seen from afar the reach holds millions of cells, and hardly any of them an item
    const isWide = ((2 * metres) / CELL_M + 1) ** 2 > cells.size;
    for (const key of isWide ? cells.keys() : keysOf([point], metres)) cells.get(key)?.forEach((item) => found.add(item));
    return [...found].filter((item) => item.uid !== except);
  }

  /** {kind, place [lon, lat], metres, uid} within `metres` of a place, or null. `options`: from (the corner before, for the
   * foot of a perpendicular), except (uid not to snap to). */
  function nearest(place, metres, { from = null, except = null } = {}) {
    const point = to(place);
    const items = around(point, metres, except);
    const edges = items.filter((item) => item.a && edgeGap(point, item) <= metres);
    const found = [...vertices(items, point), ...crossings(edges, point), ...feet(edges, point, from), ...places(edges, point)];
    const near = found.filter((each) => each.metres <= metres);
    near.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || a.metres - b.metres);
    return near[0] || null;
  }

  const limited = (share) => Math.min(1, Math.max(0, share));
  const edgeGap = (point, { p, q }) => gap(point, between(p, q, limited(footShare(point, p, q))));
  const vertices = (items, point) => items.filter((item) => item.at).map(({ uid, place, at }) => ({ kind: "vertex", uid, place, metres: gap(point, at) }));

  // an edge is straight in degrees, as it is stored: the place is taken there by the share of the way
  const onEdge = (kind, { uid, a, b }, share, point) => {
    const place = between(a, b, share);
    return { kind, uid, place, metres: gap(point, to(place)) };
  };
  const places = (edges, point) => edges.map((edge) => onEdge("edge", edge, limited(footShare(point, edge.p, edge.q)), point));

  function feet(edges, point, from) {
    if (!from) return [];
    const start = to(from);
    return edges.map((edge) => [edge, footShare(start, edge.p, edge.q)]).filter(([, share]) => share > 0 && share < 1)
      .map(([edge, share]) => onEdge("foot", edge, share, point));
  }

  function crossings(edges, point) {
    const few = edges.slice(0, 12);
    return few.flatMap((one, i) => few.slice(i + 1).map((two) => {
      const met = crossing(one.a, one.b, two.a, two.b);
      return met && { kind: "crossing", uid: one.uid, place: met.at, metres: gap(point, to(met.at)) };
    })).filter(Boolean);
  }

  return { nearest, size: features.length };
}
