// Conditions on a layer's columns: which operators a column has, the map's filter they make, and their text.
// A condition is {column, op, value}: value is text, or a list for "in" and "between".
import { dateText, number } from "./thai_text.js";

const COMPARISONS = { eq: "เท่ากับ", ne: "ไม่เท่ากับ", ge: "ตั้งแต่", le: "ไม่เกิน", between: "ระหว่าง" };
export const OPERATORS = {
  choice: { in: "เป็น", out: "ไม่เป็น" },
  text: { has: "มีคำว่า", eq: "ตรงกับ", starts: "ขึ้นต้นด้วย", empty: "ว่าง", filled: "ไม่ว่าง" },
  number: { ...COMPARISONS, empty: "ไม่มีค่า", filled: "มีค่า" },
  date: { ge: "ตั้งแต่วันที่", le: "ถึงวันที่", between: "ระหว่างวันที่", empty: "ไม่มีค่า", filled: "มีค่า" },
};
const NO_VALUE = new Set(["empty", "filled"]);

/** Whether the operator asks for a value. */
export const needsValue = (op) => !NO_VALUE.has(op);

/** Whether a condition says enough to be used. */
export function isComplete(condition) {
  if (!needsValue(condition.op)) return true;
  const given = Array.isArray(condition.value) ? condition.value : [condition.value];
  if (condition.op === "between") return given.length === 2 && given.every((value) => value !== "");
  return given.length > 0 && given.every((value) => value !== "" && value !== undefined);
}

/** The map's filter expression of conditions that must all hold; null when there is none. Features that stand for
 * several records (`cell`) are left out: they cannot answer. */
export function filterExpression(conditions, columns) {
  const types = Object.fromEntries(columns.map((column) => [column.name, column.type]));
  const tests = conditions.filter((c) => types[c.column] && isComplete(c)).map((c) => test(c, types[c.column]));
  return tests.length ? ["all", ["!", ["has", "cell"]], ...tests] : null;
}

function test({ column, op, value }, type) {
  const text = ["to-string", ["coalesce", ["get", column], ""]];
  const got = type === "number" ? ["to-number", ["get", column]] : text;
  const given = (one) => (type === "number" ? Number(one) : String(one));
  const exists = ["all", ["has", column], ["!=", text, ""]];
  switch (op) {
    case "empty": return ["!", exists];
    case "filled": return exists;
    case "in": return ["in", text, ["literal", value]];
    case "out": return ["!", ["in", text, ["literal", value]]];
    case "has": return ["in", String(value).toLowerCase(), ["downcase", text]];
    case "starts": return ["==", ["index-of", String(value).toLowerCase(), ["downcase", text]], 0];
    case "ne": return ["!=", got, given(value)];
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
    choice: (one) => column.choices?.[one] || one,
    number: (one) => number(one, 6),
    date: dateText,
  }[column.type] || String;
  const shown = (Array.isArray(value) ? value : [value]).map(show);
  return shown.join(op === "between" ? " ถึง " : ", ");
}
