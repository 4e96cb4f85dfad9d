// Editing the map: pick a shape or draw a new one, change it with the tools, see what the rules say, save, divide, merge, undo.
import { getJson } from "./api.js";
import { draftName } from "./cadastre_names.js";
import { createDivision } from "./cadastre_divide.js";
import { createDock } from "./cadastre_dock.js";
import { DRAWING, EDITING, IDLE, showHelp } from "./cadastre_help.js";
import { createKeys } from "./cadastre_keys.js";
import { createMerger } from "./cadastre_merge.js";
import { createPicker } from "./cadastre_pick.js";
import { createSaving } from "./cadastre_save.js";
import { createSets } from "./cadastre_sets.js";
import { refreshTiles } from "./cadastre_tiles.js";
import { draftOf, isUnfinished } from "./draw_draft.js";
import { createEditor } from "./draw_editor.js";
import { shapeFigures, sketchFigures } from "./draw_figures.js";
import { createComplaints, createJudge } from "./draw_judge.js";
import { typedLine } from "./draw_line.js";
import { isEmpty } from "./draw_model.js";
import { asksNear, placeTyped } from "./draw_setting.js";
import { drawTools, toolButton } from "./draw_tools.js";
import { createSnapper } from "./snap_near.js";
import { toast } from "./toast.js";

const DISCARD = "ทิ้งการแก้ไขที่ยังไม่บันทึก?";

/** The desk of one register. `left`: a draft to go on with; `change(slug)` opens another register; `leaveQuietly()` is told
 * before the page is left for a form. */
export function createDesk(app, setting, register, { left, change, leaveQuietly }) {
  const [{ map }, { plane }, { slug }] = [app, setting, register];
  const draft = draftOf(draftName());
  if (app.layers.has(slug) && !app.layers.get(slug).visible) app.setVisible(slug, true);
  const others = () => [...app.layers.values()].filter((layer) => layer.visible && !layer.info.years && layer.info.id !== slug).map((layer) => layer.info.id);

  const work = { register, record: null, draft, leaveQuietly };
  let tools = null;
  let job = null; // a division or a merger that is being prepared
  let offer = null; // takes the offer to undo the last saving away
  work.dock = createDock(app, setting.registers, slug, { close: close, register: (to) => mayLose() && (change(to), true), save: () => saving.save(), cancel: () => mayLose() && pick(null), help: () => showHelp(), shared: () => check() });
  const { dock } = work;
  const snapper = createSnapper(map, { plane, ask: asksNear(slug, others), onState: refresh });
  const picker = createPicker(app, snapper, plane, slug);
  work.complaints = createComplaints(map);
  const judge = createJudge({ url: `/draw/${slug}/check`, complaints: work.complaints, onAnswer: judged });
  work.editor = createEditor(map, { kind: register.geometry, plane, snapper, onChange: changed, onProgress: progress, onTool: toolChanged, onCut: (points) => job?.cut(points), say: dock.say });
  const { editor } = work;
  const sets = createSets(refresh);
  const saving = createSaving(app, work, { saved, reopen: take });
  tools = drawTools({ kind: register.geometry, editor, snapper });
  const divide = register.divide && register.change ? toolButton("cut", "แบ่งแยก", startDivision, { key: "X" }) : null;
  const merge = register.merge && register.change ? toolButton("merge", "รวม", startMerger, { key: "G" }) : null;
  const setBack = toolButton("undo", "เลิกทำที่บันทึก", () => turn("undo"), { isQuiet: true });
  const setAgain = toolButton("redo", "ทำที่บันทึกซ้ำ", () => turn("redo"), { isQuiet: true });
  const typed = typedLine({ systems: setting.systems, place: (text, srid) => placeTyped(slug, text, srid), onPlace, onSide: editor.side, onTurn: editor.turn, isTurning: () => editor.tool === "rotate", onEnd: editor.finish, say: dock.say });
  dock.tools.append(...[...tools.tools, divide, merge, ...tools.steps].filter(Boolean));
  dock.sets.append(setBack, setAgain);
  dock.body.append(work.complaints.list, typed.row);

  // -- what is in hand -----------------------------------------------------------------------------------------------------
  const isAtWork = () => editor.isDirty || Boolean(job?.isShown);
  const mayLose = () => !isAtWork() || window.confirm(DISCARD);

  async function pick(feature) {
    endJob();
    if (!feature) return take(null);
    try {
      take(await getJson(`/draw/${slug}/${feature.uid}`));
    } catch (error) {
      dock.say(error.thai || String(error), true);
    }
  }

  /** Takes a record in hand as the server has it; null: nothing. One that was divided, merged or cancelled is only told. */
  function take(record) {
    if (record?.ended) {
      take(null);
      return dock.say(record.ended, true);
    }
    work.record = record;
    draft.drop();
    dock.forgetReason();
    work.complaints.clear();
    editor.load(record?.geometry || null, record?.uid || null);
    if (record) editor.use("corners");
    return refresh();
  }

  function changed(shape, isLive) {
    dock.tell(shapeFigures(shape, plane));
    if (isLive || !tools) return;
    if (editor.isDirty) {
      draft.put({ slug, geometry: editor.geometry, uid: work.record?.uid || null, version: work.record?.version, title: work.record?.title || "" });
      check();
    } else draft.drop();
    refresh();
  }

  const check = () => judge.ask(editor.isDirty ? editor.geometry : null, work.record?.uid || null, dock.isShared);

  function judged(answer, error) {
    if (error && error.status !== 409) dock.say(`${error.thai} รูปที่วาดยังอยู่`, true);
    refresh();
  }

  function progress(points, cursor, kind) {
    const nodes = sketchFigures(points, cursor, kind, plane);
    if (nodes.length) dock.tell(nodes);
    refresh();
  }

  function toolChanged(tool) {
    if (tool === "corners" && !editor.isDirty) dock.say(EDITING);
    if (["draw", "part", "hole"].includes(tool)) dock.say(DRAWING);
    if (tool === "rest" && isEmpty(editor.shape) && !job) dock.say(IDLE);
    refresh();
  }

  function refresh() {
    if (!tools) return;
    tools.refresh(Boolean(job));
    typed.refresh();
    const has = !isEmpty(editor.shape);
    const isNew = !work.record;
    dock.refresh({
      isReady: snapper.isReady,
      chip: snapper.problem || (work.record ? work.record.title : has || editor.isSketching ? "รูปใหม่" : ""),
      canSave: editor.isDirty && has && !editor.isSketching,
      isNew,
      isShared: register.coverage && !isNew,
      hasFoot: !job && (editor.isDirty || Boolean(work.record)),
    });
    if (divide) divide.disabled = isNew || editor.isDirty || Boolean(job);
    if (merge) merge.setAttribute("aria-pressed", String(Boolean(job?.toggle)));
    setBack.hidden = !sets.last;
    setAgain.hidden = !sets.next;
    if (sets.last) setBack.title = `เลิกทำ: ${sets.last.text}`;
    if (sets.next) setAgain.title = `ทำซ้ำ: ${sets.next.text}`;
  }

  // -- dividing, merging ---------------------------------------------------------------------------------------------------
  function startDivision() {
    judge.cancel();
    const { uid, title } = work.record;
    job = createDivision(app, work, { done: finished, end: endJob, gone, keep: (division) => draft.put({ slug, uid, title, division }) });
    job.start();
    refresh();
  }

  function gone(record) {
    endJob();
    take(record);
  }

  function startMerger() {
    if (job) return endJob();
    if (!mayLose()) return undefined;
    const record = work.record;
    take(null);
    openMerger();
    job.start(record ? [record] : []);
    return refresh();
  }

  function openMerger() {
    job = createMerger(app, work, picker, { done: finished, end: endJob, keep: (merger) => draft.put({ slug, title: "", merger }) });
  }

  function endJob() {
    if (!job) return;
    if (job.isShown || job.toggle) draft.drop();
    job.stop();
    job = null;
    dock.body.prepend(work.complaints.list);
    work.complaints.clear();
    if (window.matchMedia("(max-width: 799px)").matches) app.panel.close();
    else app.panel.open("layers");
    editor.use(work.record ? "corners" : "rest");
    refresh();
  }

  // -- after writing -------------------------------------------------------------------------------------------------------
  function finished(answer, text, geometry) {
    endJob();
    take(null);
    written(answer.batch_id, text, geometry);
  }

  function saved(answer, text) {
    take(null);
    written(answer.batch_id, text, answer.record.geometry);
  }

  function written(batch, text, geometry) {
    sets.put(batch, text);
    dock.say(`${text} แล้ว`);
    app.highlight(geometry);
    afterWriting();
    offer?.();
    offer = toast(`${text} แล้ว`, { action: { thai: "เลิกทำ", run: () => turn("undo") } });
  }

  function afterWriting() {
    refreshTiles(app, [slug, ...others()]);
    snapper.reload();
  }

  async function turn(way) {
    offer?.(); // it speaks of the last saving only
    try {
      const text = await sets[way]();
      app.highlight(null);
      take(null);
      afterWriting();
      app.toast(way === "undo" ? `เลิกทำแล้ว: ${text}` : `ทำซ้ำแล้ว: ${text}`);
    } catch (error) {
      toast(error.thai || String(error), { error: true, action: sets.last && error.status === 409 ? { thai: "ดูชุดการแก้ไข", run: () => window.location.assign(`/changes/${sets.last.batch}`) } : undefined });
    }
  }

  // -- the map and the keys ------------------------------------------------------------------------------------------------
  function onClick(event) {
    if (editor.isSketching) return;
    const feature = picker.at(event.latlng);
    if (job?.toggle) {
      if (feature) job.toggle(feature);
    } else if (!job && feature && feature.uid !== work.record?.uid && register.change && mayLose()) pick(feature);
  }

  function onPlace([lon, lat]) {
    map.setView([lat, lon], Math.max(map.getZoom(), 19), { animate: false });
    editor.put([lon, lat]);
  }

  function close() {
    if (mayLose()) {
      if (isAtWork()) pick(null);
      app.leave();
    }
  }

  // the cross of the panel gives a division or a merger up
  const onPanel = (event) => event.detail.uid === null && endJob();
  app.bus.addEventListener("place", onPanel);
  map.on("click", onClick);
  map.doubleClickZoom.disable(); // two corners set in a hurry are no wish to come closer
  const keys = createKeys({
    map,
    tools,
    buttons: { KeyX: divide, KeyG: merge },
    typed: typed.input,
    escape() {
      if (job && (editor.tool !== "cut" || !job.isShown)) endJob();
      else if (!["rest", "corners"].includes(editor.tool)) editor.use(work.record && !job ? "corners" : "rest");
      else if (editor.isDirty) dock.say("ยังไม่ได้บันทึก กดบันทึกหรือยกเลิก", true);
      else if (work.record) take(null);
      else app.leave();
    },
  });
  dock.say(IDLE);
  if (isUnfinished(left) && left.slug === slug) restore();
  refresh();

  /** What was left: the record as it is now in hand, the drawn shape as a step on top of it. */
  async function restore() {
    const { uid, version, geometry, division, merger } = left;
    const record = uid ? await getJson(`/draw/${slug}/${uid}`).catch(() => null) : null;
    // the version it was drawn on stays: if the record has changed since, saving tells so
    take(record && version ? { ...record, version } : record);
    if (record?.ended) return undefined;
    if (geometry) editor.set(geometry);
    const bounds = editor.bounds();
    if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 20, animate: false, padding: [60, 60] });
    if (merger) {
      openMerger();
      refresh();
      return job.restore(merger);
    }
    if (!division || !record) return undefined;
    startDivision();
    return job.restore(division);
  }

  return {
    stop() {
      map.off("click", onClick);
      map.doubleClickZoom.enable();
      app.bus.removeEventListener("place", onPanel);
      keys.stop();
      judge.cancel();
      job?.stop();
      offer?.();
      [editor, snapper, picker, work.complaints].forEach((each) => each.stop());
      dock.close();
    },
    forget: () => draft.drop(),
    get isDirty() {
      return isAtWork();
    },
  };
}
