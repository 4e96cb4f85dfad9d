// Short messages at the foot of the page; those with something to press stay until they are answered.

const HOLDER = "toasts";
const STAY_MS = 6000;

/** Shows `text`. `options`: {error, action: {thai, run}}. Returns a function that takes it away. */
export function toast(text, options = {}) {
  const box = document.createElement("div");
  box.className = options.error ? "toast toast-error" : "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  const remove = () => box.remove();
  if (options.action) box.append(button(options.action.thai, () => (remove(), options.action.run())));
  box.append(button("ปิด", remove));
  document.getElementById(HOLDER).append(box);
  if (!options.action) setTimeout(remove, STAY_MS);
  return remove;
}

function button(text, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", onClick);
  return made;
}
