// Selects records by a click, a rectangle, a polygon, or within a distance of a point or of a record's shape.
import { getJson, postJson } from "./api.js";
import { boxDrag } from "./box_drag.js";
import { el } from "./element.js";
import { selectionPanel } from "./selection_panel.js";
import { FEWEST, sketch } from "./sketch.js";
import { action, strip, toolButton } from "./strip.js";
import { select as choice } from "./dialog.js";

const COLOR = "#7b2d8b";
const MODE = "select";
const NEAR_PIXELS = 6;
const WAYS = {
  click: { thai: "แตะ", hint: "แตะสิ่งที่ต้องการเลือก" },
  box: { thai: "สี่เหลี่ยม", hint: "ลากกรอบ หรือแตะสองมุม" },
  polygon: { thai: "หลายเหลี่ยม", hint: "แตะทีละมุม แตะซ้ำมุมแรกเพื่อจบ" },
  around: { thai: "ในระยะ", hint: "แตะจุดศูนย์กลาง" },
};
const FARTHEST_M = 50_000;

export function mount(element, app) {
  const { map } = app;
  const { button, press } = toolButton("select", "เลือกข้อมูลตามรูป", () => (app.mode === MODE ? app.leave() : begin()));
  element.append(button);
  const settings = { way: "box", layers: "shown", metres: 100, centre: "point" };
  let open = null; // {strip, tool}
  let asking = null;

  function begin() {
    app.enter(MODE, end);
    press(true);
    open = { strip: strip(app, "เลือกข้อมูล", () => app.leave()), tool: null };
    restart();
  }

  function end() {
    open?.tool?.stop();
    open?.strip.close();
    asking?.abort();
    open = null;
    press(false);
  }

  function restart() {
    open.tool?.stop();
    open.drawn = "";
    open.tool = start();
    redraw([]);
  }

  function start() {
    const drawing = { color: COLOR, onChange: redraw };
    if (settings.way === "box") return boxDrag(map, { color: COLOR, onDone: (ring) => ask({ type: "Polygon", coordinates: [ring] }) });
    if (settings.way === "polygon") {
      return sketch(map, { ...drawing, kind: "polygon", onDone: (points) => ask({ type: "Polygon", coordinates: [[...points, points[0]]] }) });
    }
    return sketch(map, { ...drawing, kind: "point", onDone: ([point]) => (settings.way === "around" ? around(point) : clicked(point)) });
  }

  // -- what is asked ----------------------------------------------------------------------------------------------------
  const clicked = (point) => ask({ type: "Point", coordinates: point }, reach(point), false);

  async function around(point) {
    const metres = Math.min(Math.max(Number(settings.metres) || 0, 0), FARTHEST_M);
    if (settings.centre === "point") return ask({ type: "Point", coordinates: point }, metres);
    try {
      const shape = await shapeAt(point);
      if (shape) return ask(shape, metres);
      app.toast("ไม่มีรูปที่จุดนี้ แตะบนรูปที่ต้องการ", "error");
    } catch (error) {
      app.toast(error.thai || String(error), "error");
    }
    return open && restart();
  }

  async function shapeAt([lon, lat]) {
    const card = await getJson(`/map/place?lon=${lon}&lat=${lat}&tolerance=${reach([lon, lat])}`);
    const shown = card.features.filter((feature) => app.layers.get(feature.layer)?.visible);
    const feature = shown[0] || card.features[0];
    return feature ? (await getJson(`/map/place/${feature.uid}`)).geometry : null;
  }

  function reach([lon, lat]) {
    const here = map.latLngToContainerPoint([lat, lon]);
    return Number(map.distance([lat, lon], map.containerPointToLatLng(here.add([NEAR_PIXELS, 0]))).toFixed(1));
  }

  function wanted() {
    // layers of a year draw the shapes of registers that can be chosen themselves
    const all = [...app.layers.values()].filter((layer) => !layer.info.years);
    const shown = all.filter((layer) => layer.visible).map((layer) => layer.info.id);
    if (settings.layers === "shown") return shown;
    return settings.layers === "all" ? [] : [settings.layers];
  }

  async function ask(geometry, metres = 0, hasArea = true) {
    if (!open) return;
    const layers = wanted();
    if (settings.layers === "shown" && !layers.length) {
      app.toast("ยังไม่ได้เปิดชั้นข้อมูล เลือก “ทุกชั้นข้อมูล” หรือเปิดชั้นข้อมูลก่อน", "error");
      restart();
      return;
    }
    const body = { geometry, layers, ...(metres > 0 ? { distance_m: metres } : {}) };
    asking?.abort();
    asking = new AbortController();
    open.strip.say(el("p", { class: "loading muted" }, "กำลังค้น…"));
    try {
      const answer = await postJson("/map/select", body, { signal: asking.signal });
      app.panel.show("ผลการเลือก", selectionPanel(app, hasArea ? answer : { ...answer, area_m2: null }, body));
      app.highlight(answer.geometry);
    } catch (error) {
      if (error.name === "AbortError") return;
      app.toast(error.thai || String(error), "error");
    }
    if (open) restart();
  }

  // -- the strip ----------------------------------------------------------------------------------------------------------
  function redraw(points) {
    if (!open) return;
    const now = `${settings.way} ${points.length}`;
    if (open.drawn === now) return; // moving the pointer alone changes nothing here
    open.drawn = now;
    open.strip.say(ways(), choices(), el("p", { class: "muted small" }, WAYS[settings.way].hint));
    const isPolygon = settings.way === "polygon" && points.length > 0;
    open.strip.offer(
      isPolygon ? action("ย้อนจุด", () => open.tool.undo(), { icon: "undo" }) : null,
      isPolygon ? action("เสร็จ", () => open.tool.finish(), { main: true, icon: "check", disabled: points.length < FEWEST.polygon }) : null,
    );
  }

  function ways() {
    return el("div", { class: "segmented", role: "radiogroup", "aria-label": "วิธีเลือก" }, Object.entries(WAYS).map(([name, way]) =>
      el("label", {}, el("input", { type: "radio", name: "select-way", value: name, checked: name === settings.way, onchange: () => {
        settings.way = name;
        restart();
        open.strip.box.querySelector(`input[value="${name}"]`).focus();
      } }), el("span", {}, way.thai))));
  }

  function choices() {
    const layers = [["shown", "ที่เปิดอยู่"], ["all", "ทุกชั้นข้อมูล"], ...[...app.layers.values()].filter(({ info }) => !info.years).map(({ info }) => [info.id, info.thai])];
    const toLayers = choice(layers, settings.layers, (event) => (settings.layers = event.target.value));
    const parts = [el("label", { class: "grow" }, "ชั้นข้อมูล", toLayers)];
    if (settings.way === "around") {
      const metres = el("input", { type: "number", min: "0", max: String(FARTHEST_M), step: "any", value: String(settings.metres), oninput: (event) => (settings.metres = event.target.value) });
      const centre = choice([["point", "จุดที่แตะ"], ["shape", "รูปที่แตะ"]], settings.centre, (event) => (settings.centre = event.target.value));
      parts.unshift(el("label", {}, "ระยะ (เมตร)", metres), el("label", {}, "จาก", centre));
    }
    return el("div", { class: "strip-choices" }, parts);
  }
}
