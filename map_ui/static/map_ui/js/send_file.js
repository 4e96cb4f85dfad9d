// A form that sends one large file as it is, shows how far it is and goes where the answer says.
import { send } from "./upload.js";

export function mount(form, options) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("[data-bar]");
  const words = form.querySelector("[data-words]");
  const refused = form.querySelector("[data-refused]");
  const stop = form.querySelector("[data-stop]");
  const button = form.querySelector("[type=submit]");
  let stopping = null;

  const tell = (text) => {
    refused.textContent = text;
    refused.hidden = !text;
  };
  const busy = (isBusy) => {
    bar.hidden = stop.hidden = !isBusy;
    button.disabled = input.disabled = isBusy;
    if (!isBusy) words.textContent = "";
  };
  const progress = (share) => {
    bar.firstElementChild.style.width = `${Math.round(share * 100)}%`;
    words.textContent = share < 1 ? `ส่งแล้ว ${Math.round(share * 100)}%` : "ส่งครบแล้ว กำลังตรวจไฟล์";
  };

  stop.addEventListener("click", () => stopping?.abort());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = input.files;
    if (!file) return tell("เลือกไฟล์ก่อน");
    if (file.size > Number(options.maxMb) * 1024 * 1024) return tell(`ไฟล์ใหญ่เกิน ${Number(options.maxMb).toLocaleString()} เมกะไบต์`);
    tell("");
    busy(true);
    progress(0);
    stopping = new AbortController();
    try {
      const answer = await send(`${options.url}?name=${encodeURIComponent(file.name)}`, file, progress, { signal: stopping.signal });
      window.location.assign(answer.url);
    } catch (error) {
      busy(false);
      tell(error.thai || "ส่งไฟล์ไม่สำเร็จ ลองใหม่");
    }
    return undefined;
  });
}
