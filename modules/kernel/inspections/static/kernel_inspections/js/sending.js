// Sends what waits in this browser, one after the other: now, when the network comes back, and every half minute.
import { all, get, keep, markSent, photos } from "./drafts.js";
import { linesBefore } from "./survey_rules.js";
import { sentOf } from "./visit_rules.js";

const AGAIN_MS = 30_000;
const LOCK = "elocal-field-sending";
const TRY_LATER = [401, 403, 408, 425, 429];
const page = document.getElementById("survey");

/** One at a time over all windows of this browser; browsers without locks have only this window's word. */
export function alone(act) {
  return navigator.locks ? navigator.locks.request(LOCK, act) : act();
}

/** Whether one may send now, with a fresh token: {csrf} or {stop}, a Thai sentence. */
async function ready(url) {
  let answer;
  try {
    answer = await fetch(`${url}?part=ready`, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  } catch {
    return { stop: "offline" };
  }
  if (answer.type === "opaqueredirect" || TRY_LATER.includes(answer.status)) return { stop: "sign-in" };
  if (!answer.ok) return { stop: "offline" };
  const told = await answer.json();
  return told.user === page.dataset.user ? { csrf: told.csrf } : { stop: "sign-in" };
}

async function formOf(draft) {
  const { key, target, version, surveyed_at, after, points, shape, note, signer_name } = draft;
  const before = linesBefore(draft.fields || [], after || {});
  const form = new FormData();
  if (draft.kind === "visit") form.append("visit", JSON.stringify(sentOf(draft)));
  else form.append("sheet", JSON.stringify({ key, target, version, surveyed_at, before, after, points, shape, note, signer_name }));
  for (const photo of await photos(key)) form.append("photos", photo.blob, photo.name);
  if (draft.signature) form.append("signature", draft.signature, "signature.png");
  return form;
}

async function send(url, draft, csrf) {
  let answer;
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrf };
    answer = await fetch(url, { method: "POST", credentials: "same-origin", redirect: "manual", headers, body: await formOf(draft) });
  } catch {
    return { draft, stop: "offline" };
  }
  if (answer.type === "opaqueredirect" || TRY_LATER.includes(answer.status)) return { draft, stop: "sign-in" };
  if (answer.status >= 500) return { draft, stop: "server" };
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) {
    await markSent(draft.key, { title: draft.title, thai: draft.thai, no: told.no, url: told.url, conflicts: told.conflicts });
    return { draft, told };
  }
  // Refused by a rule: a person must look at it.
  const message = (told.refusals || []).map((each) => each.thai).join(" ") || `ระบบไม่รับแบบสำรวจนี้ (${answer.status})`;
  const kept = { ...draft, state: "refused", message };
  await keep(kept);
  return { draft: kept, message };
}

/** Send every draft that waits; `told(result)` hears of each. Answers why it stopped: "", offline, server or sign-in. */
export function sendWaiting(url, told) {
  return alone(async () => {
    const waiting = (await all()).filter((each) => each.state === "waiting").sort((a, b) => a.changed - b.changed);
    if (!waiting.length) return "";
    const { csrf, stop } = await ready(url);
    if (stop) return stop;
    for (const { key } of waiting) {
      const draft = await get(key);
      const result = await send(url, draft, csrf);
      await told(result);
      if (result.stop) return result.stop;
    }
    return "";
  });
}

export function keepSending(act) {
  window.addEventListener("online", act);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && act());
  setInterval(act, AGAIN_MS);
  return act();
}
