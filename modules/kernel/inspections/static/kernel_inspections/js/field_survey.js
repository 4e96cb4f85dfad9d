// The surveyor's page: what he took along, what he wrote down and what was sent; works without a network.
import { all, dropOthersSheets, dropSheet, get, of, sent, sheet as taken, sheets, takeAlong } from "./drafts.js";
import { keepSending, sendWaiting } from "./sending.js";
import { stateLine } from "./survey_rules.js";
import { element } from "./element.js";
import { $, Sheet, kindOf, newDraft } from "./survey_sheet.js";
import { VisitSheet, newVisit } from "./visit_sheet.js";

const page = document.getElementById("survey");
const url = page.dataset.url;
const USER = "elocal-field-user";
const STATES = { draft: ["ร่าง", "chip-grey"], waiting: ["รอส่ง", "chip-amber"], refused: ["ส่งไม่ผ่าน", "chip-red"] };
let stop = navigator.onLine ? "" : "offline";

// -- the lists ------------------------------------------------------------------------------------------------------
function row(href, thai, title, chip) {
  const item = element("li");
  const link = element("a", title, { href });
  link.prepend(element("span", thai, { className: "over-title" }));
  item.append(link);
  if (chip) item.append(element("span", chip[0], { className: `chip ${chip[1]}` }));
  return item;
}

function sentRow(each) {
  const item = row(each.url, `${each.thai} · ${new Date(each.at).toLocaleString("th-TH", { dateStyle: "short", timeStyle: "short" })}`,
    `${each.title} (${each.no})`, ["ส่งแล้ว", "chip-green"]);
  if (each.conflicts?.length) {
    item.append(element("p", `ระหว่างที่ท่านสำรวจ มีผู้แก้ทะเบียน หัวหน้าจะตัดสินว่าใช้ค่าใด: ${each.conflicts.join(" · ")}`, { className: "alert alert-warn" }));
  }
  return item;
}

function sheetRow(each, drafts) {
  const item = row(`${url}?target=${each.target}`, each.thai, each.title);
  item.append(element("a", "ตรวจ", { href: `${url}?target=${each.target}&visit=1`, className: "btn btn-small", ariaLabel: `ตรวจ ${each.title}` }));
  const button = element("button", "เอาออก", { type: "button", className: "btn btn-small btn-quiet" });
  button.addEventListener("click", async () => {
    await dropSheet(each.target);
    await list();
  });
  item.append(button);
  item.hidden = drafts.some((draft) => draft.target === each.target && kindOf(draft) === "survey");
  return item;
}

function fill(id, items, empty) {
  $(id).replaceChildren(...(items.some((item) => !item.hidden) ? items : [element("li", empty, { className: "muted" })]));
}

async function list() {
  const [drafts, along, done] = await Promise.all([all(), sheets(), sent()]);
  const count = (state) => drafts.filter((draft) => draft.state === state).length;
  const counts = { waiting: count("waiting"), refused: count("refused"), drafts: count("draft"), sent: done.length };
  $("line").textContent = stateLine(counts, stop);
  $("line").className = `alert ${counts.refused || stop === "sign-in" ? "alert-error" : counts.waiting ? "alert-warn" : "alert-ok"}`;
  $("sign-in").hidden = stop !== "sign-in";
  fill("kept", drafts.map((draft) => row(`${url}?draft=${draft.key}`, draft.thai, draft.title, STATES[draft.state])), "ไม่มีร่างค้าง");
  fill("along", along.sort((a, b) => a.title.localeCompare(b.title)).map((each) => sheetRow(each, drafts)), "ยังไม่ได้เตรียมงาน");
  fill("sent", done.map(sentRow), "ยังไม่มีรายการที่ส่ง");
}

// -- taking along ---------------------------------------------------------------------------------------------------
async function fetchSheets(words = "") {
  const answer = await fetch(`${url}?part=sheets&q=${encodeURIComponent(words)}`, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = (await answer.json()).sheets;
  await takeAlong(found);
  return found.length;
}

async function prepare(words, button) {
  button.disabled = true;
  try {
    const count = await fetchSheets(words);
    $("along-state").textContent = count ? `เตรียมไว้ในเครื่องนี้แล้ว ${count} รายการ` : "ไม่พบรายการที่ท่านมีสิทธิสำรวจ";
  } catch {
    $("along-state").textContent = "เตรียมงานไม่ได้ ไม่มีสัญญาณหรือต้องเข้าสู่ระบบใหม่ งานที่เตรียมไว้แล้วยังเปิดได้";
  }
  button.disabled = false;
  await list();
}

// -- one sheet ------------------------------------------------------------------------------------------------------
async function asked() {
  const given = new URLSearchParams(window.location.search);
  if (given.has("draft")) return { draft: await get(given.get("draft")) };
  if (!given.has("target")) return null;
  const data = document.getElementById("survey-given");
  const fresh = data ? JSON.parse(data.textContent) : null;
  if (fresh) await takeAlong([fresh]);
  const isVisit = given.has("visit");
  const kept = await of(given.get("target"), isVisit ? "visit" : "survey");
  const sheet = fresh || (await taken(given.get("target")));
  return { draft: kept || (sheet && (isVisit ? newVisit(sheet) : newDraft(sheet))), newer: Boolean(!isVisit && fresh && kept && fresh.version !== kept.version) };
}

function gone() {
  $("refused").textContent = "ไม่มีงานนี้ในเครื่อง ส่งไปแล้ว ทิ้งไปแล้ว หรือยังไม่ได้เตรียมไว้ก่อนออกภาคสนาม";
  $("refused").hidden = false;
}

function opened({ draft, newer }) {
  if (!draft) return gone();
  const back = () => window.location.assign(url);
  const Form = kindOf(draft) === "visit" ? VisitSheet : Sheet;
  const shown = new Form(draft, Number(page.dataset.mostPhotos), { changed: list, left: back, submit: () => sendNow(shown, back) });
  shown.mount(newer);
  page.classList.add("has-sheet");
  return shown;
}

/** Whatever becomes of it, the sheet is kept: refused, it stays open with the reason; otherwise the list says where it is. */
async function sendNow(shown, back) {
  await send((result) => {
    if (result.draft.key !== shown.draft.key || !result.message) return;
    shown.draft = result.draft;
    shown.show();
    shown.refused(result.message);
  });
  if (shown.draft.state === "waiting") back();
}

async function send(told = () => {}) {
  stop = await sendWaiting(url, async (result) => {
    await told(result);
    await list();
  });
  if (!stop && !navigator.onLine) stop = "offline";
  await list();
}

// -- without a network ----------------------------------------------------------------------------------------------
async function keepPage() {
  const state = $("offline");
  if (!navigator.serviceWorker) {
    state.textContent = "เครื่องนี้เปิดหน้านี้โดยไม่มีสัญญาณไม่ได้ (ต้องเปิดระบบผ่าน https) งานที่บันทึกยังเก็บในเครื่องตามปกติ";
    return;
  }
  try {
    const worker = await navigator.serviceWorker.register(`${url}?part=worker`, { scope: url });
    await navigator.serviceWorker.ready;
    if (localStorage.getItem(USER) !== page.dataset.user) {
      await dropOthersSheets();
      worker.active?.postMessage("again");
      localStorage.setItem(USER, page.dataset.user);
    }
    state.textContent = "พร้อมใช้เมื่อไม่มีสัญญาณ";
    page.dataset.offline = "ready";
  } catch {
    const held = await navigator.serviceWorker.getRegistration(url);
    state.textContent = held ? "พร้อมใช้เมื่อไม่มีสัญญาณ" : "ยังเก็บหน้านี้ไว้ใช้เมื่อไม่มีสัญญาณไม่ได้ เปิดใหม่เมื่อมีสัญญาณ";
  }
}

async function start() {
  navigator.storage?.persist?.();
  $("prepare").addEventListener("submit", (event) => {
    event.preventDefault();
    prepare($("words").value.trim(), event.submitter);
  });
  const wanted = await asked();
  if (wanted) opened(wanted);
  await list();
  page.dataset.state = "open";
  keepPage();
  await keepSending(() => send());
  if (!wanted && !stop) await fetchSheets().then(list).catch(() => {});
}

window.addEventListener("offline", () => {
  stop = "offline";
  list();
});
start();
