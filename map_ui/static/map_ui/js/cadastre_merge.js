// Merging shapes that lie together: picked on the map, shown as one before it is written.
import { getJson, postJson } from "./api.js";
import { changesTold, isConflict, recordSince } from "./cadastre_conflict.js";
import { actFields, columnFields } from "./cadastre_form.js";
import { createPieces } from "./cadastre_pieces.js";
import { areaOf } from "./cadastre_sums.js";
import { el } from "./element.js";
import { sprite } from "./sprite.js";
import { action } from "./strip.js";
import { areaText } from "./thai_text.js";

/** `work` and what it tells as of a division; `picker` marks what is picked. `toggle(feature)` adds a shape or takes it away. */
export function createMerger(app, work, picker, { done, end, keep }) {
  const dialog = work.register.merge;
  const pictures = createPieces(app);
  const act = actFields(dialog);
  const columns = columnFields(dialog.columns);
  const picked = new Map(); // uid -> record as the server describes it
  let asked = 0;

  const sqwah = (record) => record.facts.find((fact) => fact.name === dialog.area.name);
  const ask = (values, isDry) => postJson(`/draw/${work.register.slug}/merge`, {
    uids: [...picked.keys()],
    expected_versions: Object.fromEntries([...picked].map(([uid, record]) => [uid, record.version])),
    values, dry_run: isDry, reason: act.reason,
  });

  function start(records) {
    records.forEach((record) => picked.set(record.uid, record));
    show();
    work.dock.say("แตะแปลงที่จะรวมทีละแปลง แตะซ้ำเพื่อเอาออก");
  }

  async function toggle(feature) {
    if (picked.has(feature.uid)) picked.delete(feature.uid);
    else {
      const record = await recordOf(feature.uid);
      if (!record) return;
      picked.set(record.uid, record);
    }
    show();
    keep(state());
    await preview();
  }

  const recordOf = (uid) => getJson(`/draw/${work.register.slug}/${uid}`).catch((error) => work.dock.say(error.thai, true));

  // -- what is kept of it --------------------------------------------------------------------------------------------------
  const state = () => ({ uids: [...picked.keys()], act: act.typed(), columns: columns.values() });

  /** The shapes as they were picked, unless one is there no longer, and what was typed. */
  async function restore(left) {
    const records = await Promise.all(left.uids.map(recordOf));
    start(records.filter(Boolean));
    act.fill(left.act);
    columns.fill(left.columns);
    keep(state());
    await preview();
    pictures.fit();
  }

  async function preview() {
    pictures.clear();
    work.complaints.clear();
    if (picked.size < 2) return;
    const mine = (asked += 1);
    const head = act.values();
    if (!head) return;
    try {
      const answer = await ask({ ...head, child: columns.values() }, true);
      if (mine !== asked) return;
      pictures.show([{ number: 1, geometry: answer.geometry }]);
      work.complaints.show({ warnings: answer.warnings });
      told.replaceChildren(el("span", {}, "แปลงใหม่ ", el("strong", {}, answer.code || "")), el("span", {}, "เนื้อที่ตามเอกสาร ", el("strong", {}, areaOf(answer.sum_sqwah))),
        el("span", { class: "muted" }, `วาดได้ ${areaOf(answer.area_m2 / 4)} (${areaText(answer.area_m2)})`));
    } catch (error) {
      if (mine === asked) refused(error);
    }
  }

  /** Somebody wrote one of them meanwhile: they are shown as they are now, with what he changed; those that ended go. */
  async function renew() {
    const told = [];
    try {
      for (const before of [...picked.values()]) {
        const now = await recordSince(work.register.slug, before);
        if (now.version === before.version) continue;
        told.push(...changesTold(before, now));
        if (now.ended) picked.delete(now.uid);
        else picked.set(now.uid, now);
      }
    } catch (error) {
      return work.dock.say(error.thai || String(error), true);
    }
    changed.replaceChildren(...told, el("p", {}, "รูปและค่าด้านล่างเป็นของล่าสุดแล้ว ตรวจแล้วกดรวมแปลงอีกครั้ง"));
    show();
    keep(state());
    return preview();
  }

  function refused(error) {
    if (isConflict(error)) return renew();
    if (error.status === 409) {
      work.complaints.show({ refusals: error.refusals });
      work.complaints.list.scrollIntoView({ block: "center" });
    } else work.dock.say(error.thai || String(error), true);
    return undefined;
  }

  // -- the panel -----------------------------------------------------------------------------------------------------------
  const list = el("ul", { class: "list picked" });
  const told = el("div", { class: "deed-sum" });
  const changed = el("div", { class: "conflict" }); // what others did to what is picked
  const save = action("รวมแปลง", () => send(), { main: true, icon: "check" });
  const form = el("form", { class: "division", onsubmit: (event) => (event.preventDefault(), send()), oninput: () => keep(state()) },
    changed, list, told, act.node, columns.node);

  function show() {
    picker.show([...picked.values()]);
    list.replaceChildren(...[...picked.values()].map((record) => el("li", {}, el("strong", {}, record.title), el("span", { class: "muted" }, sqwah(record)?.text || ""),
      el("button", { type: "button", class: "btn btn-icon btn-small btn-quiet", "aria-label": `ไม่รวม ${record.title}`, onclick: () => toggle(record) }, sprite("close")))));
    const sum = [...picked.values()].reduce((total, record) => total + (sqwah(record)?.number || 0), 0);
    told.replaceChildren(el("span", {}, picked.size < 2 ? "แตะแปลงที่จะรวมบนแผนที่ทีละแปลง แตะซ้ำเพื่อเอาออก" : `${picked.size} แปลง`), el("span", {}, "รวม ", el("strong", {}, areaOf(sum))));
    save.disabled = picked.size < 2;
    if (!form.isConnected) {
      form.append(work.complaints.list, el("div", { class: "panel-buttons" }, action("เลิก", end), save));
      app.panel.show("รวมแปลง", form);
    }
  }

  async function send() {
    const head = act.values();
    if (!head || picked.size < 2) return;
    work.dock.busy(true);
    const titles = [...picked.values()].map((record) => record.title).join(" + ");
    try {
      const answer = await ask({ ...head, child: columns.values() }, false);
      done(answer, `รวม ${titles}`, answer.geometry);
    } catch (error) {
      await refused(error);
    } finally {
      work.dock.busy(false);
    }
  }

  return {
    start,
    toggle,
    restore,
    get isShown() {
      return picked.size > 1;
    },
    stop() {
      asked += 1;
      pictures.stop();
      picker.show([]);
    },
  };
}
