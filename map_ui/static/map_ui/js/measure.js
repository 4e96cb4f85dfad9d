// Measures lengths and areas on the ellipsoid while they are drawn; the last result stays on the map until it is closed.
import { el } from "./element.js";
import { lineLength, polygonArea } from "./geodesy.js";
import { areaInWords, deedArea } from "./rai.js";
import { FEWEST, sketch } from "./sketch.js";
import { action, copy, strip, toolButton } from "./strip.js";
import { areaText, lengthText } from "./thai_text.js";

const COLOR = "#d9480f";
const TOOLS = {
  line: { mode: "measure-line", icon: "ruler", thai: "วัดระยะ" },
  polygon: { mode: "measure-area", icon: "area", thai: "วัดเนื้อที่" },
};

const figure = (label, text, extra) =>
  el("div", { class: "figure" }, el("span", { class: "figure-label" }, label), el("strong", {}, text), extra ? el("span", { class: "muted" }, extra) : null);

function lineFigures(points, cursor) {
  const all = cursor ? [...points, cursor] : points;
  const last = all.length > 1 ? lineLength(all.slice(-2)) : 0;
  return [figure("ระยะรวม", lengthText(lineLength(all))), all.length > 2 ? figure("ช่วงสุดท้าย", lengthText(last)) : null];
}

function areaFigures(points, cursor) {
  const ring = cursor ? [...points, cursor] : points;
  if (ring.length < 3) return [figure("ขอบ", lengthText(lineLength(ring)))];
  const m2 = polygonArea([ring]);
  return [
    figure("เนื้อที่ (ไร่-งาน-ตร.ว.)", deedArea(m2), areaText(m2)),
    figure("เส้นรอบรูป", lengthText(lineLength([...ring, ring[0]]))),
  ];
}

function asText(kind, points) {
  if (kind === "line") return `ระยะ ${lengthText(lineLength(points))}`;
  const m2 = polygonArea([points]);
  return `เนื้อที่ ${areaInWords(m2)} (${deedArea(m2)}) = ${areaText(m2)} เส้นรอบรูป ${lengthText(lineLength([...points, points[0]]))}`;
}

export function mount(element, app) {
  const drawn = L.layerGroup().addTo(app.map);
  let open = null; // the running measurement: {strip, sketch}

  const buttons = Object.fromEntries(Object.entries(TOOLS).map(([kind, tool]) => [kind, toolButton(tool.icon, tool.thai, () => toggle(kind))]));
  element.append(...Object.values(buttons).map((each) => each.button));

  function toggle(kind) {
    if (open?.kind === kind) app.leave();
    else begin(kind);
  }

  function begin(kind) {
    app.enter(TOOLS[kind].mode, end);
    drawn.clearLayers();
    open = { kind, strip: strip(app, TOOLS[kind].thai, () => app.leave()) };
    buttons[kind].press(true);
    open.sketch = sketch(app.map, { kind, color: COLOR, onChange: show, onDone: finish });
    show([], null);
  }

  function end() {
    open?.sketch?.stop();
    open?.strip.close();
    drawn.clearLayers();
    Object.values(buttons).forEach((each) => each.press(false));
    open = null;
  }

  function show(points, cursor) {
    if (!open) return;
    if (!points.length) {
      open.strip.say(el("p", { class: "muted" }, "แตะจุดแรกบนแผนที่ หรือใช้ลูกศรเลื่อนแล้วกดเว้นวรรค"));
      open.strip.offer();
      return;
    }
    open.strip.say(...(open.kind === "line" ? lineFigures : areaFigures)(points, cursor));
    if (open.shown === points.length) return; // the buttons change with the corners only
    open.shown = points.length;
    open.strip.offer(
      action("ย้อนจุด", () => open.sketch.undo(), { icon: "undo" }),
      action("เสร็จ", () => open.sketch.finish(), { main: true, disabled: points.length < FEWEST[open.kind], icon: "check" }),
    );
  }

  function finish(points) {
    const { kind } = open;
    const latlngs = points.map(([lon, lat]) => [lat, lon]);
    const style = { color: COLOR, weight: 3, fillOpacity: 0.12, interactive: false };
    (kind === "line" ? L.polyline : L.polygon)(latlngs, style).addTo(drawn);
    open.strip.say(...(kind === "line" ? lineFigures : areaFigures)(points, null));
    open.strip.offer(
      action("คัดลอก", () => copy(app, asText(kind, points))),
      action("วัดใหม่", () => begin(kind), { main: true }),
    );
  }
}
