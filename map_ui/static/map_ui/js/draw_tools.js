// The tools of an editor as buttons with their keys. The form and the map offer the same ones.
import { el } from "./element.js";
import { isEmpty, LEAST } from "./draw_model.js";
import { sprite } from "./sprite.js";

const NOT_POINT = (kind) => kind !== "point";
const NAMES = { point: "วางจุด", line: "วาดเส้น", polygon: "วาดรูป" };
/** name, key, icon, Thai, needs a shape, for which kinds. Keys stand at the same place on a Thai keyboard: codes, not letters. */
const TOOLS = [
  { name: "draw", code: "KeyD", icon: "polygon", thai: "วาดรูป" },
  { name: "corners", code: "KeyE", icon: "corners", thai: "แก้มุม", needs: true },
  { name: "move", code: "KeyM", icon: "move", thai: "ย้าย", needs: true },
  { name: "rotate", code: "KeyR", icon: "rotate", thai: "หมุน", needs: true, when: NOT_POINT },
  { name: "part", code: "KeyA", icon: "plus", thai: "เพิ่มส่วน", needs: true, when: NOT_POINT, many: true },
  { name: "hole", code: "KeyH", icon: "hole", thai: "เจาะรู", needs: true, when: (kind) => kind === "polygon" },
];
const letter = (code) => code.replace("Key", "");

/** A button; `key` is told in its title. */
export function toolButton(icon, thai, run, { key = "", isQuiet = false, isNow = false } = {}) {
  const title = key ? `${thai} (${key})` : thai;
  return el("button", { type: "button", class: `draw-tool${isQuiet ? " is-quiet" : ""}${isNow ? " is-now" : ""}`, title, "aria-keyshortcuts": key || null, onclick: run }, sprite(icon), el("span", {}, thai));
}

/** `options`: kind, editor, snapper, many (several parts may be drawn). Returns {tools, steps, refresh, onKey}: two rows of
 * buttons, and what a key does (true when it was one of ours). */
export function drawTools({ kind, editor, snapper, many = true }) {
  const made = TOOLS.filter((tool) => (!tool.when || tool.when(kind)) && (many || !tool.many)).map((tool) => {
    const thai = tool.name === "draw" ? NAMES[kind] : tool.name === "corners" && kind === "point" ? "ย้ายจุด" : tool.thai;
    const icon = tool.name === "draw" ? kind : tool.icon;
    return { ...tool, button: toolButton(icon, thai, () => toggle(tool.name), { key: letter(tool.code) }) };
  }).filter((tool) => !(kind === "point" && tool.name === "move"));

  const add = toolButton("plus", "เพิ่มจุดกลางจอ", () => editor.add(), { key: "Space", isNow: true });
  const done = toolButton("check", "เสร็จ", () => editor.finish(), { key: "Enter", isNow: true });
  const drop = toolButton("minus", "ลบมุม", () => editor.removeCorner(), { key: "Delete", isNow: true });
  const undo = toolButton("undo", "ย้อน", () => editor.undo(), { key: "Ctrl+Z", isQuiet: true });
  const redo = toolButton("redo", "ทำซ้ำ", () => editor.redo(), { key: "Ctrl+Y", isQuiet: true });
  const magnet = toolButton("magnet", "จับจุด", () => snapper.toggle(), { key: "S", isQuiet: true });
  magnet.title = "จับจุดและเส้นของรูปข้างเคียง (S) กด Alt ค้างไว้เพื่อพัก";

  function toggle(name) {
    editor.use(editor.tool === name ? "rest" : name);
    if (name === "corners" || name === "move" || name === "rotate") editor.focusHandle();
  }

  /** `isBusy`: the shape is only looked at for now. */
  function refresh(isBusy = false) {
    const has = !isEmpty(editor.shape);
    for (const tool of made) {
      tool.button.disabled = isBusy || (Boolean(tool.needs) && !has);
      tool.button.setAttribute("aria-pressed", String(editor.tool === tool.name));
      if (tool.name === "draw") tool.button.lastChild.textContent = has ? `${NAMES[kind]}ใหม่` : NAMES[kind];
    }
    add.hidden = !editor.isSketching;
    done.hidden = !editor.isSketching || kind === "point";
    done.disabled = editor.points.length < (editor.tool === "cut" ? LEAST.line : LEAST[kind]);
    drop.hidden = !editor.chosen;
    undo.disabled = !editor.canUndo;
    redo.disabled = !editor.canRedo;
    magnet.setAttribute("aria-pressed", String(Boolean(snapper?.isOn)));
  }

  function onKey(event) {
    if (event.target.closest?.("input, textarea, select, [contenteditable]") || event.altKey) return false;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.code === "KeyZ") return did(event, event.shiftKey ? editor.redo : editor.undo);
    if (isCommand && event.code === "KeyY") return did(event, editor.redo);
    if (isCommand || event.shiftKey) return false;
    if (event.code === "KeyS" && snapper) return did(event, snapper.toggle);
    const tool = made.find((each) => each.code === event.code && !each.button.disabled);
    return tool ? did(event, () => toggle(tool.name)) : false;
  }

  function did(event, run) {
    event.preventDefault();
    run();
    return true;
  }

  return { tools: [...made.map((tool) => tool.button), add, done, drop], steps: [undo, redo, ...(snapper ? [magnet] : [])], refresh, onKey };
}
