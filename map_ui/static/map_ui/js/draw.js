// Drawing the shape of a record in its form: by mouse, finger or keyboard, by typed coordinates, over our own layers.
// The place names its kind, the field that carries GeoJSON, its layer and the shapes a rule refused.
import { addBaseMap } from "./base_map.js";
import { drawFind } from "./draw_find.js";
import { drawShapes, showRefused } from "./draw_shapes.js";
import { el } from "./element.js";
import { measured } from "./geodesy.js";
import { load } from "./libraries.js";
import { deedArea } from "./rai.js";
import { asText, fromText, joined, kindOf, partOf, partsOf } from "./shape_parts.js";
import { FEWEST, sketch } from "./sketch.js";
import { sprite } from "./sprite.js";
import { areaText, lengthText } from "./thai_text.js";

const NAMES = { point: "จุด", line: "เส้น", polygon: "รูปแปลง" };
const START = { point: "วางจุด", line: "วาดเส้น", polygon: "วาดรูป" };
const HINTS = {
  point: "แตะที่ตำแหน่ง หรือใช้ลูกศรเลื่อนแล้วกด Enter",
  line: "แตะทีละจุด แตะสองครั้งเพื่อจบ — แป้นพิมพ์: ลูกศรเลื่อน Enter เพิ่มจุด Enter ซ้ำเพื่อจบ Backspace ย้อน Esc เลิก",
  polygon: "แตะทีละมุม แตะสองครั้งหรือแตะมุมแรกเพื่อจบ — แป้นพิมพ์: ลูกศรเลื่อน Enter เพิ่มมุม Enter ซ้ำเพื่อจบ Backspace ย้อน Esc เลิก",
};
const MAX_ZOOM = 22;
const THAILAND = [[5.6, 97.3], [20.5, 105.7]];
const PAST_STEPS = 50;

const button = (icon, thai, run) => el("button", { type: "button", class: "btn btn-small", onclick: run }, sprite(icon), thai);

export async function mount(place, options) {
  await load("leaflet", "geoman", "draw");
  const input = document.querySelector(options.drawInput);
  const first = fromText(input.value);
  const kind = options.drawKind in NAMES ? options.drawKind : kindOf(first) || "polygon";
  const canvas = el("div", { class: "draw-canvas", tabindex: "0", "aria-label": `แผนที่สำหรับวาด${NAMES[kind]}` });
  const bar = el("div", { class: "draw-bar", role: "toolbar", "aria-label": `วาด${NAMES[kind]}` });
  const state = el("div", { class: "draw-state", role: "status" });
  const finding = drawFind({ goTo, place: take, say });
  place.classList.add("is-drawing-map");
  place.replaceChildren(bar, canvas, state, finding);

  const map = L.map(canvas, { zoomControl: false, attributionControl: false, maxZoom: MAX_ZOOM, zoomSnap: 1 });
  L.control.zoom({ position: "topright", zoomInTitle: "ขยาย", zoomOutTitle: "ย่อ" }).addTo(map);
  map.fitBounds(THAILAND);
  const shapes = drawShapes(map, changed);
  const past = [];
  let drawing = null;

  const start = button(kind === "point" ? "point" : kind, START[kind], () => (drawing ? cancel() : begin()));
  const edit = button("cursor", kind === "point" ? "ย้ายจุด" : "แก้มุม", toggleEdit);
  const add = button("plus", "เพิ่มจุดกลางจอ", () => drawing.add());
  const done = button("check", "เสร็จ", () => drawing.finish());
  const undo = button("undo", "ย้อน", back);
  const remove = button("trash", "ลบรูป", () => set([]));
  const whole = button("zoomto", "ดูทั้งรูป", () => fit());
  bar.append(start, edit, add, done, undo, remove, whole);

  // -- the shape and its field ------------------------------------------------------------------------------------------
  function write(parts) {
    input.value = asText(joined(parts));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const typed = input.form?.elements["geom.typed"];
    if (typed?.value.trim()) {
      typed.value = "";
      say("ใช้รูปที่วาดแทนพิกัดที่พิมพ์ไว้");
    }
  }

  function keep() {
    past.push(partsOf(fromText(input.value)));
    if (past.length > PAST_STEPS) past.shift();
  }

  function set(parts) {
    keep();
    shapes.show(parts);
    write(parts);
    if (!parts.length) shapes.edit(false);
    refresh();
  }

  function changed(parts, isFinal) {
    if (isFinal && asText(joined(parts)) !== input.value) {
      keep();
      write(parts);
    }
    tell(joined(parts));
    if (isFinal) buttons();
  }

  function back() {
    if (drawing?.points.length) return drawing.undo();
    if (drawing) return cancel();
    const parts = past.pop();
    if (parts) {
      shapes.show(parts);
      write(parts);
    }
    return refresh();
  }

  // -- drawing ------------------------------------------------------------------------------------------------------------
  function begin() {
    shapes.edit(false);
    drawing = sketch(map, { kind, color: "#c2410c", enterAdds: true, onChange: progress, onDone: finished, onCancel: cancel });
    canvas.classList.add("is-drawing");
    refresh();
    say(HINTS[kind]);
  }

  function cancel() {
    drawing?.stop();
    drawing = null;
    canvas.classList.remove("is-drawing");
    refresh();
  }

  function finished(points) {
    drawing = null;
    canvas.classList.remove("is-drawing");
    set([partOf(kind, points)]);
  }

  function progress(points, cursor) {
    const all = cursor && points.length ? [...points, cursor] : points;
    if (kind !== "point" && all.length >= FEWEST[kind]) tell(partOf(kind, all));
    else if (kind !== "point" && all.length === 2) tell(partOf("line", all));
    buttons();
  }

  function toggleEdit() {
    shapes.edit(!shapes.isEditing);
    refresh();
    if (shapes.isEditing) say(kind === "point" ? "ลากจุดไปที่ใหม่" : "ลากมุม ลากจุดกลางเส้นเพื่อเพิ่มมุม กดค้างหรือคลิกขวาเพื่อลบมุม");
  }

  /** A typed coordinate: the point itself, the next corner of what is being drawn, or its first. */
  function take(position) {
    if (kind === "point") set([partOf(kind, [position])]);
    else {
      if (!drawing) begin();
      drawing.put(position);
    }
  }

  // -- the view -------------------------------------------------------------------------------------------------------------
  function goTo(result) {
    const [west, south, east, north] = result.bbox || [result.lon, result.lat, result.lon, result.lat];
    map.fitBounds([[south, west], [north, east]], { maxZoom: 18, animate: false });
  }

  function fit(others = null) {
    const bounds = shapes.bounds();
    if (others) bounds.extend(others);
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 19, animate: false });
    return bounds.isValid();
  }

  function say(text) {
    state.replaceChildren(el("span", { class: "muted" }, text));
  }

  function tell(geometry) {
    const { length_m: length, area_m2: area } = measured(geometry);
    const point = geometry?.type === "Point" ? geometry.coordinates : null;
    state.replaceChildren(...[
      point ? el("span", {}, `${point[1].toFixed(6)}, ${point[0].toFixed(6)}`) : null,
      area === null ? null : el("span", {}, "เนื้อที่ ", el("strong", {}, deedArea(area)), ` ไร่ (${areaText(area)})`),
      length === null ? null : el("span", {}, area === null ? "ยาว " : "เส้นรอบรูป ", el("strong", {}, lengthText(length))),
      geometry ? null : el("span", { class: "muted" }, "ยังไม่มีรูป"),
    ].filter(Boolean));
  }

  function buttons() {
    const has = shapes.parts().length > 0;
    start.lastChild.textContent = drawing ? "เลิกวาด" : has ? `${START[kind]}ใหม่` : START[kind];
    start.classList.toggle("btn-main", !drawing && !has);
    edit.hidden = !has || Boolean(drawing);
    edit.setAttribute("aria-pressed", String(shapes.isEditing));
    add.hidden = !drawing;
    done.hidden = !drawing || kind === "point";
    done.disabled = !drawing || drawing.points.length < FEWEST[kind];
    undo.disabled = !drawing && !past.length;
    remove.hidden = !has || Boolean(drawing);
    whole.hidden = !has;
  }

  function refresh() {
    buttons();
    tell(joined(shapes.parts()));
  }

  shapes.show(partsOf(first));
  refresh();
  input.addEventListener("change", () => {
    shapes.show(partsOf(fromText(input.value)));
    refresh();
    fit();
  });
  const refused = options.refused ? showRefused(map, options.refused).getBounds() : null;
  const isFitted = fit(refused);
  try {
    const home = await addBaseMap(map, [options.drawLayer]);
    const [west, south, east, north] = home.bounds;
    if (!isFitted) map.fitBounds([[south, west], [north, east]], { animate: false });
  } catch (error) {
    say(error.thai || "โหลดแผนที่พื้นหลังไม่ได้ ยังวาดและพิมพ์พิกัดได้");
  }
}
