// Two people at one shape: the second sees what changed, both shapes, and chooses. Nothing is written over silently.
import { getJson } from "./api.js";
import { el } from "./element.js";
import { action } from "./strip.js";

const THEIRS = { color: "#1d5591", weight: 4, fillColor: "#1d5591", fillOpacity: 0.12, interactive: false };
const MINE = { color: "#c2410c", weight: 3, dashArray: "8 5", fillOpacity: 0, interactive: false };

export const isConflict = (error) => Boolean(error.refusals?.some((each) => each.code === "CONFLICT"));

/** A record as it is now, with who changed what of it since the one in hand. */
export const recordSince = (slug, { uid, version }) => getJson(`/draw/${slug}/${uid}?since=${version}`);

function change({ when, by, reason, shape, columns }) {
  const rows = columns.map((each) => el("li", {}, `${each.thai}: `, el("s", {}, each.before || "(ว่าง)"), " → ", el("strong", {}, each.after || "(ว่าง)")));
  return el("section", { class: "conflict-change" },
    el("p", {}, el("strong", {}, by), el("span", { class: "muted" }, ` ${when} · ${reason}`)),
    el("ul", { class: "small" }, shape ? el("li", {}, "เปลี่ยนรูปแผนที่") : null, rows));
}

/** What others did to a record since it was opened. */
export const changesTold = (before, now) => [
  el("p", {}, `${before.title} ถูกแก้ไขหลังจากที่ท่านเปิด (รุ่น ${before.version} → ${now.version})`),
  ...(now.changes || []).map(change),
];

/** The words of the choice: both drew, only I drew, or there is nothing to draw on any longer. */
function words({ ended, changes = [] }) {
  if (ended) return { note: `${ended} รูปของท่านบันทึกไม่ได้`, stored: "รูปในทะเบียน", drop: "ทิ้งรูปของฉัน", keep: "" };
  if (changes.some((each) => each.shape)) {
    return { note: "รูปของท่านยังอยู่และยังไม่ได้บันทึก เลือกรูปที่จะใช้ ค่าอื่นที่เขาแก้ยังอยู่ทั้งสองทาง", stored: "รูปของเขา (ในทะเบียน)", drop: "ใช้รูปของเขา", keep: "ใช้รูปของฉัน" };
  }
  return { note: "เขาไม่ได้แก้รูป รูปของท่านบันทึกได้ และค่าที่เขาแก้ยังอยู่", stored: "รูปในทะเบียน", drop: "ทิ้งรูปของฉัน", keep: "บันทึกรูปของฉัน" };
}

/** Shows the conflict. `work`: {slug, record, geometry} as it was edited. `choose`: {theirs(record), mine(record), later(record)}. */
export async function showConflict(app, work, choose) {
  const theirs = await recordSince(work.slug, work.record);
  const drawn = L.featureGroup([L.geoJSON(theirs.geometry, { style: THEIRS }), L.geoJSON(work.geometry, { style: MINE })]).addTo(app.map);
  app.map.fitBounds(drawn.getBounds().pad(0.2), { maxZoom: 20, animate: false, ...app.panel.padding() });
  const decide = (run) => () => {
    drawn.remove();
    app.panel.close();
    run(theirs);
  };
  const { note, stored, drop, keep } = words(theirs);
  app.panel.show("มีผู้แก้ไขก่อนท่าน", el("div", { class: "conflict", role: "alert" },
    changesTold(work.record, theirs),
    el("p", {}, note),
    el("p", { class: "conflict-key" }, el("span", { class: "key-theirs" }, stored), el("span", { class: "key-mine" }, "รูปของฉัน")),
    el("div", { class: "conflict-buttons" },
      action(drop, decide(choose.theirs), { main: !keep }),
      keep ? [action(keep, decide(choose.mine), { main: true }), action("กลับไปแก้ต่อ", decide(choose.later))] : null)));
}
