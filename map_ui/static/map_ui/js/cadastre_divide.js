// Dividing a shape by lines: the pieces as the server cuts them, what each is called and how much land it has by deed, the
// strip for the public, sums while they are typed; tried before it is written.
import { postJson } from "./api.js";
import { changesTold, isConflict, recordSince } from "./cadastre_conflict.js";
import { actFields, columnFields } from "./cadastre_form.js";
import { colorOf, createPieces } from "./cadastre_pieces.js";
import { areaOf, balance, parseArea } from "./cadastre_sums.js";
import { field } from "./dialog.js";
import { el } from "./element.js";
import { action } from "./strip.js";
import { areaText } from "./thai_text.js";

/** `work`: {register, record, editor, dock, complaints}. `done(answer, text, geometry)` after writing, `end()` when given up,
 * `gone(record)` when there is nothing to divide any longer, `keep(state)` whenever there is something to go on with later: `restore(state)`. */
export function createDivision(app, work, { done, end, gone, keep }) {
  const dialog = work.register.divide;
  const pictures = createPieces(app);
  const recorded = () => work.record.facts.find((fact) => fact.name === dialog.area.name)?.number ?? null;
  const act = actFields(dialog);
  const told = el("div", { class: "conflict" }); // what others did to the record meanwhile
  const sumLine = el("div", { class: "deed-sum", role: "status" });
  let cuts = [];
  let rows = [];

  const ask = (values, isDry) => postJson(`/draw/${work.register.slug}/divide`, {
    uid: work.record.uid, cut: cuts, values, dry_run: isDry, expected_version: work.record.version, reason: act.reason,
  });

  function start() {
    work.editor.use("cut");
    const how = "ลากเส้นแบ่งให้พาดผ่านแปลงจากขอบถึงขอบ จุดจับกับมุมและขอบของแปลงได้ แตะสองครั้งหรือ Enter เพื่อจบ";
    const offers = (work.record.proposals || []).map((each) => action(`แบ่งตาม${each.thai}`, () => attempt(each.cuts)));
    if (offers.length) work.dock.tell([el("span", { class: "muted" }, how), ...offers]);
    else work.dock.say(how);
  }

  /** A further line of the cut. */
  const cut = (points) => attempt([...cuts, { type: "LineString", coordinates: points }]);

  /** Another cut instead of the last one, which comes back when the new one divides nothing. */
  async function attempt(wanted) {
    const before = cuts;
    cuts = wanted;
    try {
      await preview();
      keep(state());
    } catch (error) {
      if (isConflict(error)) return renew();
      cuts = before;
      refused(error);
      if (!rows.length) end();
    }
    return undefined;
  }

  async function preview() {
    const answer = await ask({}, true);
    show(answer.pieces);
    work.complaints.show({ warnings: answer.warnings });
    work.dock.say("ตรวจส่วนที่แบ่งและกรอกข้อมูลในแผงด้านข้าง เพิ่มเส้นแบ่งได้");
  }

  // -- what is kept of it --------------------------------------------------------------------------------------------------
  const state = () => ({
    cuts,
    act: act.typed(),
    children: rows.map(({ area, columns, gift }) => ({ area: area.value, columns: columns.values(), isGift: gift.checked })),
  });

  /** The cuts as they were left, and what was typed if they still give as many pieces. */
  async function restore(left) {
    start();
    cuts = left.cuts;
    try {
      await preview();
    } catch (error) {
      end();
      return refused(error);
    }
    act.fill(left.act);
    if (left.children.length === rows.length) rows.forEach((row, n) => row.fill(left.children[n]));
    work.editor.use("rest"); // a further line is drawn when it is asked for
    tellSum();
    return keep(state());
  }

  /** Somebody wrote the record meanwhile: the same cut of what it is now, with what was typed, and what he changed. */
  async function renew() {
    const left = state();
    try {
      const now = await recordSince(work.register.slug, work.record);
      told.replaceChildren(...changesTold(work.record, now), el("p", {}, now.ended || "แบ่งตามรูปและค่าล่าสุดแล้ว ตรวจแล้วกดแบ่งแยกอีกครั้ง"));
      if (now.ended) {
        gone(now);
        return app.panel.show("มีผู้แก้ไขก่อนท่าน", el("div", { role: "alert" }, told));
      }
      work.record = now;
      work.editor.load(now.geometry, now.uid);
      await restore(left);
    } catch (error) {
      refused(error);
    }
    return undefined;
  }

  function refused(error) {
    if (isConflict(error)) return renew();
    if (error.status === 409) {
      work.complaints.show({ refusals: error.refusals });
      work.complaints.list.scrollIntoView({ block: "center" });
    }
    return work.dock.say(error.thai || String(error), true);
  }

  // -- the panel -----------------------------------------------------------------------------------------------------------
  function show(pieces) {
    rows = pieces.map(row);
    pictures.show(pieces);
    const buttons = el("div", { class: "panel-buttons" },
      action("เพิ่มเส้นแบ่ง", () => work.editor.use("cut"), { icon: "cut" }),
      action("เลิก", end),
      action("ตรวจสอบ", () => send(true)),
      action("แบ่งแยก", () => send(false), { main: true, icon: "check" }));
    app.panel.show(`แบ่งแยก ${work.record.title}`, el("form", { class: "division", onsubmit: (event) => (event.preventDefault(), send(false)), oninput: typed },
      told, act.node, rows.map((each) => each.node), sumLine, work.complaints.list, buttons));
    tellSum();
    pictures.fit();
  }

  function typed() {
    tellSum();
    keep(state());
  }

  function row({ number, area_m2: area, area_text: proposed, code }) {
    const deed = el("input", { type: "text", value: proposed, autocomplete: "off", "aria-label": `${dialog.area.thai} ส่วนที่ ${number}` });
    const columns = columnFields(dialog.columns, work.record.inherits);
    const gift = el("input", { type: "checkbox", onchange: () => (onlyOneGift(number), typed()) });
    const swatch = el("b", { class: "piece-swatch" }, String(number));
    swatch.style.background = colorOf(number);
    const node = el("fieldset", { class: "piece", onpointerenter: () => pictures.mark(number), onfocusin: () => pictures.mark(number) },
      el("legend", {}, swatch, el("span", { class: "piece-code" }, code || ""), el("span", { class: "muted small" }, ` วาดได้ ${areaOf(area / 4)} (${areaText(area)})`)),
      field(dialog.area.thai, deed), columns.node,
      dialog.gift ? el("label", { class: "check" }, gift, " ยกให้เป็นที่สาธารณประโยชน์") : null);
    const fill = (left) => {
      deed.value = left.area;
      columns.fill(left.columns);
      gift.checked = left.isGift;
      columns.node.hidden = left.isGift;
    };
    return { number, node, area: deed, columns, gift, fill };
  }

  function onlyOneGift(number) {
    for (const each of rows) {
      if (each.number !== number) each.gift.checked = false;
      each.columns.node.hidden = each.gift.checked;
    }
  }

  function tellSum() {
    const wanted = recorded();
    const { sum, off, isEven, isWhole } = balance(rows.map((each) => each.area.value), wanted ?? 0);
    rows.forEach((each) => each.area.setAttribute("aria-invalid", String(Number.isNaN(parseArea(each.area.value)))));
    const word = wanted === null ? "" : !isWhole ? "กรอกเนื้อที่ให้ครบ (ไร่-งาน-ตร.ว.)" : isEven ? "ครบพอดี" : off > 0 ? `เกิน ${areaOf(off)}` : `ขาด ${areaOf(-off)}`;
    sumLine.className = `deed-sum ${isEven ? "is-even" : "is-off"}`;
    sumLine.replaceChildren(el("span", {}, "รวม ", el("strong", {}, areaOf(sum))), wanted === null ? "" : el("span", {}, "แปลงเดิม ", el("strong", {}, areaOf(wanted))), el("span", { class: "deed-word" }, word));
  }

  // the server reads rai-ngan-wah; a plain number typed here is square wah
  const asDeed = (text) => (Number.isNaN(parseArea(text)) ? text.trim() : areaOf(parseArea(text)));

  function values() {
    const head = act.values();
    if (!head) return null;
    const children = rows.map(({ area, columns, gift }) => ({ ...(gift.checked ? { gift: true } : columns.values()), [dialog.area.name]: asDeed(area.value) }));
    return { ...head, children };
  }

  async function send(isDry) {
    const given = values();
    if (!given) return;
    work.dock.busy(true);
    try {
      const answer = await ask(given, isDry);
      work.complaints.show({ warnings: answer.warnings });
      if (isDry) app.toast("ตรวจแล้ว แบ่งแยกได้");
      else done(answer, `แบ่งแยก ${work.record.title}`, { type: "GeometryCollection", geometries: answer.pieces.map((piece) => piece.geometry) });
    } catch (error) {
      await refused(error);
    } finally {
      work.dock.busy(false);
    }
  }

  return {
    start,
    cut,
    restore,
    get isShown() {
      return rows.length > 0;
    },
    stop() {
      cuts = [];
      rows = [];
      pictures.stop();
    },
  };
}
