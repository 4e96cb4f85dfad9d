// Drawing the shape of a record in its form: by mouse, finger or keyboard, by typed sides and coordinates, over our own layers.
// The place names its kind, the field that carries GeoJSON, its layer, its record and the shapes a rule refused.
import { addBaseMap } from "./base_map.js";
import { draftOf } from "./draw_draft.js";
import { createEditor } from "./draw_editor.js";
import { shapeFigures, sketchFigures } from "./draw_figures.js";
import { drawFind } from "./draw_find.js";
import { followReferences } from "./draw_follow.js";
import { createComplaints, createJudge } from "./draw_judge.js";
import { typedLine } from "./draw_line.js";
import { isEmpty } from "./draw_model.js";
import { asksNear, placeTyped, readSetting } from "./draw_setting.js";
import { drawTools, toolButton } from "./draw_tools.js";
import { el } from "./element.js";
import { load } from "./libraries.js";
import { asText, fromText, kindOf } from "./shape_parts.js";
import { createSnapper } from "./snap_near.js";
import { toast } from "./toast.js";

const NAMES = { point: "จุด", line: "เส้น", polygon: "รูปแปลง" };
const HINTS = {
  point: "แตะที่ตำแหน่ง หรือใช้ลูกศรเลื่อนแล้วกด Enter",
  line: "แตะทีละจุด แตะสองครั้งเพื่อจบ — แป้นพิมพ์: ลูกศรเลื่อน Enter เพิ่มจุด Enter ซ้ำเพื่อจบ Backspace ย้อน Esc เลิก",
  polygon: "แตะทีละมุม แตะสองครั้งหรือแตะมุมแรกเพื่อจบ — แป้นพิมพ์: ลูกศรเลื่อน Enter เพิ่มมุม Enter ซ้ำเพื่อจบ Backspace ย้อน Esc เลิก",
};
const EDITING = "ลากมุม ลากจุดกลางด้านเพื่อเพิ่มมุม — แป้นพิมพ์: Tab เลือกมุม ลูกศรเลื่อน 10 ซม. (Shift 1 ซม.) Delete ลบมุม";
const MAX_ZOOM = 22;
const THAILAND = [[5.6, 97.3], [20.5, 105.7]];
const DRAWN = "drawn"; // names in the address the draft of the map's editor

export async function mount(place, options) {
  await load("leaflet", "draw", "editor");
  const input = document.querySelector(options.drawInput);
  const slug = options.drawLayer || "";
  const first = fromText(input.value);
  const kind = options.drawKind in NAMES ? options.drawKind : kindOf(first) || "polygon";
  const canvas = el("div", { class: "draw-canvas", tabindex: "0", "aria-label": `แผนที่สำหรับวาด${NAMES[kind]}` });
  const bar = el("div", { class: "draw-bar", role: "toolbar", "aria-label": `วาด${NAMES[kind]}` });
  const state = el("div", { class: "draw-state", role: "status" });
  place.classList.add("is-drawing-map");
  place.replaceChildren(bar, canvas, state);
  const map = L.map(canvas, { zoomControl: false, attributionControl: false, maxZoom: MAX_ZOOM, zoomSnap: 1 });
  L.control.zoom({ position: "topright", zoomInTitle: "ขยาย", zoomOutTitle: "ย่อ" }).addTo(map);
  map.fitBounds(THAILAND);

  const setting = await readSetting(100.5);
  const register = setting.of(slug);
  let tools = null;
  let editor = null;
  let typed = null;
  const snapper = register ? createSnapper(map, { plane: setting.plane, ask: asksNear(slug), onState: () => tools?.refresh() }) : null;
  const complaints = createComplaints(map);
  const judge = register?.coverage ? createJudge({ url: `/draw/${slug}/check`, complaints, onAnswer: () => undefined }) : null;
  editor = createEditor(map, { kind, plane: setting.plane, snapper, onChange: changed, onProgress: progress, onTool: toolChanged, onCut: () => undefined, say });
  tools = drawTools({ kind, editor, snapper });
  const whole = toolButton("zoomto", "ดูทั้งรูป", () => fit(), { isQuiet: true });
  const remove = toolButton("trash", "ลบรูป", () => editor.set(null), { isQuiet: true });
  bar.append(...tools.tools, ...tools.steps, remove, whole);
  typed = typedLine({ systems: setting.systems, place: (text, srid) => placeTyped(slug, text, srid), onPlace: takePlace, onSide: editor.side, onTurn: editor.turn, isTurning: () => editor.tool === "rotate", onEnd: editor.finish, say });
  place.append(...(register ? [typed.row] : []), drawFind({ goTo, place: takePlace, say }), complaints.list);
  canvas.addEventListener("keydown", (event) => tools.onKey(event));
  const draft = draftOf(location.pathname);

  // -- the shape and its field ------------------------------------------------------------------------------------------
  function changed(shape, isLive) {
    state.replaceChildren(...(isEmpty(shape) ? [el("span", { class: "muted" }, "ยังไม่มีรูป")] : shapeFigures(shape, setting.plane)));
    if (isLive) return;
    if (editor) write();
    judge?.ask(editor?.geometry, options.drawUid || null);
    tools?.refresh();
    remove.hidden = whole.hidden = isEmpty(shape);
  }

  function write() {
    const text = asText(editor.geometry);
    if (text === input.value || !editor.isDirty) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    draft.put({ text });
    const other = input.form?.elements["geom.typed"];
    if (other?.value.trim()) {
      other.value = "";
      say("ใช้รูปที่วาดแทนพิกัดที่พิมพ์ไว้");
    }
  }

  function progress(points, cursor, sketched) {
    const nodes = sketchFigures(points, cursor, sketched, setting.plane);
    if (nodes.length) state.replaceChildren(...nodes);
    tools.refresh();
  }

  function toolChanged(tool) {
    tools?.refresh();
    typed?.refresh();
    if (tool === "corners") say(kind === "point" ? "ลากจุดไปที่ใหม่" : EDITING);
    else if (["draw", "part", "hole"].includes(tool)) say(HINTS[tool === "hole" ? "polygon" : kind]);
    else if (tool === "rest" && editor) changed(editor.shape, true);
  }

  /** A typed coordinate: the next corner of what is drawn, or the place of a point; the map goes there. */
  function takePlace([lon, lat]) {
    map.setView([lat, lon], Math.max(map.getZoom(), 18), { animate: false });
    editor.put([lon, lat]);
  }

  // -- the view -------------------------------------------------------------------------------------------------------------
  function goTo(result) {
    const [west, south, east, north] = result.bbox || [result.lon, result.lat, result.lon, result.lat];
    map.fitBounds([[south, west], [north, east]], { maxZoom: 18, animate: false });
  }

  function fit(others = null) {
    const bounds = editor.bounds();
    if (others) bounds.extend(others);
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 19, animate: false });
    return bounds.isValid();
  }

  function say(text, isWrong = false) {
    state.replaceChildren(el("span", { class: isWrong ? "danger" : "muted" }, text));
  }

  /** What was drawn here before and never saved, or on the map for this form. */
  function recover() {
    const sent = new URLSearchParams(location.search).get(DRAWN);
    const handed = sent ? draftOf(sent).get()?.geometry : null;
    if (handed) editor.set(handed);
    const kept = draft.get()?.text;
    if (handed || !kept || kept === input.value) return;
    toast("มีรูปที่วาดค้างไว้และยังไม่ได้บันทึก", { action: { thai: "นำกลับมา", run: () => (editor.set(fromText(kept)), fit()) } });
  }

  editor.load(first);
  if (options.refused) complaints.show({ refusals: JSON.parse(options.refused).features.map(({ geometry, properties }) => ({ thai: properties.thai || "ส่วนที่ขัดกับกฎ", geometry })) });
  recover();
  input.addEventListener("change", () => {
    editor.set(fromText(input.value));
    fit();
  });
  input.form?.addEventListener("submit", () => draft.drop());
  const isFitted = fit(options.refused ? L.geoJSON(JSON.parse(options.refused)).getBounds() : null);
  try {
    const home = await addBaseMap(map, [slug]);
    const [west, south, east, north] = home.bounds;
    if (!isFitted) map.fitBounds([[south, west], [north, east]], { animate: false });
  } catch (error) {
    say(error.thai || "โหลดแผนที่พื้นหลังไม่ได้ ยังวาดและพิมพ์พิกัดได้");
  }
  const named = L.geoJSON(null, { interactive: false, style: { color: "#0b6e99", weight: 3, dashArray: "6 5", fill: false } }).addTo(map);
  const show = (place) => (goTo(place), named.clearLayers().addData(place.geometry));
  followReferences(input.form, { go: show, mayGo: () => isEmpty(editor.shape) });
}
