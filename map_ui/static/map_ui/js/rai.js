// Land area in rai, ngan and square wah (1 rai = 4 ngan = 400 square wah = 1,600 m²), by the rules of the server.

const M2_PER_WAH = 4;
const M2_PER_TENTH = 0.4;
const TENTHS_PER_RAI = 4000;
const TENTHS_PER_NGAN = 1000;
// a half that binary fractions put just below itself still counts as a half
const NOISE = 1 + 1e-12;

/** {rai, ngan, wah} of square metres: rounded half up to a tenth of a square wah before it is split, so never 0-3-100.
 * Throws RangeError for a negative area. */
export function split(m2) {
  if (!(m2 >= 0)) throw new RangeError("an area is not negative");
  const tenths = Math.floor((m2 / M2_PER_TENTH) * NOISE + 0.5);
  const rest = tenths % TENTHS_PER_RAI;
  return {
    rai: (tenths - rest) / TENTHS_PER_RAI,
    ngan: Math.floor(rest / TENTHS_PER_NGAN),
    wah: (rest % TENTHS_PER_NGAN) / 10,
  };
}

/** As on a deed, "2-3-45.6"; a tenth of nothing is not shown. */
export function deedArea(m2) {
  const { rai, ngan, wah } = split(m2);
  return `${rai}-${ngan}-${wah}`;
}

/** The same of square wah, as a register keeps an area. */
export const deedAreaOfWah = (wah) => deedArea(Number(wah) * M2_PER_WAH);

/** In words, "2 ไร่ 3 งาน 45.6 ตารางวา"; all three parts are always shown. */
export function areaInWords(m2) {
  const { rai, ngan, wah } = split(m2);
  return `${rai.toLocaleString("en-US")} ไร่ ${ngan} งาน ${wah} ตารางวา`;
}
