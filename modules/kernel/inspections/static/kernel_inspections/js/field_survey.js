// The sheet of a field survey. Every change is kept in the browser at once; sending waits for the network by itself.
import { all, drop, keep, of } from "./drafts.js";
import { keepSending, sendWaiting } from "./sending.js";
import { mount as mountSignature } from "./signature.js";
import { REACH, changedValues, reachOf, shapeOf } from "./survey_rules.js";

const page = document.getElementById("survey");
const url = page.dataset.url;
const STATES = { draft: "ร่าง", waiting: "รอส่ง (จะส่งเองเมื่อมีสัญญาณ)", refused: "ส่งไม่ผ่าน" };
const $ = (id) => document.getElementById(`survey-${id}`);

function element(tag, text = "", more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, more);
}

async function listKept() {
  const drafts = await all();
  const items = drafts.map((draft) => {
    const item = element("li");
    item.append(element("a", `${draft.thai} ${draft.title}`, { href: `${url}?target=${draft.target}` }));
    item.append(element("span", STATES[draft.state], { className: "tag" }));
    return item;
  });
  $("kept").replaceChildren(...(items.length ? items : [element("li", "ไม่มีร่างค้าง", { className: "muted" })]));
}

function newDraft(sheet) {
  const { target, title, thai, version } = sheet;
  return { key: crypto.randomUUID(), target, title, thai, version, fields: sheet.fields, values: {}, after: {}, points: [],
    shape: null, note: "", signer_name: "", surveyed_at: null, photos: [], signature: null, state: "draft", message: "", changed: 0 };
}

class Sheet {
  constructor(sheet, draft) {
    this.limits = sheet.limits;
    this.draft = draft;
  }

  async changed() {
    const draft = this.draft;
    draft.after = changedValues(draft.fields, draft.values);
    draft.shape = shapeOf(draft.points, this.limits);
    draft.changed = Date.now();
    await keep(draft);
    const time = new Date().toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" });
    $("state").textContent = `เก็บในเครื่องนี้แล้ว ${time} น.`;
    listKept();
  }

  mount() {
    $("fields").replaceChildren(...this.draft.fields.map((field) => this.field(field)));
    $("note").value = this.draft.note;
    $("signer").value = this.draft.signer_name;
    $("note").addEventListener("input", (event) => this.set("note", event.target.value));
    $("signer").addEventListener("input", (event) => this.set("signer_name", event.target.value));
    $("photos").addEventListener("change", (event) => this.addPhotos(event.target));
    $("here").addEventListener("click", () => this.here());
    $("typed").addEventListener("click", () => this.typed());
    $("drop").addEventListener("click", () => this.throwAway());
    $("form").addEventListener("submit", (event) => this.submit(event));
    mountSignature($("signature"), $("clear"), (blob) => this.set("signature", blob)).show(this.draft.signature);
    this.show();
    if (this.draft.state === "refused") this.refused(this.draft.message);
  }

  set(name, value) {
    this.draft[name] = value;
    return this.changed();
  }

  field(field) {
    const box = element("div", "", { className: "field" });
    const id = `survey-f-${field.name}`;
    box.append(element("label", field.thai, { htmlFor: id }));
    const choices = field.kind === "boolean" ? [["true", "ใช่"], ["false", "ไม่ใช่"]] : field.choices;
    const control = element(choices.length ? "select" : "input", "", { id });
    for (const [value, label] of choices) control.append(new Option(label, value));
    if (field.kind === "number") control.inputMode = "decimal";
    control.value = this.draft.values[field.name] ?? field.value;
    control.addEventListener("input", () => {
      this.draft.values[field.name] = control.value;
      this.changed();
    });
    box.append(control, element("span", `เดิม: ${this.shown(field)}`, { className: "was" }));
    return box;
  }

  shown(field) {
    const choice = field.choices.find(([value]) => value === field.value);
    return choice ? choice[1] : field.value || "–";
  }

  show() {
    const draft = this.draft;
    $("reach").textContent = draft.points.length ? REACH[reachOf(draft.points, this.limits)] : "";
    $("points").replaceChildren(...draft.points.map((point, n) =>
      this.item(`${point.lat.toFixed(6)}, ${point.lon.toFixed(6)} ±${point.accuracy_m} ม.`, () => draft.points.splice(n, 1))));
    $("photo-list").replaceChildren(...draft.photos.map((photo, n) =>
      this.item(`${photo.name} (${Math.ceil(photo.blob.size / 1024).toLocaleString("th-TH")} KB)`, () => draft.photos.splice(n, 1))));
  }

  item(text, remove) {
    const item = element("li", text);
    const button = element("button", "ลบ", { type: "button", className: "btn btn-small btn-quiet" });
    button.addEventListener("click", async () => {
      remove();
      await this.changed();
      this.show();
    });
    item.append(button);
    return item;
  }

  async addPoint(lon, lat, accuracy) {
    const point = { lon, lat, accuracy_m: Math.round(accuracy * 1000) / 1000, method: $("method").value, kind: $("kind").value };
    this.draft.points.push(point);
    await this.changed();
    this.show();
  }

  here() {
    $("reach").textContent = "กำลังหาตำแหน่ง…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.addPoint(coords.longitude, coords.latitude, coords.accuracy),
      () => { $("reach").textContent = "หาตำแหน่งไม่ได้ เปิดสิทธิตำแหน่งแล้วลองใหม่ หรือพิมพ์พิกัด"; },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    );
  }

  typed() {
    const text = window.prompt("ละติจูด, ลองจิจูด, ความแม่นยำ (ม.) เช่น 15.00012, 100.50034, 0.03") || "";
    const [lat, lon, accuracy] = text.split(",").map((part) => Number.parseFloat(part));
    if ([lat, lon, accuracy].every(Number.isFinite)) this.addPoint(lon, lat, accuracy);
    else if (text) $("reach").textContent = "อ่านพิกัดไม่ได้";
  }

  async addPhotos(input) {
    for (const file of input.files) this.draft.photos.push({ name: file.name, blob: file });
    input.value = "";
    await this.changed();
    this.show();
  }

  async throwAway() {
    if (!window.confirm("ทิ้งร่างนี้?")) return;
    await drop(this.draft.key);
    window.location.reload();
  }

  async submit(event) {
    event.preventDefault();
    $("refused").hidden = true;
    this.draft.surveyed_at = this.draft.surveyed_at || new Date().toISOString();
    this.draft.state = "waiting";
    await this.changed();
    $("state").textContent = "กำลังส่ง…";
    await sendWaiting(url, (result) => this.told(result));
  }

  told({ draft, answer }) {
    if (draft.key !== this.draft.key) return listKept();
    if (answer) {
      window.location.assign(answer.url);
      return undefined;
    }
    this.draft = draft;
    if (draft.state === "refused") this.refused(draft.message);
    else $("state").textContent = "ไม่มีสัญญาณ เก็บไว้ในเครื่องนี้แล้ว จะส่งเองเมื่อมีสัญญาณ";
    return listKept();
  }

  refused(message) {
    this.draft.state = "draft";
    $("refused").textContent = message;
    $("refused").hidden = false;
    $("refused").scrollIntoView({ block: "center" });
  }
}

async function start() {
  const data = document.getElementById("survey-sheet");
  let told = () => listKept();
  if (data) {
    const sheet = JSON.parse(data.textContent);
    const opened = new Sheet(sheet, (await of(sheet.target)) || newDraft(sheet));
    opened.mount();
    told = (result) => opened.told(result);
  }
  await listKept();
  keepSending(url, told);
}

start();
