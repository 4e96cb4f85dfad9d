// The keys of the map's editor. They are heard before the page's own: Esc ends a tool here, not the whole editing.
import { showHelp } from "./cadastre_help.js";

const TYPING = "input, textarea, select, dialog";
const HELP = "?";
const TYPE = "/";

/** `parts`: map, tools (draw_tools.js), buttons by key code, typed (the input to type in), escape(). */
export function createKeys({ map, tools, buttons, typed, escape }) {
  function onKey(event) {
    const inDialog = event.target.closest?.("dialog");
    if (event.key === "Escape" && !inDialog) {
      event.stopImmediatePropagation();
      // out of what is typed first: back to the map
      return event.target === typed ? map.getContainer().focus() : escape();
    }
    if (inDialog || tools.onKey(event) || event.target.closest?.(TYPING) || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const button = buttons[event.code];
    if (button && !button.disabled) return take(event, () => button.click());
    if (event.key === HELP) return take(event, showHelp);
    return event.key === TYPE ? take(event, () => typed.focus()) : undefined;
  }

  function take(event, run) {
    event.preventDefault();
    event.stopImmediatePropagation();
    run();
  }

  document.addEventListener("keydown", onKey, true);
  return { stop: () => document.removeEventListener("keydown", onKey, true) };
}
