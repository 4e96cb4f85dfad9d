// Numbers, dates and coordinates as Thai officers write and read them.

const ZERO = 0x0e50;
const BE_OFFSET = 543;

/** Thai digits become Arabic ones. */
export const toArabic = (text) =>
  String(text).replace(/[๐-๙]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - ZERO + 48));

/** A number with thousands separators and at most `digits` decimals. */
export const number = (value, digits = 0) =>
  Number(value).toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: digits });

/** Metres below a kilometre, kilometres from there on. */
export function lengthText(metres) {
  if (metres < 1000) return `${number(metres, metres < 100 ? 2 : 1)} ม.`;
  return `${number(metres / 1000, 3)} กม.`;
}

/** Square metres, and square kilometres for what is large. */
export const areaText = (m2) => (m2 < 1e6 ? `${number(m2, 1)} ตร.ม.` : `${number(m2 / 1e6, 3)} ตร.กม.`);

/** The number in a text with Thai digits or separators; NaN when it is none. */
export function parseNumber(text) {
  const plain = toArabic(text).replace(/,/g, "").trim();
  return /^[-+]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

/** ISO date of d/m/yyyy in the Buddhist era (or yyyy-mm-dd); "" when it is no day. */
export function parseDate(text) {
  const plain = toArabic(text).trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  const thai = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(plain);
  const [year, month, day] = iso ? iso.slice(1).map(Number) : thai ? thai.slice(1).map(Number).reverse() : [];
  if (!year) return "";
  const common = year > 2300 ? year - BE_OFFSET : year;
  const date = new Date(Date.UTC(common, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : "";
}

/** d/m/yyyy in the Buddhist era of an ISO date. */
export function dateText(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day}/${month}/${year + BE_OFFSET}`;
}

/** Degrees, minutes and seconds: 15°03'12.50"N. */
export function dms(value, [positive, negative]) {
  const hundredths = Math.round(Math.abs(value) * 360000);
  const degrees = Math.floor(hundredths / 360000);
  const minutes = Math.floor((hundredths % 360000) / 6000);
  const seconds = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
  return `${degrees}°${String(minutes).padStart(2, "0")}'${seconds}"${value < 0 ? negative : positive}`;
}
