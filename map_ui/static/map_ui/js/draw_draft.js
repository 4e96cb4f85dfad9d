// A drawing not yet saved, kept in this browser: it survives a reload, a lost connection and a closed lid.
import { recall, remember } from "./remembered.js";

const KEEP_DAYS = 7;
const DAY_MS = 86400000;

/** A draft of one place (an address, an editor) of one person. `put(data)`, `get()` (null: none), `drop()`. */
export function draftOf(name, now = () => Date.now()) {
  const key = `drawing.${name}`;
  return {
    put: (data) => remember(key, JSON.stringify({ ...data, at: now() })),
    get: () => fresh(recall(key, ""), now()),
    drop: () => remember(key, ""),
  };
}

/** Whether there is something to go on with: a shape, or a division or merger that was being prepared. */
export const isUnfinished = (left) => Boolean(left?.geometry || left?.division || left?.merger?.uids.length > 1);

/** The data of a stored text unless it is broken or older than a week. */
export function fresh(text, now) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" && now - found.at < KEEP_DAYS * DAY_MS ? found : null;
  } catch {
    return null;
  }
}
