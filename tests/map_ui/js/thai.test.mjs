import assert from "node:assert/strict";
import { test } from "node:test";

import { areaInWords, deedArea, split } from "../../../map_ui/static/map_ui/js/rai.js";
import {
  areaText, dateText, dms, lengthText, parseDate, parseNumber, toArabic,
} from "../../../map_ui/static/map_ui/js/thai_text.js";

test("rai, ngan and wah of square metres", () => {
  assert.deepEqual(split(1600), { rai: 1, ngan: 0, wah: 0 });
  assert.deepEqual(split(4582.4), { rai: 2, ngan: 3, wah: 45.6 });
  assert.equal(deedArea(4582.4), "2-3-45.6");
  assert.equal(areaInWords(4582.4), "2 ไร่ 3 งาน 45.6 ตารางวา");
  assert.equal(areaInWords(400), "0 ไร่ 1 งาน 0 ตารางวา");
  assert.throws(() => split(-1), RangeError);
});

test("an area is rounded before it is split", () => {
  assert.equal(deedArea(399.975 * 4), "1-0-0");
  assert.equal(deedArea(1e7), "6250-0-0");
});

test("lengths and areas change their unit where they get large", () => {
  assert.equal(lengthText(12.345), "12.35 ม.");
  assert.equal(lengthText(345.67), "345.7 ม.");
  assert.equal(lengthText(12345.6), "12.346 กม.");
  assert.equal(areaText(1234.56), "1,234.6 ตร.ม.");
  assert.equal(areaText(2.5e6), "2.5 ตร.กม.");
});

test("Thai digits and separators are read", () => {
  assert.equal(toArabic("โฉนด ๑๒๓๔๕"), "โฉนด 12345");
  assert.equal(parseNumber("๑,๒๓๔.๕"), 1234.5);
  assert.ok(Number.isNaN(parseNumber("12a")));
  assert.ok(Number.isNaN(parseNumber("")));
});

test("dates are of the Buddhist era, and only real days", () => {
  assert.equal(parseDate("๑/๒/๒๕๖๙"), "2026-02-01");
  assert.equal(parseDate("29/2/2567"), "2024-02-29");
  assert.equal(parseDate("29/2/2569"), "");
  assert.equal(parseDate("2026-02-01"), "2026-02-01");
  assert.equal(parseDate("เมื่อวาน"), "");
  assert.equal(dateText("2026-02-01"), "1/2/2569");
});

test("degrees, minutes and seconds carry over instead of showing 60", () => {
  assert.equal(dms(15.0534722222, ["N", "S"]), "15°03'12.50\"N");
  assert.equal(dms(-100.99999999, ["E", "W"]), "101°00'00.00\"W");
});
