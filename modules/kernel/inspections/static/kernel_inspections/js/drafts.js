// What the surveyor keeps in the phone: sheets taken along, drafts with their photographs, and what was sent.
import { run, users } from "../../map_ui/js/kept_store.js";

const SENT_KEPT = 30;
const user = document.getElementById("survey").dataset.user;
const read = (store, act) => run(user, [store], "readonly", act);
const write = (store, act) => run(user, [store], "readwrite", act);
const photosOf = (key) => IDBKeyRange.bound(`${key}/`, `${key}/\uffff`);

// -- drafts ---------------------------------------------------------------------------------------------------------
export const keep = (draft) => write("drafts", (drafts) => drafts.put(draft));
export const all = () => read("drafts", (drafts) => drafts.getAll());
export const get = (key) => read("drafts", (drafts) => drafts.get(key));

/** The draft of a record, a survey or a visit, that was begun in this browser and not sent, if there is one. */
export async function of(target, kind) {
  const found = (await all()).filter((draft) => draft.target === target && (draft.kind || "survey") === kind);
  return found.sort((a, b) => b.changed - a.changed)[0] || null;
}

export const drop = (key) => run(user, ["drafts", "photos"], "readwrite", (drafts, photos) => {
  drafts.delete(key);
  photos.delete(photosOf(key));
});

/** In one step, so that a phone that dies here has the draft or the note of its sending, never neither and never both. */
export const markSent = (key, told) => run(user, ["drafts", "photos", "sent"], "readwrite", (drafts, photos, sent) => {
  drafts.delete(key);
  photos.delete(photosOf(key));
  sent.put({ key, at: Date.now(), ...told });
});

// -- photographs ----------------------------------------------------------------------------------------------------
export const photos = (key) => read("photos", (store) => store.getAll(photosOf(key)));
export const addPhoto = (key, photo) => write("photos", (store) => store.put({ ...photo, id: `${key}/${photo.taken}` }));
export const dropPhoto = (id) => write("photos", (store) => store.delete(id));

// -- sheets taken along ---------------------------------------------------------------------------------------------
export const sheets = () => read("sheets", (store) => store.getAll());
export const sheet = (target) => read("sheets", (store) => store.get(target));
export const dropSheet = (target) => write("sheets", (store) => store.delete(target));
export const takeAlong = (list) => write("sheets", (store) => { for (const each of list) store.put(each); });

// -- sent -----------------------------------------------------------------------------------------------------------
export async function sent() {
  const found = (await read("sent", (store) => store.getAll())).sort((a, b) => b.at - a.at);
  for (const old of found.slice(SENT_KEPT)) await write("sent", (store) => store.delete(old.key));
  return found.slice(0, SENT_KEPT);
}

/** What other people took along on this phone goes; what they wrote down stays theirs until they sign in and send it. */
export async function dropOthersSheets() {
  const others = (await users()).filter((each) => each !== user);
  await Promise.all(others.map((each) => run(each, ["sheets", "sent"], "readwrite", (kept, done) => {
    kept.clear();
    done.clear();
  })));
}
