// Sends photographs one after the other; a refused one is told and the others go on.
import { send } from "./upload.js";

export function mount(form, options) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("[data-bar]");
  const words = form.querySelector("[data-words]");
  const refused = form.querySelector("[data-refused]");
  const goOn = form.querySelector("[data-go-on]");
  const button = form.querySelector("[type=submit]");

  const tell = (texts) => {
    refused.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    refused.hidden = texts.length === 0;
  };

  async function sendAll(files) {
    let answer = null;
    const faults = [];
    for (const [n, file] of files.entries()) {
      words.textContent = `กำลังส่งภาพที่ ${n + 1} จาก ${files.length}`;
      const address = `${options.url}?name=${encodeURIComponent(file.name)}${answer ? `&word=${encodeURIComponent(answer.word)}` : ""}`;
      const progress = (share) => {
        bar.firstElementChild.style.width = `${Math.round(((n + share) / files.length) * 100)}%`;
      };
      try {
        answer = await send(address, file, progress);
      } catch (error) {
        faults.push(`${file.name}: ${error.thai}`);
      }
    }
    return { answer, faults };
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...input.files];
    const tooBig = files.filter((file) => file.size > Number(options.maxMb) * 1024 * 1024);
    if (!files.length) return tell(["เลือกภาพก่อน"]);
    if (files.length > Number(options.most)) return tell([`ครั้งละไม่เกิน ${options.most} ภาพ`]);
    if (tooBig.length) return tell(tooBig.map((file) => `${file.name}: ใหญ่เกิน ${options.maxMb} เมกะไบต์`));
    tell([]);
    button.disabled = true;
    bar.hidden = false;
    const { answer, faults } = await sendAll(files);
    button.disabled = false;
    bar.hidden = true;
    words.textContent = "";
    if (answer && !faults.length) return window.location.assign(answer.url);
    tell(faults);
    goOn.hidden = !answer;
    if (answer) goOn.firstElementChild.href = answer.url;
    return undefined;
  });
}
