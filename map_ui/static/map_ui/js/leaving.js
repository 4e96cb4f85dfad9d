// Signing out leaves nothing of the field work in the browser; what was not sent yet is asked about first.
import { forget, run, users } from "./kept_store.js";

const ASK = (count) => `มีแบบสำรวจภาคสนาม ${count} รายการในเครื่องนี้ที่ยังไม่ได้ส่ง ถ้าออกจากระบบจะถูกลบ และกู้คืนไม่ได้\n\nออกจากระบบและลบหรือไม่`;
const CACHES = "field-survey-";

async function unsent(kept) {
  const counts = await Promise.all(kept.map((user) => run(user, ["drafts"], "readonly", (drafts) => drafts.count())));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function clear(kept) {
  await Promise.all(kept.map(forget));
  const names = (await globalThis.caches?.keys()) || [];
  await Promise.all(names.filter((name) => name.startsWith(CACHES)).map((name) => caches.delete(name)));
  const workers = (await navigator.serviceWorker?.getRegistrations()) || [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}

async function leave(form) {
  try {
    const kept = await users();
    const count = await unsent(kept);
    if (count && !window.confirm(ASK(count))) return;
    await clear(kept);
  } catch {
    // a browser without a database of its own keeps nothing either
  }
  form.submit();
}

export function mountLeaving(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
}
