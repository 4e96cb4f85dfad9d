// The way into editing the map, for those who may add or change shapes: its button, and a drawing left unsaved.
import { draftName, MODE } from "./cadastre_names.js";
import { draftOf, isUnfinished } from "./draw_draft.js";
import { load } from "./libraries.js";
import { toolButton } from "./strip.js";
import { toast } from "./toast.js";

export function mount(element, app) {
  if (document.getElementById("map").dataset.mayDraw === undefined) return;
  const { button, press } = toolButton("edit", "แก้ไขแผนที่ภาษี", () => (app.mode === MODE ? app.leave() : open()));
  button.classList.add("tool-edit");
  element.append(button);
  let takeAway = () => undefined; // what was said of a drawing that was left, once it is taken up again
  app.bus.addEventListener("mode", (event) => {
    press(event.detail.mode === MODE);
    if (event.detail.mode === MODE) takeAway();
  });

  function tell(text, options) {
    takeAway();
    takeAway = toast(text, options);
  }

  async function open(draft = null) {
    button.disabled = true;
    try {
      await load("editor");
      const { openEditor } = await import("./cadastre_editor.js");
      await openEditor(app, draft, tell);
    } catch (error) {
      app.toast(error.thai || "เปิดเครื่องมือแก้ไขไม่ได้ ลองใหม่", "error");
    } finally {
      button.disabled = false;
    }
  }

  const left = draftOf(draftName()).get();
  if (isUnfinished(left)) {
    const [what, go] = left.merger ? ["การรวมแปลง", "ทำต่อ"] : left.division ? ["การแบ่งแยก", "ทำต่อ"] : ["รูปที่วาด", "วาดต่อ"];
    tell(`มี${what}ค้างไว้${left.title ? `: ${left.title}` : ""} ยังไม่ได้บันทึก`, { action: { thai: go, run: () => open(left) } });
  }
}
