// Areas of deeds typed and added up: rai-ngan-square wah, as the server reads them. Pure.
import { deedArea } from "./rai.js";
import { toArabic } from "./thai_text.js";

const SQWAH_PER_RAI = 400;
const SQWAH_PER_NGAN = 100;
const MOST_NGAN = 3;
const M2_PER_SQWAH = 4;
const TENTH = 0.05;

/** Square wah of "2-3-45.6" or of a plain number of square wah; NaN for anything else (ngan above 3, wah from 100 on). */
export function parseArea(raw) {
  const text = toArabic(raw).replace(/,/g, "").trim();
  if (/^\d+(\.\d)?$/.test(text)) return Number(text);
  const parts = /^(\d+)-(\d+)-(\d+(?:\.\d)?)$/.exec(text);
  if (!parts) return NaN;
  const [rai, ngan, wah] = parts.slice(1).map(Number);
  return ngan > MOST_NGAN || wah >= SQWAH_PER_NGAN ? NaN : rai * SQWAH_PER_RAI + ngan * SQWAH_PER_NGAN + wah;
}

/** Square wah as on a deed. */
export const areaOf = (sqwah) => deedArea(sqwah * M2_PER_SQWAH);

/** What typed areas come to beside the area they must give: {sum, off (positive: too much), isEven, isWhole (all typed)}. */
export function balance(texts, wanted) {
  const read = texts.map(parseArea);
  const sum = read.reduce((total, each) => total + (Number.isNaN(each) ? 0 : each), 0);
  const off = Math.round((sum - wanted) * 10) / 10;
  const isWhole = read.every((each) => each > 0);
  return { sum, off, isWhole, isEven: isWhole && Math.abs(off) < TENTH };
}
