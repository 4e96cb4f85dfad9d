// Shows how far a file made by the worker is and offers it when it is done.
import { getJson } from "./api.js";

const EVERY_MS = 1500;

export function mount(element, options) {
  const bar = element.querySelector(".progress > span");
  const words = element.querySelector("[data-words]");
  const link = element.querySelector("[data-file]");

  async function ask() {
    const job = await getJson(options.url).catch(() => null);
    if (!job) return setTimeout(ask, EVERY_MS * 2);
    bar.style.width = `${job.over && job.url ? 100 : job.percent || 0}%`;
    words.textContent = job.message || (job.total ? `${job.thai} ${job.done.toLocaleString()} แถว` : job.thai);
    if (!job.over) return setTimeout(ask, EVERY_MS);
    if (job.url) {
      link.href = job.url;
      link.hidden = false;
      link.focus();
    }
    return undefined;
  }

  ask();
}
