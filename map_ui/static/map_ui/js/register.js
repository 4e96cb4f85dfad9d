// Pages of registers: finds elements that name a module in data-mount and brings each to life, also in parts htmx swaps in.
import { mountAll, register } from "./mounting.js";
import { mount as mountPicker } from "./picker.js";
import { mount as mountLines } from "./lines.js";
import { mount as mountListKeys } from "./list_keys.js";
import { mount as mountRecordMap } from "./record_map.js";
import { mount as mountFormGuard } from "./form_guard.js";

register({
  picker: mountPicker,
  lines: mountLines,
  list_keys: mountListKeys,
  record_map: mountRecordMap,
  form_guard: mountFormGuard,
});

function closeOtherMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

function openFiltersWhereThereIsRoom() {
  for (const bar of document.querySelectorAll("[data-open-wide]")) {
    bar.open = window.matchMedia("(min-width: 800px)").matches;
  }
}

function offerPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

document.documentElement.classList.add("has-js");
document.addEventListener("click", closeOtherMenus);
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("htmx:afterSwap", (event) => mountAll(event.detail.target.parentElement || document));
openFiltersWhereThereIsRoom();
offerPrinting();
document.querySelector("[data-focus]")?.focus();
mountAll(document);
