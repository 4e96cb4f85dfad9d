// Warns before leaving a form with unsaved values, and keeps a second click from sending it twice.

export function mount(form) {
  let changed = Boolean(document.querySelector("[role=alert]"));
  let sending = false;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
}
