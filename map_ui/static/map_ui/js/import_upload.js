// Sends a large file piece by piece. A broken line costs one piece: the server says how much it has, and sending goes on there.
import { ApiError, postForm } from "./api.js";
import { send } from "./upload.js";

const TRIES = 6;
const WAIT_MS = 1500;

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function mount(form, options) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("[data-bar]");
  const words = form.querySelector("[data-words]");
  const refused = form.querySelector("[data-refused]");
  const stop = form.querySelector("[data-stop]");
  const button = form.querySelector("[type=submit]");
  let stopping = null;

  function busy(isBusy) {
    bar.hidden = !isBusy;
    stop.hidden = !isBusy;
    button.disabled = isBusy;
    input.disabled = isBusy;
    if (!isBusy) words.textContent = "";
  }

  function tell(text) {
    refused.textContent = text;
    refused.hidden = !text;
  }

  function progress(share) {
    bar.firstElementChild.style.width = `${Math.round(share * 100)}%`;
    words.textContent = share < 1 ? `ส่งแล้ว ${Math.round(share * 100)}%` : "ส่งครบแล้ว กำลังเก็บไฟล์";
  }

  async function begin(file) {
    const body = new FormData();
    body.append("name", file.name);
    body.append("size", file.size);
    return (await postForm(options.url, body)).json();
  }

  async function sendAll(file, address) {
    const size = Number(options.piece);
    let [done, tries] = [0, 0];
    while (done < file.size) {
      try {
        const piece = file.slice(done, done + size);
        const shown = (share) => progress((done + share * piece.size) / file.size);
        const { received } = await send(`${address}?offset=${done}`, piece, shown, { signal: stopping.signal });
        if (received > done) tries = 0;
        done = received;
      } catch (error) {
        tries += 1;
        if (stopping.signal.aborted || error.refusals?.length || tries > TRIES) throw error;
        words.textContent = "เครือข่ายขาดช่วง กำลังส่งต่อ…";
        await later(WAIT_MS * tries);
      }
    }
  }

  async function start(file) {
    if (file.size > Number(options.maxGb) * 1024 ** 3) return tell(`ไฟล์ใหญ่เกิน ${options.maxGb} กิกะไบต์ แบ่งไฟล์ก่อนนำเข้า`);
    tell("");
    busy(true);
    progress(0);
    stopping = new AbortController();
    try {
      const { uid, piece } = await begin(file);
      await sendAll(file, piece);
      progress(1);
      const answer = await (await postForm(`/import/${uid}/sent`, new FormData())).json();
      location.assign(answer.url);
    } catch (error) {
      busy(false);
      tell(error instanceof ApiError ? error.thai : "อ่านไฟล์จากเครื่องไม่ได้ เลือกไฟล์อีกครั้ง");
    }
    return undefined;
  }

  stop.addEventListener("click", () => stopping?.abort());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [file] = input.files;
    if (file) start(file);
    else tell("เลือกไฟล์ก่อน");
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    const [file] = event.dataTransfer.files;
    if (file && !button.disabled) start(file);
  });
}
