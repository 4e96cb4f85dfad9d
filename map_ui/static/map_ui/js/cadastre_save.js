// Saving the shape in hand: a new record goes on to its form, a changed boundary is written; a refusal is drawn, a second
// writer chooses, a lost connection keeps the drawing.
import { postJson } from "./api.js";
import { isConflict, showConflict } from "./cadastre_conflict.js";
import { draftOf } from "./draw_draft.js";
import { refusedText } from "./draw_judge.js";

/** `work`: the editor's state {register, record, editor, dock, complaints, draft}. `saved(answer, text)` runs after writing,
 * `reopen(record)` takes what the other wrote. */
export function createSaving(app, work, { saved, reopen }) {
  let isBusy = false;

  async function save() {
    if (isBusy || !work.editor.geometry) return;
    if (!work.record) return goToForm();
    isBusy = true;
    work.dock.busy(true);
    try {
      const answer = await postJson(`/draw/${work.register.slug}/save`, {
        uid: work.record.uid,
        geometry: work.editor.geometry,
        expected_version: work.record.version,
        shared: work.dock.isShared,
        reason: work.dock.reason,
      });
      const along = (answer.moved || []).filter((each) => each.geometry).map((each) => each.title).join(", ");
      saved(answer, `แก้แนวเขต ${work.record.title}${along && ` และ ${along} ที่ติดกัน`}`);
    } catch (error) {
      await refused(error);
    } finally {
      isBusy = false;
      work.dock.busy(false);
    }
  }

  /** The attributes of a new record are asked by the form of its register; the shape waits for it in this browser. */
  function goToForm() {
    const name = `new.${work.register.slug}`;
    draftOf(name).put({ geometry: work.editor.geometry });
    work.leaveQuietly();
    window.location.assign(`${work.register.url}new?drawn=${encodeURIComponent(name)}`);
  }

  async function refused(error) {
    if (isConflict(error)) {
      const mine = { slug: work.register.slug, record: work.record, geometry: work.editor.geometry };
      await showConflict(app, mine, { theirs: reopen, mine: again, later }).catch((trouble) => work.dock.say(trouble.thai || String(trouble), true));
    } else if (error.status === 409) {
      work.complaints.show({ refusals: error.refusals });
      work.dock.say(refusedText(error.refusals), true);
    } else {
      work.dock.say(`${error.thai || error} รูปที่วาดยังอยู่ กดบันทึกอีกครั้งได้`, true);
    }
  }

  function later(theirs) {
    work.record = { ...work.record, version: theirs.version };
    work.dock.say("ยังไม่ได้บันทึก รูปของท่านจะแทนรูปในทะเบียนเมื่อกดบันทึก");
  }

  function again(theirs) {
    later(theirs);
    return save();
  }

  return { save };
}
