// Child lines on a sheet, such as the floors of a building: added, changed and taken away. They are kept as one text.
import { element } from "./element.js";

const rowsOf = (text) => JSON.parse(text || "[]");

function control(column, row, id, changed) {
  const box = element("div", "", { className: "field" });
  const input = element(column.choices.length ? "select" : "input", "", { id });
  if (column.choices.length && !row[column.name]) input.append(new Option("–", ""));
  for (const [value, label] of column.choices) input.append(new Option(label, value));
  if (column.kind === "number") input.inputMode = "decimal";
  else if (!column.choices.length) input.maxLength = 120;
  input.value = row[column.name] ?? "";
  input.addEventListener("input", () => {
    row[column.name] = input.value;
    changed();
  });
  box.append(element("label", column.thai, { htmlFor: id }), input);
  return box;
}

/** The lines of a field of the sheet; `changed(text)` hears of every change. */
export function linesField(field, text, changed) {
  const box = element("fieldset", "", { className: "survey-lines" });
  const list = element("div");
  const rows = rowsOf(text);
  const tell = () => changed(JSON.stringify(rows));
  const show = () => list.replaceChildren(...rows.map(line));

  function line(row, n) {
    const part = element("div", "", { className: "survey-line", role: "group", ariaLabel: `${field.thai} รายการที่ ${n + 1}` });
    part.append(...field.columns.map((column) => control(column, row, `survey-f-${field.name}-${n}-${column.name}`, tell)));
    const gone = element("button", "ลบ", { type: "button", className: "btn btn-small btn-quiet", ariaLabel: `ลบรายการที่ ${n + 1}` });
    gone.addEventListener("click", () => {
      rows.splice(n, 1);
      tell();
      show();
    });
    part.append(gone);
    return part;
  }

  const more = element("button", `เพิ่ม${field.thai}`, { type: "button", className: "btn" });
  more.addEventListener("click", () => {
    rows.push(Object.fromEntries(field.columns.map((column) => [column.name, ""])));
    tell();
    show();
    list.lastElementChild.querySelector("input, select").focus();
  });
  show();
  const before = element("span", `เดิม: ${rowsOf(field.value).length} รายการ`, { className: "was" });
  box.append(element("legend", field.thai), list, more, before);
  return box;
}
