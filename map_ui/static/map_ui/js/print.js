// Printing true to scale: the frame of the paper lies on the map, the server draws the sheet. The browser's own print
// command gives the screen; WebGL leaves nothing to the printer, so a picture takes its place meanwhile.
import { getJson, postForm } from "./api.js";
import { pastLayers } from "./cadastre_past.js";
import { el } from "./element.js";
import { createFrame } from "./print_frame.js";
import { fittingScale, layerOrder, scaleText } from "./print_order.js";

const ORIENTATIONS = { landscape: "แนวนอน", portrait: "แนวตั้ง" };
const FREE_MS = 60_000;

export function mount(element, app) {
  let open = null;
  element.addEventListener("click", async () => {
    if (open) return open.focus();
    element.disabled = true;
    try {
      open = start(app, await getJson("/print/papers.json"), () => {
        open = null;
        element.focus();
      });
    } catch (error) {
      app.toast(error.thai || "เปิดหน้าพิมพ์ไม่ได้ ลองใหม่", "error");
    } finally {
      element.disabled = false;
    }
    return undefined;
  });
  pictureForTheScreen(app);
}

function start(app, known, onClose) {
  const frame = createFrame(app.map, known.zone);
  const form = fields(app, known);
  const stop = new AbortController();
  const chosen = () => ({
    paper: known.papers.find((each) => each.paper === form.paper.value && each.orientation === form.orientation.value),
    scale: Number(form.scale.value),
  });
  const redraw = () => {
    const { paper, scale } = chosen();
    frame.show(paper, scale);
    const metres = [paper.width_mm, paper.height_mm].map((mm) => Math.round((mm * scale) / 1000).toLocaleString("en-US"));
    form.size.textContent = `พื้นที่ในกรอบ ${metres.join(" × ")} เมตร`;
  };
  const see = () => app.map.fitBounds(frame.bounds(), app.panel.padding());
  const list = () => {
    const shown = layersShown(app);
    const pictures = app.picturesShown().map((each) => each.thai);
    const beneath = pictures.length ? ` ใต้แผนที่: ${pictures.join(", ")}` : "";
    const left = [...app.layers.values()].some((layer) => layer.visible && layer.info.years) ? " (แผนที่รายปีไม่อยู่ในงานพิมพ์นี้)" : "";
    form.layers.textContent = (shown.length ? `ชั้นข้อมูลที่จะพิมพ์: ${shown.map((layer) => layer.info.thai).join(", ")}${beneath}` : "ยังไม่ได้เปิดชั้นข้อมูล") + left;
  };
  const close = () => {
    frame.remove();
    stop.abort();
    app.leave();
  };
  for (const control of [form.paper, form.orientation, form.scale]) control.addEventListener("change", redraw);
  form.middle.addEventListener("click", () => frame.toMiddle());
  form.see.addEventListener("click", see);
  form.cancel.addEventListener("click", close);
  form.box.addEventListener("submit", (event) => {
    event.preventDefault();
    print(app, form, { ...chosen(), centre: frame.centre }, stop.signal);
  });
  app.bus.addEventListener("layers", list, { signal: stop.signal });
  // another tool, or the Escape key, ends printing
  app.enter("print", () => {
    frame.remove();
    stop.abort();
    form.box.closest(".panel-body")?.querySelector(".info-head button")?.click();
    onClose();
  });
  app.panel.show("พิมพ์แผนที่", form.box);
  form.box.closest(".panel-body")?.querySelector(".info-head button")?.addEventListener("click", close, { once: true });
  list();
  redraw();
  see();
  if (window.matchMedia("(pointer: fine)").matches) form.title.select();
  return { focus: () => form.title.focus() };
}

/** The name of the saved map that was opened, as long as its layer is shown. */
const titleOf = (app) => (app.named && app.layers.get(app.named.id)?.visible ? app.named.name : "แผนที่");

const layersShown = (app) => [...app.layers.values()].filter((layer) => layer.visible && !layer.info.years);

function fields(app, known) {
  const names = [...new Set(known.papers.map((each) => each.paper))];
  const { paper, orientation, scale } = atFirst(app, known);
  const past = pastLayers()[0]?.[1];
  const form = {
    title: el("input", { id: "print-title", value: titleOf(app), maxlength: "120", required: true }),
    paper: choice("print-paper", names.map((name) => [name, name]), paper),
    orientation: choice("print-orientation", Object.entries(ORIENTATIONS), orientation),
    scale: choice("print-scale", known.scales.map((each) => [each, scaleText(each)]), scale),
    height: el("input", { id: "print-height", type: "number", min: "0", max: "3000", step: "1", placeholder: "0" }),
    size: el("p", { class: "hint", "aria-live": "polite" }),
    layers: el("p", { class: "hint" }),
    middle: el("button", { type: "button", class: "btn btn-small" }, "วางกรอบกลางจอ"),
    see: el("button", { type: "button", class: "btn btn-small" }, "ดูทั้งกรอบ"),
    cancel: el("button", { type: "button", class: "btn" }, "ยกเลิก"),
    day: el("input", { id: "print-day", placeholder: "วันนี้", inputmode: "numeric", autocomplete: "off" }),
    submit: el("button", { type: "submit", class: "btn btn-main" }, "พิมพ์ (PDF)"),
    words: el("p", { role: "status", class: "print-words" }),
  };
  form.box = el("form", { class: "print-form" },
    field("ชื่อแผนที่", form.title),
    el("div", { class: "field-row" }, field("กระดาษ", form.paper), field("แนวกระดาษ", form.orientation), field("มาตราส่วน", form.scale)),
    form.size,
    el("p", { class: "pair" }, form.middle, form.see),
    past ? field(`${past}ตามสภาพ ณ วันที่ (เช่น 1/1/2568)`, form.day) : null,
    el("details", {}, el("summary", {}, "ตัวคูณมาตราส่วนรวม"), field("ความสูงเฉลี่ยของพื้นที่ (เมตร)", form.height)),
    form.layers,
    el("div", { class: "form-buttons" }, form.submit, form.cancel),
    form.words,
    known.sheets_url ? el("p", {}, el("a", { href: known.sheets_url }, "พิมพ์ระวางตามชื่อ เขต หรือเขตย่อย")) : null);
  return form;
}

/** The paper that suits the screen, at the scale that shows about what the screen shows. */
function atFirst(app, known) {
  const size = app.map.getSize();
  const orientation = size.x >= size.y ? "landscape" : "portrait";
  const paper = known.papers.find((each) => each.paper === "A4" && each.orientation === orientation);
  const bounds = app.map.getBounds();
  const middle = bounds.getCenter();
  const across = app.map.distance([middle.lat, bounds.getWest()], [middle.lat, bounds.getEast()]);
  const up = app.map.distance([bounds.getSouth(), middle.lng], [bounds.getNorth(), middle.lng]);
  return { paper: "A4", orientation, scale: fittingScale(known.scales, paper, across * 0.7, up * 0.7) };
}

const field = (label, input) => el("div", { class: "field field-grow" }, el("label", { for: input.id }, label), input);

function choice(id, pairs, chosen) {
  const made = el("select", { id }, pairs.map(([value, text]) => el("option", { value: String(value) }, text)));
  made.value = String(chosen);
  return made;
}

async function print(app, form, { paper, scale, centre }, signal) {
  const body = {
    paper: paper.paper,
    orientation: paper.orientation,
    scale,
    centre: [centre.lng, centre.lat],
    title: form.title.value.trim(),
    height_m: Number(form.height.value) || 0,
    layers: layersShown(app).map(layerOrder),
    pictures: app.picturesShown().map(({ id, opacity }) => ({ id, opacity })),
    day: form.day.value.trim(),
  };
  const sent = new FormData();
  sent.set("body", JSON.stringify(body));
  form.submit.disabled = true;
  form.words.className = "print-words";
  form.words.textContent = "กำลังพิมพ์…";
  try {
    const answer = await postForm("/print/map", sent, { signal });
    await deliver(form, answer);
  } catch (error) {
    if (error.name === "AbortError") return;
    form.words.className = "print-words alert alert-error";
    form.words.textContent = error.thai || "พิมพ์ไม่ได้ ลองใหม่";
  } finally {
    form.submit.disabled = false;
  }
}

/** Saves the PDF; what the worker prints is followed on a page of its own. */
async function deliver(form, answer) {
  if (answer.status === 202) {
    const { wait } = await answer.json();
    form.words.replaceChildren("ข้อมูลมาก ระบบพิมพ์ให้เบื้องหลัง ", el("a", { href: wait, target: "_blank" }, "ดูความคืบหน้าและดาวน์โหลด"));
    return;
  }
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "map.pdf";
  const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name }, name);
  form.words.replaceChildren("พิมพ์เสร็จแล้ว: ", link);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FREE_MS);
}

function pictureForTheScreen(app) {
  let picture = null;
  window.addEventListener("beforeprint", () => {
    const gl = app.gl();
    if (!gl) return;
    const canvas = gl.getCanvas();
    gl.redraw();
    picture = el("img", { class: "print-picture", alt: "", src: canvas.toDataURL("image/png") });
    picture.style.width = `${canvas.clientWidth}px`;
    picture.style.height = `${canvas.clientHeight}px`;
    canvas.after(picture);
  });
  window.addEventListener("afterprint", () => {
    picture?.remove();
    picture = null;
  });
}
