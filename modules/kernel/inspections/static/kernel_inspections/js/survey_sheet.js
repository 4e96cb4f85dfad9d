// The sheet of one record. Every change is kept in the browser at once; what waits to be sent is closed to the pen.
import { addPhoto, drop, dropPhoto, get, keep, photos } from "./drafts.js";
import { element } from "./element.js";
import { alone } from "./sending.js";
import { mount as mountSignature } from "./signature.js";
import { linesField } from "./survey_lines.js";
import { REACH, changedValues, newKey, reachOf, shapeOf } from "./survey_rules.js";

export const $ = (id) => document.getElementById(`survey-${id}`);

export function newDraft(sheet) {
  const { target, title, thai, version, fields, limits } = sheet;
  return { key: newKey(), target, title, thai, version, fields, limits, values: {}, after: {}, points: [],
    shape: null, note: "", signer_name: "", surveyed_at: null, signature: null, state: "draft", message: "", changed: 0 };
}

/** The drafts of one record are told apart by what they are. */
export const kindOf = (draft) => draft.kind || "survey";

/** Opens a draft on the page. `hooks`: changed() after each keeping, submit() when it shall be sent, left() when thrown away. */
export class Sheet {
  constructor(draft, mostPhotos, hooks) {
    this.draft = draft;
    this.mostPhotos = mostPhotos;
    this.hooks = hooks;
  }

  mount(newer) {
    const draft = this.draft;
    $("title").textContent = draft.title;
    $("of").textContent = draft.thai;
    for (const part of $("form").querySelectorAll("[data-only]")) part.hidden = part.dataset.only !== kindOf(draft);
    $("note").value = draft.note;
    $("note").addEventListener("input", (event) => this.set("note", event.target.value));
    $("photos").addEventListener("change", (event) => this.addPhotos(event.target));
    this.mountParts(draft);
    $("drop").addEventListener("click", () => this.throwAway());
    $("reopen").addEventListener("click", () => this.reopen());
    $("form").addEventListener("submit", (event) => this.submit(event));
    $("newer").hidden = !newer;
    this.show();
    if (draft.state === "refused") this.refused(draft.message);
    $("sheet").hidden = false;
  }

  /** What only a survey asks. */
  mountParts(draft) {
    $("fields").replaceChildren(...draft.fields.map((field) => this.field(field)));
    $("signer").value = draft.signer_name;
    $("signer").addEventListener("input", (event) => this.set("signer_name", event.target.value));
    $("here").addEventListener("click", () => this.here());
    $("typed").addEventListener("click", () => this.typed());
    mountSignature($("signature"), $("clear"), (blob) => this.set("signature", blob)).show(draft.signature);
  }

  /** What follows from what was written down. */
  derive(draft) {
    draft.after = changedValues(draft.fields, draft.values);
    draft.shape = shapeOf(draft.points, draft.limits);
  }

  async changed() {
    const draft = this.draft;
    this.derive(draft);
    draft.changed = Date.now();
    await keep(draft);
    const time = new Date().toLocaleTimeString("th-TH", { hour: "2-digit", minute: "2-digit" });
    $("state").textContent = `เก็บในเครื่องนี้แล้ว ${time} น.`;
    await this.hooks.changed();
  }

  set(name, value) {
    this.draft[name] = value;
    return this.changed();
  }

  field(field) {
    if (field.kind === "lines") {
      return linesField(field, this.draft.values[field.name] ?? field.value, (text) => {
        this.draft.values[field.name] = text;
        this.changed();
      });
    }
    const box = element("div", "", { className: "field" });
    const id = `survey-f-${field.name}`;
    box.append(element("label", field.thai, { htmlFor: id }));
    const choices = field.kind === "boolean" ? [["true", "ใช่"], ["false", "ไม่ใช่"]] : field.choices;
    const control = element(choices.length ? "select" : "input", "", { id });
    if (choices.length && !field.value) control.append(new Option("–", ""));
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
    if (field.kind === "boolean") return { true: "ใช่", false: "ไม่ใช่" }[field.value] || "–";
    const choice = field.choices.find(([value]) => value === field.value);
    return choice ? choice[1] : field.value || "–";
  }

  showParts({ points, limits }) {
    $("reach").textContent = points.length ? REACH[reachOf(points, limits)] : "";
    $("points").replaceChildren(...points.map((point, n) =>
      this.item(`${point.lat.toFixed(6)}, ${point.lon.toFixed(6)} ±${point.accuracy_m} ม.`, () => points.splice(n, 1))));
  }

  async show() {
    const { key, state } = this.draft;
    this.showParts(this.draft);
    const waits = state === "waiting";
    $("form").inert = waits;
    $("waits").hidden = !waits;
    const kept = await photos(key);
    $("photo-list").replaceChildren(...kept.map((photo) => this.photo(photo)));
    this.photoCount = kept.length;
  }

  photo(photo) {
    const size = Math.ceil(photo.blob.size / 1024).toLocaleString("th-TH");
    const item = this.item(`${photo.name} (${size} KB)`, () => dropPhoto(photo.id));
    const picture = element("img", "", { alt: "", width: 56, height: 56, src: URL.createObjectURL(photo.blob) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    item.prepend(picture);
    return item;
  }

  item(text, remove) {
    const item = element("li");
    const button = element("button", "ลบ", { type: "button", className: "btn btn-small btn-quiet" });
    button.addEventListener("click", async () => {
      await remove();
      await this.changed();
      await this.show();
    });
    item.append(element("span", text, { className: "survey-item" }), button);
    return item;
  }

  async addPoint(lon, lat, accuracy) {
    const point = { lon, lat, accuracy_m: Math.round(accuracy * 1000) / 1000, method: $("method").value, kind: $("kind").value };
    this.draft.points.push(point);
    await this.changed();
    await this.show();
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
    const room = Math.max(0, this.mostPhotos - this.photoCount);
    const chosen = [...input.files];
    for (const [n, file] of chosen.slice(0, room).entries()) {
      await addPhoto(this.draft.key, { taken: `${Date.now()}-${n}`, name: file.name, blob: file });
    }
    input.value = "";
    await this.changed();
    await this.show();
    if (chosen.length > room) this.refused(`แนบภาพได้ไม่เกิน ${this.mostPhotos} ภาพ ภาพที่เกินยังไม่ได้เก็บ`);
  }

  throwAway() {
    if (!window.confirm("ทิ้งร่างนี้พร้อมภาพถ่ายทั้งหมด?")) return undefined;
    return alone(async () => {
      await drop(this.draft.key);
      this.hooks.left();
    });
  }

  /** Back to writing; after a sending that is just under way, unless that got through. */
  reopen() {
    return alone(async () => {
      if (!(await get(this.draft.key))) return this.hooks.left();
      this.draft.state = "draft";
      await this.changed();
      return this.show();
    });
  }

  stamp(moment) {
    this.draft.surveyed_at ||= moment;
  }

  async submit(event) {
    event.preventDefault();
    $("refused").hidden = true;
    this.stamp(new Date().toISOString());
    this.draft.state = "waiting";
    this.draft.message = "";
    await this.changed();
    await this.show();
    $("state").textContent = "กำลังส่ง…";
    await this.hooks.submit();
  }

  refused(message) {
    $("refused").textContent = message;
    $("refused").hidden = false;
    $("state").textContent = "ยังไม่ได้ส่ง เก็บไว้ในเครื่องนี้แล้ว";
    $("refused").scrollIntoView({ block: "center" });
  }
}
