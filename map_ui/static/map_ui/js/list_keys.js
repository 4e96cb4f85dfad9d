// Keyboard of a list: j and k go up and down, Enter opens, / goes to the search box. A click anywhere on a row opens it.

const TYPING = "input, textarea, select, [contenteditable]";

export function mount(element) {
  let current = -1;

  const rows = () => [...element.querySelectorAll("tr[data-href]")];

  function go(step) {
    const all = rows();
    if (!all.length) return;
    current = Math.max(0, Math.min(all.length - 1, current + step));
    all.forEach((row, number) => row.classList.toggle("is-current", number === current));
    all[current].querySelector("a").focus({ preventScroll: true });
    all[current].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/") document.querySelector("[data-slash]")?.focus();
    else return;
    event.preventDefault();
  });
  element.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, summary") || String(getSelection())) return;
    location.assign(row.dataset.href);
  });
  document.addEventListener("htmx:afterSwap", () => {
    current = -1;
  });
}
