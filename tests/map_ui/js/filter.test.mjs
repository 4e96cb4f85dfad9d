import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choicesOf, conditionText, filterExpression, filterText, isComplete, listFilter,
} from "../../../map_ui/static/map_ui/js/filter_expression.js";

const COLUMNS = [
  { name: "kind", thai: "ชนิด", type: "choice", choices: { a: "คอนกรีต", b: "ลาดยาง" } },
  { name: "lit", thai: "มีไฟ", type: "choice", choices: {} },
  { name: "name", thai: "ชื่อ", type: "text", choices: {} },
  { name: "width_m", thai: "กว้าง", type: "number", choices: {} },
  { name: "built_on", thai: "สร้างเมื่อ", type: "date", choices: {} },
];
const TEXT = ["to-string", ["coalesce", ["get", "name"], ""]];

test("no condition is no filter; an unfinished one does not count", () => {
  assert.equal(filterExpression([], COLUMNS), null);
  assert.equal(filterExpression([{ column: "kind", op: "in", value: [] }], COLUMNS), null);
  assert.equal(filterExpression([{ column: "gone", op: "eq", value: "1" }], COLUMNS), null);
  assert.equal(isComplete({ op: "between", value: ["1", ""] }), false);
  assert.equal(isComplete({ op: "empty" }), true);
});

test("conditions must all hold", () => {
  const made = filterExpression([{ column: "kind", op: "in", value: ["a"] }, { column: "name", op: "has", value: "x" }], COLUMNS);
  assert.equal(made[0], "all");
  assert.equal(made.length, 3);
});

test("numbers compare as numbers, words without regard to case", () => {
  const number = filterExpression([{ column: "width_m", op: "ge", value: "6" }], COLUMNS)[1];
  assert.deepEqual(number.at(-1), [">=", ["to-number", ["get", "width_m"], 0], 6]);
  const word = filterExpression([{ column: "name", op: "has", value: "ABC" }], COLUMNS)[1];
  assert.deepEqual(word, [">=", ["index-of", "abc", ["downcase", TEXT]], 0]);
  const between = filterExpression([{ column: "built_on", op: "between", value: ["2026-01-01", "2026-02-01"] }], COLUMNS)[1];
  assert.deepEqual(between.at(-1).at(-1), "2026-02-01");
});

test("a record without a value is unequal to every value, and equal to none", () => {
  const [, other] = filterExpression([{ column: "width_m", op: "ne", value: "0" }], COLUMNS);
  assert.equal(other[0], "!");
  assert.deepEqual(other[1][1], filterExpression([{ column: "width_m", op: "filled" }], COLUMNS)[1]);
});

test("a condition reads like a sentence", () => {
  assert.equal(conditionText({ column: "kind", op: "in", value: ["a", "b"] }, COLUMNS), "ชนิด เป็น คอนกรีต, ลาดยาง");
  assert.equal(conditionText({ column: "lit", op: "in", value: ["true"] }, COLUMNS), "มีไฟ เป็น ใช่");
  assert.equal(conditionText({ column: "width_m", op: "between", value: ["1000", "2000"] }, COLUMNS), "กว้าง ระหว่าง 1,000 ถึง 2,000");
  assert.equal(conditionText({ column: "built_on", op: "ge", value: "2026-02-01" }, COLUMNS), "สร้างเมื่อ ตั้งแต่วันที่ 1/2/2569");
  const both = [{ column: "name", op: "empty" }, { column: "width_m", op: "le", value: "3.5" }, { column: "name", op: "has", value: "" }];
  assert.equal(filterText(both, COLUMNS), "ชื่อ ว่าง และ กว้าง ไม่เกิน 3.5");
  assert.deepEqual(choicesOf(COLUMNS[0]), { a: "คอนกรีต", b: "ลาดยาง" });
});

test("a list's link becomes conditions", () => {
  const found = listFilter("#layers=roads&filter=roads&kind=a&kind=b&width_m__from=6&q=x&page=2");
  assert.equal(found.slug, "roads");
  assert.deepEqual(found.conditions, [
    { column: "kind", op: "in", value: ["a", "b"] },
    { column: "width_m", op: "ge", value: "6" },
  ]);
  assert.equal(listFilter("#map=15/16/101&layers=roads"), null);
});
