// The map on paper: title, legend, scale and coordinates around it, at the scale asked for. WebGL leaves nothing to the
// printer, so the drawing is put in its place as a picture while the page is printed.
import { el } from "./element.js";
import { entries } from "./legend.js";
import { denominator, scaleText, zoomFor } from "./print_scale.js";
import { toUtm, zoneOf } from "./utm.js";

const SCALES = [500, 1000, 2000, 4000, 10000, 25000];
const PRINTING = "is-printing-map";
const SETTLE_MS = 350;
const PATIENCE_MS = 6000;
const NOTE = "ใช้ประกอบการพิจารณา ไม่ใช่หลักฐานแสดงแนวเขตตามกฎหมาย";

export function mount(element, app) {
  element.addEventListener("click", () => ask(app));
  let picture = null;
  window.addEventListener("beforeprint", () => {
    picture = pictureOf(app.gl());
  });
  window.addEventListener("afterprint", () => {
    picture?.remove();
    picture = null;
  });
}

function ask(app) {
  const title = el("input", { id: "print-title", value: "แผนที่", maxlength: "120" });
  const scale = el("select", { id: "print-scale" }, el("option", { value: "" }, "ตามที่เห็นบนจอ"),
    SCALES.map((each) => el("option", { value: String(each) }, scaleText(each))));
  const paper = el("select", { id: "print-paper" }, el("option", { value: "landscape" }, "A4 แนวนอน"), el("option", { value: "portrait" }, "A4 แนวตั้ง"));
  const form = el("form", { method: "dialog" },
    el("div", { class: "dialog-head" }, "พิมพ์แผนที่"),
    el("div", { class: "dialog-body" }, field("ชื่อแผนที่", title), field("มาตราส่วน", scale), field("กระดาษ", paper)),
    el("div", { class: "dialog-foot" },
      el("button", { type: "submit", class: "btn", value: "no", formnovalidate: true }, "ยกเลิก"),
      el("button", { type: "submit", class: "btn btn-main", value: "print" }, "พิมพ์")));
  const dialog = el("dialog", { class: "dialog", "aria-label": "พิมพ์แผนที่" }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "print") print(app, { title: title.value.trim(), scale: Number(scale.value), paper: paper.value });
  });
  document.body.append(dialog);
  dialog.showModal();
  title.select();
}

const field = (label, input) => el("div", { class: "field" }, el("label", { for: input.id }, label), input);

async function print(app, wanted) {
  const before = { centre: app.map.getCenter(), zoom: app.map.getZoom(), snap: app.map.options.zoomSnap };
  const page = document.querySelector(".map-page");
  const put = (zoom) => {
    app.map.invalidateSize({ pan: false, animate: false });
    app.map.setView(before.centre, zoom, { animate: false });
  };
  document.body.classList.add(PRINTING, `print-${wanted.paper}`);
  app.map.options.zoomSnap = 0;
  put(wanted.scale ? zoomFor(before.centre.lat, wanted.scale) : before.zoom);
  const sheet = sheetOf(app, wanted);
  page.append(...sheet);
  await drawn(app.gl());
  const done = () => {
    sheet.forEach((part) => part.remove());
    document.body.classList.remove(PRINTING, `print-${wanted.paper}`);
    app.map.options.zoomSnap = before.snap;
    put(before.zoom);
  };
  window.addEventListener("afterprint", done, { once: true });
  window.print();
}

/** Resolves when the map has drawn all it needs, or after some seconds without the last tiles. */
function drawn(gl) {
  const settled = new Promise((done) => setTimeout(done, SETTLE_MS));
  if (!gl) return settled;
  const idle = new Promise((done) => gl.once("idle", done));
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
  gl.triggerRepaint();
  return Promise.race([idle, patience]).then(() => new Promise((done) => setTimeout(done, SETTLE_MS)));
}

function sheetOf(app, wanted) {
  const office = document.querySelector(".bar-office")?.textContent || "";
  const person = document.querySelector(".bar-person")?.textContent || "";
  const today = new Date().toLocaleDateString("th-TH", { day: "numeric", month: "long", year: "numeric" });
  const shown = [...app.layers.values()].filter((layer) => layer.visible);
  return [
    el("header", { class: "sheet-head" }, el("h1", {}, wanted.title || "แผนที่"), el("p", {}, office)),
    el("aside", { class: "sheet-legend" }, el("h2", {}, "คำอธิบายสัญลักษณ์"),
      shown.map((layer) => el("section", {}, el("h3", {}, layer.info.thai), entries(app.legendOf(layer))))),
    el("footer", { class: "sheet-foot" }, el("span", { class: "sheet-north" }, "▲ น."), el("span", {}, scaleOf(app.map)),
      el("span", {}, centreText(app.map.getCenter())), el("span", {}, `พิมพ์เมื่อ ${today} ${person}`), el("span", {}, NOTE)),
  ];
}

const scaleOf = (map) => `มาตราส่วน ${scaleText(denominator(map.getCenter().lat, map.getZoom()))} (A4)`;

function centreText({ lat, lng }) {
  const zone = zoneOf(lng);
  const [easting, northing] = toUtm([lng, lat], zone).map((metres) => Math.round(metres).toLocaleString("en-US"));
  return `กึ่งกลาง WGS 84 / UTM ${zone}N: E ${easting} N ${northing}`;
}

/** A picture of the drawing, laid exactly over it; null where nothing is drawn. */
function pictureOf(gl) {
  if (!gl) return null;
  const canvas = gl.getCanvas();
  gl.redraw();
  const picture = el("img", { class: "print-picture", alt: "", src: canvas.toDataURL("image/png") });
  picture.style.width = `${canvas.clientWidth}px`;
  picture.style.height = `${canvas.clientHeight}px`;
  canvas.after(picture);
  return picture;
}
