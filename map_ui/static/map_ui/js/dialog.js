// A dialog over the map: a title, a body, buttons. It gives the focus back to what opened it.
import { el } from "./element.js";
import { sprite } from "./sprite.js";

/** Opens a dialog and returns {box, body, foot, close}. */
export function openDialog(title) {
  const before = document.activeElement;
  const shut = el("button", { type: "button", class: "btn btn-icon btn-small btn-quiet", "aria-label": "ปิด", onclick: () => box.close() }, sprite("close"));
  const body = el("div", { class: "dialog-body" });
  const foot = el("div", { class: "dialog-foot" });
  const box = el("dialog", { class: "dialog tool-dialog", "aria-label": title }, el("div", { class: "dialog-head" }, el("span", {}, title), shut), body, foot);
  document.body.append(box);
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => {
    box.remove();
    before?.focus?.();
  });
  box.showModal();
  return { box, body, foot, close: () => box.close() };
}

let fields = 0;

/** A labelled control. */
export function field(label, control) {
  control.id = `dialog-field-${(fields += 1)}`;
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control);
}

/** A select of [value, text] pairs. */
export function select(pairs, chosen, onchange) {
  const made = el("select", { onchange }, pairs.map(([value, text]) => el("option", { value }, text)));
  if (chosen !== undefined && chosen !== null) made.value = chosen;
  return made;
}
