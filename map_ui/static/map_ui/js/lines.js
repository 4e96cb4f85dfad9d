// Child lines of a form: rows copied from a <template>, taken away by their own button. Without scripts two spare rows
// and a “remove” box do the same.
import { mountAll } from "./mounting.js";

export function mount(element) {
  const body = element.querySelector("[data-rows]");
  const template = element.querySelector("template");
  const add = element.querySelector("[data-add]");
  for (const row of body.querySelectorAll(".spare-row")) row.remove();
  for (const row of body.querySelectorAll("[data-row]")) equip(row);
  let next = body.querySelectorAll("[data-row]").length;

  function equip(row) {
    const box = row.querySelector("[data-remove]");
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn btn-small btn-icon",
      textContent: "×",
      title: "ลบรายการนี้",
    });
    button.setAttribute("aria-label", "ลบรายการนี้");
    box.closest("label").hidden = true;
    box.closest("td").append(button);
    button.addEventListener("click", () => remove(row, box, button));
  }

  function remove(row, box, button) {
    if (!row.querySelector('input[name$=".uid"]')) {
      row.remove();
      add.focus();
      return;
    }
    box.checked = !box.checked;
    row.classList.toggle("is-removed", box.checked);
    button.textContent = box.checked ? "↶" : "×";
    button.title = box.checked ? "ไม่ลบแล้ว" : "ลบรายการนี้";
  }

  add.hidden = false;
  add.addEventListener("click", () => {
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", String(next));
    next += 1;
    const row = holder.firstElementChild;
    body.append(row);
    equip(row);
    mountAll(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}
