// Watches the worker and opens the page again when the work is over.
import { getJson } from "./api.js";

const EVERY_MS = 1000;

export function mount(element, options) {
  const bar = element.querySelector(".progress > span");
  const words = element.querySelector("[data-words]");
  const again = element.querySelector("[data-again]");

  async function ask() {
    const job = await getJson(options.url).catch(() => null);
    if (!job) return setTimeout(ask, EVERY_MS * 3);
    bar.style.width = `${job.over ? 100 : job.percent || 0}%`;
    const counted = job.total ? ` ${job.done.toLocaleString()} จาก ${job.total.toLocaleString()} แถว` : job.done ? ` ${job.done.toLocaleString()} แถว` : "";
    words.textContent = `${job.message || job.thai}${job.over ? "" : counted}`;
    if (!job.over) return setTimeout(ask, EVERY_MS);
    if (job.state === "failed") {
      if (again) again.hidden = false;
      return undefined;
    }
    return location.reload();
  }

  ask();
}
