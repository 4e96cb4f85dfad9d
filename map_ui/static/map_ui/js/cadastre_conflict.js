// Two people at one shape: the second sees what changed, both shapes, and chooses. Nothing is written over silently.
import { getJson } from "./api.js";
import { el } from "./element.js";
import { action } from "./strip.js";

const THEIRS = { color: "#1d5591", weight: 4, fillColor: "#1d5591", fillOpacity: 0.12, interactive: false };
const MINE = { color: "#c2410c", weight: 3, dashArray: "8 5", fillOpacity: 0, interactive: false };

const when = (iso) => new Date(iso).toLocaleString("th-TH", { dateStyle: "medium", timeStyle: "short" });

function change({ at, by, reason, shape, columns }) {
  const rows = columns.map((each) => el("li", {}, `${each.thai}: `, el("s", {}, each.before || "(ว่าง)"), " → ", el("strong", {}, each.after || "(ว่าง)")));
  return el("section", { class: "conflict-change" },
    el("p", {}, el("strong", {}, by), el("span", { class: "muted" }, ` ${when(at)} · ${reason}`)),
    el("ul", { class: "small" }, shape ? el("li", {}, "เปลี่ยนรูปแผนที่") : null, rows));
}

/** Shows the conflict. `work`: {slug, record, geometry} as it was edited. `choose`: {theirs(record), mine(record), later(record)}. */
export async function showConflict(app, work, choose) {
  const theirs = await getJson(`/draw/${work.slug}/${work.record.uid}?since=${work.record.version}`);
  const drawn = L.featureGroup([L.geoJSON(theirs.geometry, { style: THEIRS }), L.geoJSON(work.geometry, { style: MINE })]).addTo(app.map);
  app.map.fitBounds(drawn.getBounds().pad(0.2), { maxZoom: 20, animate: false, ...app.panel.padding() });
  const decide = (run) => () => {
    drawn.remove();
    app.panel.close();
    run(theirs);
  };
  const changes = theirs.changes || [];
  app.panel.show("มีผู้แก้ไขก่อนท่าน", el("div", { class: "conflict", role: "alert" },
    el("p", {}, `${work.record.title} ถูกแก้ไขหลังจากที่ท่านเปิด (รุ่น ${work.record.version} → ${theirs.version}) รูปของท่านยังอยู่และยังไม่ได้บันทึก`),
    changes.map(change),
    el("p", { class: "conflict-key" }, el("span", { class: "key-theirs" }, "รูปของเขา (ในทะเบียน)"), el("span", { class: "key-mine" }, "รูปของฉัน")),
    el("div", { class: "conflict-buttons" },
      action("ใช้รูปของเขา", decide(choose.theirs)),
      action("ใช้รูปของฉัน", decide(choose.mine), { main: true }),
      action("กลับไปแก้ต่อ", decide(choose.later)))));
}
