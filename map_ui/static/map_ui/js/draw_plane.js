// The plane in which the office measures: its UTM zone, in metres. Lengths, bearings and areas here are those the server
// computes, so that what is shown while drawing is what is stored. Pure.
import { fromUtm, toUtm } from "./utm.js";

const RAD = Math.PI / 180;
const FULL = 360;

/** The plane of a zone (47 or 48): [lon, lat] <-> [east, north]. */
export function plane(zone) {
  const to = (place) => toUtm(place, zone);
  return { zone, to, from: (point) => fromUtm(point, zone) };
}

export const gap = ([x1, y1], [x2, y2]) => Math.hypot(x2 - x1, y2 - y1);

/** Grid azimuth from a to b in degrees, clockwise from grid north. */
export function azimuth([x1, y1], [x2, y2]) {
  return (Math.atan2(x2 - x1, y2 - y1) / RAD + FULL) % FULL;
}

/** The point `metres` from `point` in the direction of an azimuth. */
export function polar([x, y], degrees, metres) {
  return [x + metres * Math.sin(degrees * RAD), y + metres * Math.cos(degrees * RAD)];
}

/** Share of the way from a to b at which the foot of the perpendicular from p stands; not limited to the edge. */
export function footShare(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  return square === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square;
}

export const between = (a, b, share) => [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];

/** Where two edges cross: {at, s} with the share along the first; null when they do not. */
export function crossing(a, b, c, d) {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const turn = rx * sy - ry * sx;
  if (turn === 0) return null;
  const share = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / turn;
  const other = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / turn;
  return share >= 0 && share <= 1 && other >= 0 && other <= 1 ? { at: between(a, b, share), s: share } : null;
}

/** A point turned about a centre by degrees clockwise. */
export function turned([x, y], [cx, cy], degrees) {
  const [sin, cos] = [Math.sin(degrees * RAD), Math.cos(degrees * RAD)];
  return [cx + (x - cx) * cos + (y - cy) * sin, cy - (x - cx) * sin + (y - cy) * cos];
}

/** Area of an open or closed ring of the plane, without its sign. Taken from its first corner, which keeps the digits. */
export function ringArea(ring) {
  if (ring.length < 3) return 0;
  const [x0, y0] = ring[0];
  let twice = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [a, b] = [ring[i], ring[(i + 1) % ring.length]];
    twice += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
  }
  return Math.abs(twice) / 2;
}

/** The mean of corners. */
export const middle = (points) => [0, 1].map((i) => points.reduce((sum, p) => sum + p[i], 0) / points.length);
