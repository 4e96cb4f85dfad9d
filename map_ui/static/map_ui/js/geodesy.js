// Lengths and areas on the WGS 84 ellipsoid, in plain numbers: [lon, lat] in degrees, metres, square metres.

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const MEAN_RADIUS = (2 * A + B) / 3;
const RAD = Math.PI / 180;
const ROUNDS = 100;
const CLOSE_ENOUGH = 1e-13;

/** Geodesic distance of two places in metres: Vincenty's inverse, and the mean sphere for the few pairs at opposite ends
 * of the earth where it does not settle. */
export function distance([lon1, lat1], [lon2, lat2]) {
  const apart = (lon2 - lon1) * RAD;
  const [s1, c1] = reduced(lat1);
  const [s2, c2] = reduced(lat2);
  let lambda = apart;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const ss = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (ss === 0) return 0;
    const cs = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(ss, cs);
    const sa = (c1 * c2 * sl) / ss;
    const ca2 = 1 - sa * sa;
    const c2m = ca2 === 0 ? 0 : cs - (2 * s1 * s2) / ca2;
    const C = (F / 16) * ca2 * (4 + F * (4 - 3 * ca2));
    const next = apart + (1 - C) * F * sa * (sigma + C * ss * (c2m + C * cs * (2 * c2m * c2m - 1)));
    if (Math.abs(next - lambda) < CLOSE_ENOUGH) return arc(ss, cs, sigma, ca2, c2m);
    lambda = next;
  }
  return onSphere([lon1, lat1], [lon2, lat2]);
}

function reduced(lat) {
  const u = Math.atan((1 - F) * Math.tan(lat * RAD));
  return [Math.sin(u), Math.cos(u)];
}

function arc(ss, cs, sigma, ca2, c2m) {
  const k = (ca2 * (A * A - B * B)) / (B * B);
  const big = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
  const small = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
  const inner = cs * (2 * c2m * c2m - 1) - (small / 6) * c2m * (4 * ss * ss - 3) * (4 * c2m * c2m - 3);
  return B * big * (sigma - small * ss * (c2m + (small / 4) * inner));
}

/** Great-circle distance on a sphere of the earth's mean radius; off by up to half a per cent. */
export function onSphere([lon1, lat1], [lon2, lat2]) {
  const half = (a, b) => Math.sin(((b - a) * RAD) / 2) ** 2;
  const h = half(lat1, lat2) + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * half(lon1, lon2);
  return 2 * MEAN_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Length of a line in metres. */
export function lineLength(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i += 1) sum += distance(points[i - 1], points[i]);
  return sum;
}

const q = (s) => (1 - E2) * (s / (1 - E2 * s * s) + Math.atanh(E * s) / E);
const Q_POLE = q(1);
const AUTHALIC_RADIUS = A * Math.sqrt(Q_POLE / 2);

/** Area inside a ring in square metres: spherical excess on the sphere of equal area. The ring need not be closed, its
 * direction does not matter. */
export function ringArea(ring) {
  const halves = ring.map(([, lat]) => Math.tan(Math.asin(q(Math.sin(lat * RAD)) / Q_POLE) / 2));
  let excess = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const j = (i + 1) % ring.length;
    const turn = Math.tan(((ring[j][0] - ring[i][0]) * RAD) / 2);
    excess += 2 * Math.atan2(turn * (halves[i] + halves[j]), 1 + halves[i] * halves[j]);
  }
  return Math.abs(excess) * AUTHALIC_RADIUS * AUTHALIC_RADIUS;
}

/** Area of a polygon's rings: the first is its outline, the others are holes. */
export function polygonArea([outline, ...holes]) {
  return ringArea(outline || []) - holes.reduce((sum, hole) => sum + ringArea(hole), 0);
}

/** {length_m, area_m2} of a GeoJSON geometry; null for what the kind does not have. The length of an area is its edge. */
export function measured(geometry) {
  const sum = (list) => list.reduce((total, each) => total + each, 0);
  const lengths = (lines) => sum(lines.map(lineLength));
  switch (geometry?.type) {
    case "LineString":
      return { length_m: lineLength(geometry.coordinates), area_m2: null };
    case "MultiLineString":
      return { length_m: lengths(geometry.coordinates), area_m2: null };
    case "Polygon":
      return { length_m: lengths(geometry.coordinates), area_m2: polygonArea(geometry.coordinates) };
    case "MultiPolygon":
      return { length_m: lengths(geometry.coordinates.flat()), area_m2: sum(geometry.coordinates.map(polygonArea)) };
    default:
      return { length_m: null, area_m2: null };
  }
}
