// What was saved in this sitting, to be undone and done again: each saving is a change set of the server.
import { postJson } from "./api.js";

const REASON = { undo: "เลิกทำบนแผนที่", redo: "ทำซ้ำบนแผนที่" };

/** Keeps [{batch, text}]; `undo()` and `redo()` ask the server and resolve with the text of what was done. */
export function createSets(onChange) {
  const done = [];
  const undone = [];

  async function turn(from, to, reason) {
    const set = from.at(-1);
    const answer = await postJson(`/changes/${set.batch}/undo`, { reason: `${reason}: ${set.text}` });
    from.pop();
    // undoing an undoing does it again
    to.push({ ...set, batch: answer.batch });
    onChange();
    return set.text;
  }

  return {
    put(batch, text) {
      done.push({ batch, text });
      undone.length = 0;
      onChange();
    },
    undo: () => turn(done, undone, REASON.undo),
    redo: () => turn(undone, done, REASON.redo),
    get last() {
      return done.at(-1) || null;
    },
    get next() {
      return undone.at(-1) || null;
    },
  };
}
