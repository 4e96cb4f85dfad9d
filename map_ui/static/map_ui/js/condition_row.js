// One row of the filter dialog: column, operator, value by the column's type.
import { select } from "./dialog.js";
import { el } from "./element.js";
import { choicesOf, needsValue, OPERATORS } from "./filter_expression.js";
import { sprite } from "./sprite.js";
import { dateText, parseDate, parseNumber } from "./thai_text.js";

const READ = { number: parseNumber, date: parseDate };
const SHOW = { date: (iso) => (iso ? dateText(iso) : "") };
const HINTS = { date: "วว/ดด/ปปปป (พ.ศ.)", number: "ตัวเลข", text: "ข้อความ" };

/** A row that writes into `condition` and calls `changed()`. */
export function conditionRow(columns, condition, { changed, remove }) {
  const row = el("div", { class: "condition", role: "group" });

  function rebuild() {
    const column = columns.find((each) => each.name === condition.column);
    const operators = OPERATORS[column.type];
    if (!(condition.op in operators)) condition.op = Object.keys(operators)[0];
    row.setAttribute("aria-label", `เงื่อนไขของ${column.thai}`);
    const toColumn = select(columns.map((each) => [each.name, each.thai]), condition.column, (event) => {
      Object.assign(condition, { column: event.target.value, op: "", value: "" });
      rebuild();
      changed();
    });
    toColumn.setAttribute("aria-label", "คอลัมน์");
    const toOperator = select(Object.entries(operators), condition.op, (event) => {
      condition.op = event.target.value;
      rebuild();
      changed();
    });
    toOperator.setAttribute("aria-label", "เงื่อนไข");
    const drop = el("button", { type: "button", class: "btn btn-icon btn-quiet", "aria-label": `เอาเงื่อนไขของ${column.thai}ออก`, onclick: remove }, sprite("trash"));
    row.replaceChildren(toColumn, toOperator, drop, valuePart(column));
  }

  function valuePart(column) {
    const holder = el("div", { class: "condition-value" });
    if (!needsValue(condition.op)) return holder;
    if (column.type === "choice") holder.append(...choices(column));
    else if (condition.op === "between") holder.append(typed(column, 0), el("span", {}, "ถึง"), typed(column, 1));
    else holder.append(typed(column, null));
    return holder;
  }

  function choices(column) {
    const chosen = new Set([condition.value].flat().filter(Boolean));
    condition.value = [...chosen];
    return Object.entries(choicesOf(column)).map(([value, thai]) => {
      const box = el("input", { type: "checkbox", checked: chosen.has(value), onchange: () => {
        if (box.checked) chosen.add(value);
        else chosen.delete(value);
        condition.value = [...chosen];
        changed();
      } });
      return el("label", { class: "check" }, box, el("span", {}, thai));
    });
  }

  function typed(column, at) {
    if (at !== null && !Array.isArray(condition.value)) condition.value = ["", ""];
    if (at === null && Array.isArray(condition.value)) condition.value = condition.value[0] || "";
    const now = at === null ? condition.value : condition.value[at];
    const input = el("input", {
      type: "text", inputmode: column.type === "number" ? "decimal" : null, placeholder: HINTS[column.type],
      "aria-label": `ค่า${at === 1 ? "สูงสุด" : ""}ของ${column.thai}`,
      value: (SHOW[column.type] || String)(now ?? ""),
    });
    input.addEventListener("input", () => {
      const text = input.value.trim();
      const read = text === "" ? "" : (READ[column.type] || String)(text);
      const isWrong = read !== read || (text !== "" && read === "");
      input.setAttribute("aria-invalid", String(isWrong));
      const value = isWrong ? "" : String(read);
      if (at === null) condition.value = value;
      else condition.value = condition.value.with ? condition.value.with(at, value) : condition.value.map((old, i) => (i === at ? value : old));
      changed();
    });
    return input;
  }

  rebuild();
  return row;
}
