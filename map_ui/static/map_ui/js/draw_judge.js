// What the rules of the server say of a shape while it is drawn: the pieces complained of on the map, red where they forbid,
// amber where they warn, and a list that leads to each.
import { postJson } from "./api.js";
import { el } from "./element.js";
import { sprite } from "./sprite.js";
import { areaText } from "./thai_text.js";

const COLORS = { refusal: "#b3261e", warning: "#b7791f" };
const WAIT_MS = 350;
const MOST_NAMED = 6;

function style(kind) {
  return { color: COLORS[kind], weight: 4, dashArray: "6 5", fillColor: COLORS[kind], fillOpacity: kind === "refusal" ? 0.3 : 0.15, interactive: false };
}

/** Pieces on a map and their list. `show({refusals, warnings})`, `clear()`, `list` (an element). */
export function createComplaints(map) {
  const group = L.featureGroup().addTo(map);
  const list = el("ul", { class: "complaints", "aria-live": "polite" });

  function show({ refusals = [], warnings = [] }) {
    clear();
    const all = [...refusals.map((each) => ["refusal", each]), ...warnings.map((each) => ["warning", each])];
    list.replaceChildren(...all.map(([kind, each]) => item(kind, each)));
    list.hidden = !all.length;
  }

  function item(kind, { code, thai, law, geometry }) {
    const piece = geometry && draw(kind, geometry);
    const text = el("span", {}, thai, law ? el("cite", {}, ` ${law}`) : null);
    return el("li", { class: `complaint complaint-${kind}`, "data-code": code },
      piece ? el("button", { type: "button", title: "ไปดูบนแผนที่", onclick: () => fly(piece) }, sprite("zoomto"), text) : text);
  }

  function draw(kind, geometry) {
    const look = style(kind);
    const piece = L.geoJSON(geometry, { style: look, pointToLayer: (_, at) => L.circleMarker(at, { ...look, radius: 9 }) });
    group.addLayer(piece);
    return piece;
  }

  function fly(piece) {
    const bounds = piece.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.6), { maxZoom: 21, animate: false });
  }

  function clear() {
    group.clearLayers();
    list.replaceChildren();
    list.hidden = true;
  }

  clear();
  return { show, clear, list, stop: () => group.remove() };
}

/** Where to look for what a saving was refused for: not every reason is a piece of the map. */
export const refusedText = (refusals) => (refusals.some((each) => each.geometry) ? "บันทึกไม่ได้ ดูส่วนสีแดงบนแผนที่" : "บันทึกไม่ได้ ดูเหตุผลด้านล่าง");

/** What is told of neighbours whose borders go with a shape: each by name, what it gains or loses, and its new shape. */
export function alsoMoved(neighbours) {
  const moved = neighbours.filter((each) => each.geometry);
  if (!moved.length) return [];
  const names = moved.slice(0, MOST_NAMED).map((each) => `${each.title} (${change(each.gained_m2)})`).join(", ");
  const rest = moved.length > MOST_NAMED ? ` และอีก ${moved.length - MOST_NAMED} รูป` : "";
  return [{ code: "MOVED", thai: `แนวเขตที่จะขยับตาม: ${names}${rest}`, geometry: { type: "GeometryCollection", geometries: moved.map((each) => each.geometry) } }];
}

function change(gained) {
  if (Math.abs(gained) < 0.05) return "เนื้อที่เท่าเดิม";
  return `${gained > 0 ? "+" : "−"}${areaText(Math.abs(gained))}`;
}

/** Asks the server a moment after the last change. `options`: url, complaints, onAnswer(answer|null, error|null). */
export function createJudge({ url, complaints, onAnswer }) {
  let timer = 0;
  let asking = null;

  function cancel() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  }

  async function run(geometry, uid, shared) {
    asking = new AbortController();
    const mine = asking;
    try {
      const answer = await postJson(url, { geometry, uid, shared }, { signal: mine.signal });
      complaints.show({ ...answer, warnings: [...alsoMoved(answer.moved || []), ...answer.warnings] });
      onAnswer(answer, null);
    } catch (error) {
      if (error.name === "AbortError") return;
      // what cannot be read as a shape is a complaint too; a lost connection is only told
      if (error.status === 409) complaints.show({ refusals: error.refusals });
      onAnswer(null, error);
    }
  }

  return {
    /** `shared`: the borders of neighbours go with it. */
    ask(geometry, uid = null, shared = false) {
      cancel();
      if (geometry) timer = setTimeout(() => run(geometry, uid, shared), WAIT_MS);
      else complaints.clear();
    },
    cancel,
  };
}
