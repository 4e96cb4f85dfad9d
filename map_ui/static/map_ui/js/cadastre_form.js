// The fields that dividing and merging ask, from what the register declares.
import { el } from "./element.js";
import { field, select } from "./dialog.js";
import { dateText, parseDate } from "./thai_text.js";

const MOST_DAY = 10;
const MOST_REASON = 300;

function today() {
  const now = new Date();
  const two = (value) => String(value).padStart(2, "0");
  return dateText(`${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`);
}

/** Day, act, way of coding and reason: {node, reason, values(), typed(), fill(typed)}; values() is null, with the field marked,
 * while the day cannot be read. */
export function actFields(dialog) {
  const day = el("input", { type: "text", inputmode: "numeric", value: today(), maxlength: String(MOST_DAY) });
  const act = select(dialog.acts);
  const policy = select([["", "ตามที่สำนักงานกำหนด"], ...dialog.policies]);
  const kind = wide("การดำเนินการ", act);
  const reason = el("input", { type: "text", maxlength: String(MOST_REASON), autocomplete: "off" });
  const node = el("div", { class: "act-fields" },
    field("วันที่ (วัน/เดือน/พ.ศ.)", day),
    dialog.policies.length ? field("รหัสใหม่", policy) : null,
    dialog.acts.length ? kind : null,
    wide("เหตุผล", reason));
  return {
    node,
    values() {
      const on = parseDate(day.value);
      day.setAttribute("aria-invalid", String(!on));
      if (!on) return day.focus();
      return { on, act: act.value || "", code_policy: policy.value || "" };
    },
    get reason() {
      return reason.value;
    },
    typed: () => [day.value, act.value, policy.value, reason.value],
    fill: (typed) => [day, act, policy, reason].forEach((input, n) => put(input, typed[n])),
  };
}

/** A field that takes the whole width. */
function wide(thai, input) {
  const node = field(thai, input);
  node.classList.add("act-kind");
  return node;
}

/** What was typed before goes back into an input, unless it is a choice that is no longer offered. */
export function put(input, text) {
  const before = input.value;
  input.value = text ?? before;
  if (input.tagName === "SELECT" && input.selectedIndex < 0) input.value = before;
}

/** Inputs of columns [{name, thai, choices, value, longest}], at first with the inherited values: {node, values(), fill(values)}. */
export function columnFields(columns, inherits = {}) {
  const made = columns.map((column) => [column.name, control({ ...column, value: inherits[column.name] ?? column.value }), column.thai]);
  return {
    node: el("div", { class: "column-fields" }, made.map(([, input, thai]) => field(thai, input))),
    values: () => Object.fromEntries(made.map(([name, input]) => [name, input.value.trim()])),
    fill: (values) => made.forEach(([name, input]) => put(input, values[name])),
  };
}

function control({ choices, value, longest }) {
  if (choices.length) return select(choices, value);
  return el("input", { type: "text", autocomplete: "off", value, maxlength: longest ? String(longest) : null });
}
