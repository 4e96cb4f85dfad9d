// UTM of the northern half of the earth on WGS 84, by Krüger's series in the third flattening to its sixth power.

const A = 6378137;
const F = 1 / 298.257223563;
const E = Math.sqrt(F * (2 - F));
const N = F / (2 - F);
const SCALE = 0.9996;
const FALSE_EASTING = 500000;
const RAD = Math.PI / 180;
const RADIUS = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256);

const series = (...coefficients) => coefficients.reduce((sum, c, i) => sum + c * N ** (i + 1), 0);
const ALPHA = [
  series(1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
  series(0, 13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
  series(0, 0, 61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
  series(0, 0, 0, 49561 / 161280, -179 / 168, 6601661 / 7257600),
  series(0, 0, 0, 0, 34729 / 80640, -3418889 / 1995840),
  series(0, 0, 0, 0, 0, 212378941 / 319334400),
];
const BETA = [
  series(1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800),
  series(0, 1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720),
  series(0, 0, 17 / 480, -37 / 840, -209 / 4480, 5569 / 90720),
  series(0, 0, 0, 4397 / 161280, -11 / 504, -830251 / 7257600),
  series(0, 0, 0, 0, 4583 / 161280, -108847 / 3991680),
  series(0, 0, 0, 0, 0, 20648693 / 638668800),
];

const meridian = (zone) => (zone * 6 - 183) * RAD;

/** The zone a longitude lies in. */
export const zoneOf = (lon) => Math.floor((lon + 180) / 6) + 1;

/** [easting, northing] of a place in a zone; right to a tenth of a millimetre also in the neighbouring zone. */
export function toUtm([lon, lat], zone) {
  const s = Math.sin(lat * RAD);
  const t = Math.sinh(Math.atanh(s) - E * Math.atanh(E * s));
  const off = lon * RAD - meridian(zone);
  const xi0 = Math.atan2(t, Math.cos(off));
  const eta0 = Math.asinh(Math.sin(off) / Math.hypot(t, Math.cos(off)));
  const [xi, eta] = corrected(xi0, eta0, ALPHA, 1);
  return [FALSE_EASTING + SCALE * RADIUS * eta, SCALE * RADIUS * xi];
}

/** [lon, lat] of a place in a zone. */
export function fromUtm([easting, northing], zone) {
  const scale = SCALE * RADIUS;
  const [xi, eta] = corrected(northing / scale, (easting - FALSE_EASTING) / scale, BETA, -1);
  const conformal = Math.asinh(Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi)));
  let psi = conformal;
  for (let round = 0; round < 10; round += 1) psi = conformal + E * Math.atanh(E * Math.tanh(psi));
  const lon = meridian(zone) + Math.atan2(Math.sinh(eta), Math.cos(xi));
  return [lon / RAD, Math.asin(Math.tanh(psi)) / RAD];
}

function corrected(xi0, eta0, coefficients, sign) {
  let [xi, eta] = [xi0, eta0];
  coefficients.forEach((c, i) => {
    const k = 2 * (i + 1);
    xi += sign * c * Math.sin(k * xi0) * Math.cosh(k * eta0);
    eta += sign * c * Math.cos(k * xi0) * Math.sinh(k * eta0);
  });
  return [xi, eta];
}
