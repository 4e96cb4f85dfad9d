// A typed side of a traverse: a bearing or an azimuth with a distance, a distance alone, or metres east and north. Pure.
//   "N 45 30 E 20.5"  "S 10°05'30\" W 12"  "N 45-30-15 E 20"  "135.5 20.5"  "135°30' / 20.5"  "20.5"  "@12.5,-3"  and Thai
// letters and digits. A turn is an angle with a sign: "30"  "-12.5"  "-0°30'"  "15-30-20".
import { toArabic } from "./thai_text.js";

const FULL = 360;
const QUARTER = 90;
const SIXTY = 60;
const UNSIGNED = /\d+(?:\.\d+)?/g;
const OFFSET = /^@\s*([-+]?\d+(?:\.\d+)?)\s*[, ]\s*([-+]?\d+(?:\.\d+)?)$/;
// the letter of north or south, the angle, the letter of east or west, the distance
const BEARING = /^(N|S|เหนือ|น\.?|ใต้|ต\.?)\s*([\d.°'"′″:\s]+?)\s*(E|W|ตะวันออก|ออก|อ\.?|ตะวันตก|ตก|ต\.?)[\s,/]*(\d+(?:\.\d+)?)?$/i;
const NORTH = /^(N|เหนือ|น)/i;
// degrees, minutes and seconds with hyphens between them, as surveyors' books have them
const HYPHENS = /(\d+)-(\d+)(?:-(\d+(?:\.\d+)?))?/;
const TURN = /^([-+]?)\s*([\d.°'"′″:\s]+?)\s*(?:องศา)?$/;
const EAST = /^(E|ตะวันออก|ออก|อ)/i;

function degreesOf(numbers) {
  const [degrees, minutes = 0, seconds = 0] = numbers;
  const isBroken = numbers.slice(0, -1).some((value) => !Number.isInteger(value)); // only the last may have decimals
  if (!numbers.length || numbers.length > 3 || isBroken || minutes >= SIXTY || seconds >= SIXTY) return NaN;
  return degrees + minutes / SIXTY + seconds / SIXTY ** 2;
}

const numbersIn = (text) => (text.match(UNSIGNED) || []).map(Number);
const signs = (text) => text.replace(HYPHENS, (_, degrees, minutes, seconds) => `${degrees}°${minutes}'${seconds ? `${seconds}"` : ""}`);
const clean = (text) => toArabic(text).replace(/[−–]/g, "-").replace(/(เมตร|ม\.|m)\s*$/i, "").trim();
const plain = (text) => text.replace(/(\d),(?=\d{3}(\D|$))/g, "$1");

/** {azimuth, metres} (azimuth null: keep the direction in hand; metres null: none was typed) or {east, north};
 * null for what cannot be read. */
export function parseSide(raw) {
  const offset = OFFSET.exec(clean(raw));
  if (offset) return { east: Number(offset[1]), north: Number(offset[2]) };
  const text = signs(plain(clean(raw)));
  const bearing = BEARING.exec(text);
  if (bearing) return fromBearing(bearing);
  if (/[^\d\s.,/°'"′″:@-]/.test(text.replace(/^(az(imuth)?|แอซิมัท|อะซิมุท)\s*[:=]?/i, ""))) return null;
  return fromAzimuth(text);
}

/** Degrees clockwise of a typed turn, to the left where it is negative; null for what cannot be read. */
export function parseTurn(raw) {
  const found = TURN.exec(signs(clean(raw)));
  const degrees = found ? degreesOf(numbersIn(found[2])) : NaN;
  if (!(degrees <= FULL)) return null;
  return found[1] === "-" ? -degrees : degrees;
}

function fromBearing([, pole, angle, side, distance]) {
  const turn = degreesOf(numbersIn(angle));
  if (!(turn >= 0 && turn <= QUARTER)) return null;
  const isNorth = NORTH.test(pole);
  const isEast = EAST.test(side);
  const azimuth = isNorth ? (isEast ? turn : FULL - turn) : isEast ? FULL / 2 - turn : FULL / 2 + turn;
  return checked(azimuth % FULL, distance === undefined ? null : Number(distance));
}

function fromAzimuth(text) {
  const numbers = numbersIn(text);
  if (!numbers.length || text.includes("-")) return null;
  if (numbers.length === 1 && !/[°'"′″]|az|ซิม/i.test(text)) return checked(null, numbers[0]);
  // the last number is the distance, unless the text ends with a sign of degrees, minutes or seconds
  const isAngleOnly = /[°'"′″]\s*$/.test(text) || numbers.length === 1;
  const azimuth = degreesOf(isAngleOnly ? numbers : numbers.slice(0, -1));
  if (!(azimuth >= 0 && azimuth <= FULL)) return null;
  return checked(azimuth % FULL, isAngleOnly ? null : numbers.at(-1));
}

const checked = (azimuth, metres) => (metres === null || metres > 0 ? { azimuth, metres } : null);

/** An azimuth as surveyors write a bearing: N 45°30'00" E. */
export function bearingText(azimuth) {
  const isNorth = azimuth <= QUARTER || azimuth >= FULL - QUARTER;
  const isEast = azimuth <= FULL / 2;
  const turn = isNorth ? (isEast ? azimuth : FULL - azimuth) : Math.abs(FULL / 2 - azimuth);
  const seconds = Math.round(turn * SIXTY ** 2);
  const two = (value) => String(value).padStart(2, "0");
  const angle = `${Math.floor(seconds / SIXTY ** 2)}°${two(Math.floor(seconds / SIXTY) % SIXTY)}'${two(seconds % SIXTY)}"`;
  return `${isNorth ? "N" : "S"} ${angle} ${isEast ? "E" : "W"}`;
}
