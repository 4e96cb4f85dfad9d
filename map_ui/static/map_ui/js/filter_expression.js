// Conditions on a layer's columns: which operators a column has, the map's filter they make, and their text.
// A condition is {column, op, value}: value is text, or a list for "in", "out" and "between".
import { dateText, number } from "./thai_text.js";

const COMPARISONS = { ge: "ตั้งแต่", le: "ไม่เกิน", between: "ระหว่าง", eq: "เท่ากับ", ne: "ไม่เท่ากับ" };
const MISSING = { empty: "ไม่มีค่า", filled: "มีค่า" };
const LIST_OWN = new Set(["map", "layers", "filter", "select", "at", "q", "page", "size", "sort", "tab"]);
const YES_NO = { true: "ใช่", false: "ไม่ใช่" };

export const OPERATORS = {
  choice: { in: "เป็น", out: "ไม่เป็น" },
  text: { has: "มีคำว่า", eq: "ตรงกับ", starts: "ขึ้นต้นด้วย", empty: "ว่าง", filled: "ไม่ว่าง" },
  number: { ...COMPARISONS, ...MISSING },
  date: { ge: "ตั้งแต่วันที่", le: "ถึงวันที่", between: "ระหว่างวันที่", ...MISSING },
};

/** The values of a choice with their words; a yes-or-no column has none of its own. */
export const choicesOf = (column) => (Object.keys(column.choices || {}).length ? column.choices : YES_NO);

/** Whether the operator asks for a value. */
export const needsValue = (op) => !(op in MISSING);

/** Whether a condition says enough to be used. */
export function isComplete(condition) {
  if (!needsValue(condition.op)) return true;
  const given = [condition.value].flat();
  if (condition.op === "between") return given.length === 2 && given.every((value) => value !== "");
  return given.length > 0 && given.every((value) => value !== "" && value !== undefined);
}

/** The map's filter expression of conditions that must all hold; null when there is none. Features that stand for
 * several records (`cell`) cannot answer and are let through by whoever joins this to a layer. */
export function filterExpression(conditions, columns) {
  const types = Object.fromEntries(columns.map((column) => [column.name, column.type]));
  const tests = conditions.filter((c) => types[c.column] && isComplete(c)).map((c) => test(c, types[c.column]));
  return tests.length ? ["all", ...tests] : null;
}

function test({ column, op, value }, type) {
  const text = ["to-string", ["coalesce", ["get", column], ""]];
  const folded = ["downcase", text];
  const got = type === "number" ? ["to-number", ["get", column], 0] : text;
  const given = (one) => (type === "number" ? Number(one) : String(one));
  const exists = ["all", ["has", column], ["!=", text, ""]];
  switch (op) {
    case "empty": return ["!", exists];
    case "filled": return exists;
    case "in": return ["in", text, ["literal", [value].flat()]];
    case "out": return ["!", ["in", text, ["literal", [value].flat()]]];
    case "has": return [">=", ["index-of", String(value).toLowerCase(), folded], 0];
    case "starts": return ["==", ["index-of", String(value).toLowerCase(), folded], 0];
    case "ne": return ["!", ["all", exists, ["==", got, given(value)]]];
    case "ge": return ["all", exists, [">=", got, given(value)]];
    case "le": return ["all", exists, ["<=", got, given(value)]];
    case "between": return ["all", exists, [">=", got, given(value[0])], ["<=", got, given(value[1])]];
    default: return ["all", exists, ["==", got, given(value)]];
  }
}

/** A condition in words: "ผิวจราจร เป็น คอนกรีต, ลาดยาง". */
export function conditionText({ column, op, value }, columns) {
  const found = columns.find((each) => each.name === column);
  if (!found) return "";
  const label = OPERATORS[found.type]?.[op] || op;
  return `${found.thai} ${label} ${needsValue(op) ? valueText(found, op, value) : ""}`.trim();
}

function valueText(column, op, value) {
  const show = {
    choice: (one) => choicesOf(column)[one] || one,
    number: (one) => number(one, 6),
    date: dateText,
  }[column.type] || String;
  return [value].flat().map(show).join(op === "between" ? " ถึง " : ", ");
}

/** All complete conditions in one sentence; "" for none. */
export const filterText = (conditions, columns) =>
  conditions.filter(isComplete).map((each) => conditionText(each, columns)).filter(Boolean).join(" และ ");

/** {slug, conditions} of a register list's link to the map (`filter=slug` and the list's own parameters); null when the
 * address after # has no filter. */
export function listFilter(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const slug = given.get("filter");
  if (!slug) return null;
  const made = new Map();
  for (const [name, value] of given) {
    if (LIST_OWN.has(name) || value === "") continue;
    const range = /^(.+)__(from|to)$/.exec(name);
    if (range) made.set(name, { column: range[1], op: range[2] === "from" ? "ge" : "le", value });
    else if (made.has(name)) made.get(name).value.push(value);
    else made.set(name, { column: name, op: "in", value: [value] });
  }
  return { slug, conditions: [...made.values()] };
}
