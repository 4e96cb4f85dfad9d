// Sends what waits in this browser, one after the other: now, when the network comes back, and every half minute.
import { postForm } from "../../map_ui/js/api.js";
import { all, drop, keep } from "./drafts.js";

const AGAIN_MS = 30_000;
let busy = false;

function formOf(draft) {
  const form = new FormData();
  const { photos, signature, ...sheet } = draft;
  form.append("sheet", JSON.stringify(sheet));
  for (const photo of photos) form.append("photos", photo.blob, photo.name);
  if (signature) form.append("signature", signature, "signature.png");
  return form;
}

async function send(url, draft) {
  try {
    const answer = await (await postForm(url, formOf(draft))).json();
    await drop(draft.key);
    return { draft, answer };
  } catch (error) {
    // Refused by a rule: a person must look at it. Anything else is the network or the server: it waits.
    const refused = error.refusals && error.refusals.length > 0;
    const kept = { ...draft, state: refused ? "refused" : "waiting", message: error.thai || String(error) };
    await keep(kept);
    return { draft: kept, error };
  }
}

/** Send every draft that waits; `told(result)` hears of each. */
export async function sendWaiting(url, told) {
  if (busy) return;
  busy = true;
  try {
    for (const draft of (await all()).filter((each) => each.state === "waiting")) told(await send(url, draft));
  } finally {
    busy = false;
  }
}

export function keepSending(url, told) {
  window.addEventListener("online", () => sendWaiting(url, told));
  setInterval(() => navigator.onLine && sendWaiting(url, told), AGAIN_MS);
  sendWaiting(url, told);
}
