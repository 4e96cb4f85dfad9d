// Dialog on a layer: conditions on its columns that must all hold. Only records that meet them stay on the map; summaries
// far out stay as they are, since a cell stands for many records.
import { conditionRow } from "./condition_row.js";
import { openDialog } from "./dialog.js";
import { el } from "./element.js";
import { filterExpression, filterText, listFilter } from "./filter_expression.js";
import { read } from "./permalink.js";
import { sprite } from "./sprite.js";

function set(app, slug, conditions) {
  const state = app.layers.get(slug);
  const { columns } = state.info;
  state.conditions = conditions;
  state.filterText = filterText(conditions, columns);
  app.setFilter(slug, filterExpression(conditions, columns));
}

function open(app, slug) {
  const state = app.layers.get(slug);
  const { columns } = state.info;
  const dialog = openDialog(`กรอง — ${state.info.thai}`);
  let conditions = structuredClone(state.conditions || []);
  const list = el("div", { class: "conditions" });
  const words = el("p", { class: "muted", "aria-live": "polite" });

  function describe() {
    words.textContent = filterText(conditions, columns) || "ยังไม่มีเงื่อนไข แสดงทุกระเบียน";
  }

  function redraw() {
    list.replaceChildren(...conditions.map((condition) => conditionRow(columns, condition, {
      changed: describe,
      remove: () => {
        conditions = conditions.filter((each) => each !== condition);
        redraw();
      },
    })));
    describe();
  }

  function add() {
    conditions.push({ column: columns[0].name, op: "", value: "" });
    redraw();
    list.lastElementChild.querySelector("select").focus();
  }

  function apply() {
    set(app, slug, conditions);
    if (conditions.length && !state.visible) app.setVisible(slug, true);
    dialog.close();
  }

  if (state.info.level === "aggregate" || !columns.length) {
    dialog.body.append(el("p", { class: "muted" }, "ชั้นข้อมูลนี้ไม่มีคอลัมน์ให้กรองบนแผนที่"));
    dialog.foot.append(el("button", { type: "button", class: "btn", onclick: dialog.close }, "ปิด"));
    return;
  }
  dialog.body.append(
    list,
    el("button", { type: "button", class: "btn btn-small", onclick: add }, sprite("plus"), "เพิ่มเงื่อนไข"),
    el("hr"),
    words,
    el("p", { class: "hint" }, "เมื่อซูมออกไกล แผนที่แสดงเป็นกลุ่ม ตัวกรองมีผลเมื่อซูมเข้าจนเห็นแต่ละระเบียน"),
  );
  dialog.foot.append(
    el("button", { type: "button", class: "btn", onclick: () => {
      conditions = [];
      apply();
    } }, "เลิกกรอง"),
    el("button", { type: "button", class: "btn btn-main", onclick: apply }, "ใช้ตัวกรอง"),
  );
  if (conditions.length) redraw();
  else add();
}

/** Conditions of a shared map, and those of a register's list. */
function fromAddress(app) {
  const wanted = Object.entries(read().conditions || {});
  const list = listFilter(window.location.hash);
  if (list) wanted.push([list.slug, list.conditions]);
  for (const [slug, conditions] of wanted) {
    if (!app.layers.has(slug)) continue;
    app.setVisible(slug, true);
    set(app, slug, conditions);
  }
}

export function mount(element, app) {
  app.bus.addEventListener("open-filter", (event) => open(app, event.detail.slug));
  fromAddress(app);
}
