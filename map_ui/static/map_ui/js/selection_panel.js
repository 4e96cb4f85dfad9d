// What a selection found: how much of each layer, the first records with links, and files to take away.
import { postForm } from "./api.js";
import { draftOf } from "./draw_draft.js";
import { el } from "./element.js";
import { deedArea } from "./rai.js";
import { areaText, lengthText, number } from "./thai_text.js";

const FIRST_ROWS = 20;
const OPEN_LAYERS = 2;
const FORMATS = { csv: "CSV", xlsx: "XLSX", geojson: "GeoJSON", gpkg: "GPKG" };
const EXPORT = "/map/select/export";

const land = (m2) => `${deedArea(m2)} ไร่ (${areaText(m2)})`;
const figure = (label, text) => el("div", { class: "figure" }, el("span", { class: "figure-label" }, label), el("strong", {}, text));

/** The panel of an answer of /map/select; `asked` is what was sent. */
export function selectionPanel(app, answer, asked) {
  const layers = [...answer.layers].sort((a, b) => b.count - a.count);
  const total = layers.reduce((sum, layer) => sum + layer.count, 0);
  const sum = el("div", { class: "selection-sum" },
    figure("พบ", `${number(total)} รายการ`),
    answer.area_m2 ? figure("เนื้อที่ของรูปที่เลือก (ไร่-งาน-ตร.ว.)", deedArea(answer.area_m2)) : null);
  const none = el("p", { class: "empty" }, "ไม่มีข้อมูลที่เปิดดูได้ในรูปที่เลือก");
  return el("div", { class: "selection" }, sum, answer.area_m2 ? beginnings(app, answer.geometry) : null, layers.length ? layers.map((layer, at) => part(app, layer, asked, at < OPEN_LAYERS)) : none);
}

/** What may be begun with the area: its shape waits in this browser for the form. */
function beginnings(app, geometry) {
  const takers = [...app.layers.values()].map(({ info }) => info).filter((info) => info.new_url);
  if (!takers.length || !geometry?.type.endsWith("Polygon")) return null;
  const buttons = takers.map((info) => el("button", { type: "button", class: "btn btn-small", onclick: () => begin(info, geometry) }, info.thai));
  return el("div", { class: "selection-exports", role: "group", "aria-label": "เพิ่มระเบียนจากรูปที่เลือก" }, el("span", { class: "muted" }, "ใช้รูปนี้เพิ่ม"), buttons);
}

function begin(info, geometry) {
  const name = `selected.${info.id}`;
  draftOf(name).put({ geometry });
  window.location.assign(`${info.new_url}?drawn=${encodeURIComponent(name)}`);
}

function part(app, layer, asked, isOpen) {
  const measures = [layer.area_m2 ? land(layer.area_m2) : null, layer.length_m ? lengthText(layer.length_m) : null].filter(Boolean);
  const list = el("ul", { class: "list" });
  const more = el("p", { class: "small" });
  show(FIRST_ROWS);

  function show(rows) {
    list.replaceChildren(...layer.features.slice(0, rows).map((feature) => row(app, feature)));
    const left = layer.features.length - Math.min(rows, layer.features.length);
    const next = left ? el("button", { type: "button", class: "btn btn-small btn-quiet", onclick: () => show(layer.features.length) }, `แสดงอีก ${number(left)} รายการ`) : null;
    const beyond = !left && layer.more ? `มีมากกว่านี้ แสดง ${number(layer.features.length)} จาก ${number(layer.count)} รายการ` : null;
    more.replaceChildren(...[next, beyond].filter(Boolean));
  }

  return el("details", { class: "selection-layer", open: isOpen },
    el("summary", {}, layer.thai, el("span", { class: "count" }, number(layer.count))),
    measures.length ? el("p", { class: "muted small" }, `รวม ${measures.join(" · ")}`) : null,
    list, more, layer.exportable ? exports(app, layer, asked) : null);
}

function row(app, feature) {
  const measure = feature.area_m2 ? deedArea(feature.area_m2) : feature.length_m ? lengthText(feature.length_m) : "";
  return el("li", {}, el("a", { href: feature.url }, feature.title || "(ไม่มีชื่อ)"), el("span", { class: "muted small num" }, measure));
}

function exports(app, layer, asked) {
  const buttons = Object.entries(FORMATS).map(([format, name]) =>
    el("button", { type: "button", class: "btn btn-small", onclick: (event) => download(app, layer, asked, format, event.currentTarget) }, name));
  return el("div", { class: "selection-exports", role: "group", "aria-label": `ดาวน์โหลด${layer.thai}ที่เลือก` }, el("span", { class: "muted" }, "ดาวน์โหลด"), buttons);
}

async function download(app, layer, asked, format, button) {
  const form = new FormData();
  form.append("body", JSON.stringify({ ...asked, layers: [layer.layer] }));
  form.append("fmt", format);
  button.disabled = true;
  try {
    const response = await postForm(EXPORT, form);
    const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
    save(await response.blob(), named ? named[1] : `${layer.layer}.${format}`);
  } catch (error) {
    app.toast(error.thai || "ดาวน์โหลดไม่ได้ ลองใหม่", "error");
  } finally {
    button.disabled = false;
  }
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
