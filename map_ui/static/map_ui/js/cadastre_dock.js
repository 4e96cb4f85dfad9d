// The dock of the editor at the foot of the map: what is edited, the tools, what is told, typing, saving. On a phone it is a
// bar along the foot with large buttons.
import { el } from "./element.js";
import { sprite } from "./sprite.js";

/** `on`: {close, register(slug), save, cancel, help, shared}. Rows are filled by the editor. */
export function createDock(app, registers, slug, on) {
  const choice = el("select", { "aria-label": "ชั้นข้อมูลที่แก้ไข", onchange: () => on.register(choice.value) || (choice.value = slug) },
    registers.map((each) => el("option", { value: each.slug }, each.thai)));
  choice.value = slug;
  const chip = el("span", { class: "cad-chip" });
  const help = el("button", { type: "button", class: "btn btn-icon btn-small btn-quiet", "aria-label": "วิธีใช้และปุ่มลัด", title: "วิธีใช้ (?)", onclick: on.help }, "?");
  const shut = el("button", { type: "button", class: "btn btn-icon btn-small btn-quiet", "aria-label": "เลิกแก้ไขแผนที่", title: "เลิกแก้ไขแผนที่", onclick: on.close }, sprite("close"));
  const sets = el("div", { class: "cad-sets" });
  const tools = el("div", { class: "cad-tools", role: "toolbar", "aria-label": "เครื่องมือวาด" });
  const figures = el("div", { class: "draw-state cad-state", role: "status" });
  const body = el("div", { class: "cad-body" });
  const shared = el("input", { type: "checkbox", checked: true, onchange: on.shared });
  const sharedLabel = el("label", { class: "check cad-shared", title: "จุดมุมที่ใช้ร่วมกับรูปข้างเคียงขยับไปด้วยกัน ไม่เกิดช่องว่างหรือทับซ้อน" }, shared, " ขยับรูปข้างเคียงด้วย");
  const reason = el("input", { type: "text", class: "cad-reason", maxlength: "300", placeholder: "เหตุผล", "aria-label": "เหตุผลของการแก้ไข" });
  const save = el("button", { type: "button", class: "btn btn-main btn-small", onclick: on.save }, sprite("check"), el("span", {}, "บันทึก"));
  const cancel = el("button", { type: "button", class: "btn btn-small", onclick: on.cancel }, "ยกเลิก");
  const foot = el("div", { class: "cad-foot" }, sharedLabel, reason, el("span", { class: "cad-space" }), cancel, save);
  const box = el("section", { class: "cad", "aria-label": "แก้ไขแผนที่ภาษี" },
    el("div", { class: "cad-head" }, choice, chip, el("span", { class: "cad-space" }), sets, help, shut), tools, figures, body, foot);
  app.map.getContainer().parentElement.append(box);
  L.DomEvent.disableClickPropagation(box);

  return {
    box,
    body,
    tools,
    sets,
    tell: (nodes) => figures.replaceChildren(...nodes),
    say: (text, isWrong = false) => figures.replaceChildren(el("span", { class: isWrong ? "danger" : "muted" }, text)),
    /** `state`: {isReady (the true shapes around are in hand), chip, canSave, isNew, isShared, hasFoot}. */
    refresh(state) {
      box.dataset.shapes = state.isReady ? "ready" : "coming";
      chip.textContent = state.chip;
      save.lastChild.textContent = state.isNew ? "กรอกข้อมูลและบันทึก" : "บันทึก";
      save.disabled = !state.canSave;
      sharedLabel.hidden = !state.isShared;
      reason.hidden = state.isNew;
      foot.hidden = !state.hasFoot;
    },
    busy(isBusy) {
      save.disabled = isBusy;
      box.setAttribute("aria-busy", String(isBusy));
    },
    close: () => box.remove(),
    /** A reason belongs to one saving. */
    forgetReason() {
      reason.value = "";
    },
    get isShared() {
      return shared.checked;
    },
    get reason() {
      return reason.value;
    },
  };
}
