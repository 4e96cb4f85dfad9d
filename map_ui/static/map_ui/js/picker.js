// Search-as-you-type for a reference: the visible input shows a title, a hidden one carries the record's identifier.
// Without scripts the input takes a code, which the server understands as well.
import { getJson } from "./api.js";

const WAIT_MS = 180;
let made = 0;

export function mount(input, options) {
  const name = input.name;
  const hidden = Object.assign(document.createElement("input"), {
    type: "hidden",
    name,
    value: options.uid || input.value,
  });
  const box = document.createElement("span");
  const list = document.createElement("ul");
  box.className = "picker";
  list.className = "picker-list";
  list.id = `picker-${(made += 1)}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.before(box);
  box.append(input, hidden, list);
  input.removeAttribute("name");
  if (options.shown) input.value = options.shown;
  for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(key, value);
  }
  const state = { results: [], active: -1, timer: 0, asked: 0, last: input.value };

  function close() {
    // an answer still on its way would open the list again after the choice
    clearTimeout(state.timer);
    state.asked += 1;
    list.hidden = true;
    state.active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(result) {
    hidden.value = result.uid;
    input.value = state.last = result.title;
    close();
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    list.replaceChildren(...state.results.map((result, number) => option(result, number)));
    if (!state.results.length) {
      const nothing = document.createElement("li");
      nothing.className = "picker-nothing";
      nothing.textContent = "ไม่พบ";
      list.append(nothing);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function option(result, number) {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.textContent = result.title;
    const more = result.subtitle || result.code;
    if (more && more !== result.title && more !== result.uid) {
      const code = document.createElement("small");
      code.textContent = more;
      item.append(code);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(result);
    });
    return item;
  }

  function move(step) {
    if (!state.results.length) return;
    state.active = (state.active + step + state.results.length) % state.results.length;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === state.active)));
    list.children[state.active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[state.active].id);
  }

  async function ask() {
    const number = (state.asked += 1);
    const joined = options.url.includes("?") ? "&" : "?";
    const answer = await getJson(`${options.url}${joined}q=${encodeURIComponent(input.value.trim())}`).catch(() => null);
    if (!answer || number !== state.asked || document.activeElement !== input) return;
    state.results = answer.results.filter((result) => result.uid);
    state.active = -1;
    show();
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    hidden.value = input.value.trim();
    state.last = null;
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => {
    if (!input.value) ask();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", () => {
    close();
    if (state.last === null) hidden.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) {
      // what was typed is still being looked for, or was not found: that is no wish to save the form
      event.preventDefault();
      if (state.active >= 0) choose(state.results[state.active]);
      else close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}
