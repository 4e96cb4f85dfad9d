// Opens the editing of the map: what the user may draw, which register comes first, a drawing left before, leaving.
import { draftName, MODE } from "./cadastre_names.js";
import { createDesk } from "./cadastre_desk.js";
import { draftOf } from "./draw_draft.js";
import { readSetting } from "./draw_setting.js";
import { recall, remember } from "./remembered.js";

const CHOICE = "cadastre";

/** Opens the editor over the map; with a draft, where it was left. `tell(text)` says that a drawing was left, until the
 * editor is opened again. */
export async function openEditor(app, draft, tell) {
  const setting = await readSetting(app.map.getCenter().lng);
  if (!setting.registers.length) throw new Error("บัญชีนี้ไม่มีสิทธิแก้ไขแผนที่");
  const usual = setting.registers.find((each) => each.coverage)?.slug;
  const first = [draft?.slug, recall(CHOICE, ""), usual].map(setting.of).find(Boolean) || setting.registers[0];
  let desk = null;
  let isQuiet = false;

  function open(register, left = null) {
    desk?.stop();
    remember(CHOICE, register.slug);
    desk = createDesk(app, setting, register, { left, change: (slug) => open(setting.of(slug)), leaveQuietly });
  }

  /** Leaving for the form of a new record: the drawing goes along and is not to be asked for. */
  function leaveQuietly() {
    isQuiet = true;
    desk.forget();
  }

  const warn = (event) => !isQuiet && desk.isDirty && event.preventDefault();
  app.enter(MODE, () => {
    window.removeEventListener("beforeunload", warn);
    if (desk.isDirty) tell("เก็บรูปที่ยังไม่บันทึกไว้แล้ว กดแก้ไขแผนที่ภาษีเพื่อวาดต่อ");
    desk.stop();
  });
  window.addEventListener("beforeunload", warn);
  open(first, draft || draftOf(draftName()).get());
}
