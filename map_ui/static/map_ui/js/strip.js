// The strip at the foot of the map that a running tool speaks through: a title, what it says now, and its buttons.
import { el } from "./element.js";
import { sprite } from "./sprite.js";

/** Opens a strip. `onClose` runs when its cross is pressed. `say(...nodes)`, `offer(...buttons)`, `close()`. */
export function strip(app, title, onClose) {
  const body = el("div", { class: "strip-body", "aria-live": "polite" });
  const buttons = el("div", { class: "strip-buttons" });
  const shut = el("button", { type: "button", class: "btn btn-icon btn-small btn-quiet", "aria-label": `เลิก${title}`, title: "ปิด (Esc)", onclick: onClose }, sprite("close"));
  const box = el("section", { class: "strip", "aria-label": title }, el("div", { class: "strip-head" }, el("h2", {}, title), shut), body, buttons);
  app.map.getContainer().parentElement.append(box);
  return {
    box,
    say: (...nodes) => body.replaceChildren(...nodes.filter(Boolean)),
    offer: (...made) => buttons.replaceChildren(...made.filter(Boolean)),
    close: () => box.remove(),
  };
}

/** A button of a strip. */
export const action = (thai, run, options = {}) =>
  el("button", { type: "button", class: options.main ? "btn btn-main btn-small" : "btn btn-small", disabled: Boolean(options.disabled), onclick: run },
    options.icon ? sprite(options.icon) : null, thai);

/** A square button of the map's tool column. */
export function toolButton(name, thai, run) {
  const button = el("button", { type: "button", class: "tool-button", "aria-label": thai, title: thai, "aria-pressed": "false", onclick: run }, sprite(name));
  return { button, press: (isOn) => button.setAttribute("aria-pressed", String(isOn)) };
}

/** Puts text on the clipboard and says so. */
export async function copy(app, text) {
  try {
    await navigator.clipboard.writeText(text);
    app.toast("คัดลอกแล้ว");
  } catch {
    app.toast("เบราว์เซอร์ไม่ให้คัดลอก เลือกข้อความแล้วคัดลอกเอง", "error");
  }
}
