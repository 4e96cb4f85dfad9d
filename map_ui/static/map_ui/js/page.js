// What every page does: menus that close, lists that narrow, questions before a step, drawing where a form asks for it.
import { mountLeaving } from "./leaving.js";
import { toast } from "./toast.js";

const STAY_MS = 6000;
const TYPING = "input, textarea, select, [contenteditable]";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

function onKey(event) {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  }
  const find = document.querySelector("[data-find]");
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.(TYPING);
  if (event.key === "/" && plain && find && !document.querySelector("[data-slash]")) {
    event.preventDefault();
    find.click();
  }
}

/** The map has the search box of the whole site; other pages go there. */
function goToFind(event) {
  const box = document.querySelector("#find input");
  if (!box) return;
  event?.preventDefault();
  box.focus();
  box.select();
}

function narrow(input) {
  const scope = input.closest("details, section, form") || document;
  input.addEventListener("input", () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of scope.querySelectorAll(input.dataset.narrow)) {
      const group = item.closest("[data-narrow-group]")?.querySelector("h2, h3")?.textContent || "";
      const text = `${item.textContent} ${group}`.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of [...scope.querySelectorAll("[data-narrow-group]")].reverse()) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
  });
}

function askFirst(event) {
  const asking = event.target.closest("[data-confirm]");
  if (!asking || (asking.tagName === "FORM" && event.type === "click")) return;
  if (!window.confirm(asking.dataset.confirm)) event.preventDefault();
}

async function drawWhereAsked(root) {
  const places = [...root.querySelectorAll("[data-draw]:not([data-ready])")];
  if (!places.length) return;
  try {
    const { mount } = await import("./draw.js");
    for (const place of places) {
      place.dataset.ready = "";
      await mount(place, place.dataset);
    }
  } catch {
    toast("เปิดแผนที่สำหรับวาดไม่ได้ พิมพ์พิกัดแทนได้", { error: true });
  }
}

document.documentElement.classList.add("has-js");
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", onKey);
document.addEventListener("click", askFirst);
document.addEventListener("submit", askFirst);
document.addEventListener("htmx:afterSwap", (event) => drawWhereAsked(event.detail.target));
document.addEventListener("htmx:sendError", () => toast("เครือข่ายขัดข้อง ลองใหม่", { error: true }));
document.addEventListener("htmx:responseError", () => toast("ระบบตอบไม่ได้ ลองใหม่อีกครั้ง", { error: true }));
for (const input of document.querySelectorAll("[data-narrow]")) narrow(input);
document.querySelector("[data-find]")?.addEventListener("click", goToFind);
for (const form of document.querySelectorAll('form[action="/accounts/logout"]')) mountLeaving(form);
if (location.hash === "#find") goToFind();
for (const button of document.querySelectorAll("[data-print]:not([data-mounted])")) {
  button.hidden = false;
  button.dataset.mounted = "";
  button.addEventListener("click", () => window.print());
}
// what is typed into a filled field that waits for it replaces what stands there, as after the tab key
document.querySelector("input[autofocus]")?.select();
for (const message of document.querySelectorAll("[data-toast]")) setTimeout(() => message.remove(), STAY_MS);
drawWhereAsked(document);
