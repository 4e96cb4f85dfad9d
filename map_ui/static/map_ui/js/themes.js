// Dialog on a layer: its own look, a theme of its declaration, or classes made here from the values of a column.
import { getJson } from "./api.js";
import { METHODS } from "./classify.js";
import { along, distinct, RAMPS } from "./colours.js";
import { field, openDialog, select } from "./dialog.js";
import { el } from "./element.js";
import { choicesOf } from "./filter_expression.js";
import { entries as legendEntries } from "./legend.js";
import { read } from "./permalink.js";
import { classesOf, legendOf, recoloured } from "./theme_style.js";

const CUSTOM = "custom";
const COUNTS = [3, 4, 5, 6, 7, 8];
const LEAST_FOR_RANGES = 2;
const LABELS_FROM = 14;
const OWN = "own";

/** The columns a theme can be made of: no area is coloured by how much there is in it. */
const usable = (info) => info.columns.filter((column) => column.type !== "date" && !column.is_raw);

function methodsFor(column) {
  return Object.entries(METHODS).filter(([name]) => name === "unique" || column.type === "number");
}

const valuesUrl = (info, column) => `/map/values?layer=${encodeURIComponent(info.id)}&column=${encodeURIComponent(column)}`;

/** The theme that `settings` make of the values of their column. */
function themeOf(info, settings, values) {
  const column = info.columns.find((each) => each.name === settings.column);
  const choices = column.type === "choice" ? choicesOf(column) : {};
  const { colour, entries } = classesOf(values, { ...settings, choices, isArea: column.is_area });
  const style = recoloured(info, settings.column, colour, settings);
  const label = info.columns.some((each) => each.name === settings.label) ? { column: settings.label, from_zoom: info.label?.from_zoom ?? LABELS_FROM } : null;
  return { id: CUSTOM, style, legend: legendOf(info, entries), label, settings: { ...settings } };
}

function rampChoice(settings, redraw) {
  const names = Object.entries(RAMPS).map(([name, ramp]) => [name, ramp.thai, along(name, 7)]);
  const kinds = [["distinct", "สีต่างชนิด", distinct(7)]];
  const offered = settings.method === "unique" ? [...kinds, ...names] : names;
  if (!offered.some(([name]) => name === settings.ramp)) settings.ramp = offered[0][0];
  return el("div", { class: "ramps", role: "radiogroup", "aria-label": "ชุดสี" }, offered.map(([name, thai, colors]) => {
    const input = el("input", { type: "radio", name: "ramp", value: name, checked: name === settings.ramp, "aria-label": thai, onchange: () => {
      settings.ramp = name;
      redraw();
    } });
    const bands = colors.map((color) => {
      const band = el("i");
      band.style.backgroundColor = color;
      return band;
    });
    return el("label", { class: "ramp", title: thai }, input, el("span", {}, bands));
  }));
}

/** The part of the dialog where classes are made; `settings` = {column, method, n, ramp}. */
function classMaker(info, settings, done) {
  const columns = usable(info);
  const part = el("div", { class: "theme-classes" });
  const ramps = el("div");
  const preview = el("div", { class: "theme-preview", "aria-live": "polite" });
  const loaded = new Map();
  const columnOf = () => columns.find((column) => column.name === settings.column);

  function rebuild() {
    const column = columnOf();
    const methods = methodsFor(column);
    const places = { column: 0, method: 1, n: 2 };
    if (!methods.some(([name]) => name === settings.method)) settings.method = methods[0][0];
    const change = (name, read = String) => (event) => {
      settings[name] = read(event.target.value);
      if (name === "column") settings.method = methodsFor(columnOf())[0][0];
      if (name === "column" || name === "method") settings.ramp = ""; // the first that suits
      rebuild();
      if (name in places) part.querySelectorAll("select")[places[name]].focus();
    };
    const isRange = settings.method !== "unique";
    const isOwn = settings.method === OWN;
    const edges = el("input", { value: settings.edges || "", placeholder: "0, 50, 70, 80, 90, 100", onchange: change("edges") });
    part.replaceChildren(
      field("คอลัมน์", select(columns.map((c) => [c.name, c.thai]), settings.column, change("column"))),
      field("วิธีแบ่งชั้น", select(methods, settings.method, change("method"))),
      isOwn ? field("ขอบชั้น จากน้อยไปมาก", edges) : "",
      isRange && !isOwn ? field("จำนวนชั้น", select(COUNTS.map((n) => [n, n]), settings.n, change("n", Number))) : "",
    );
    ramps.replaceChildren(rampChoice(settings, draw));
    draw();
  }

  async function values() {
    const { column } = settings;
    if (!loaded.has(column)) {
      preview.replaceChildren(el("p", { class: "loading muted" }, "กำลังอ่านค่า…"));
      loaded.set(column, getJson(valuesUrl(info, column)));
    }
    return (await loaded.get(column)).values;
  }

  async function draw() {
    const asked = JSON.stringify(settings);
    done(null);
    let found;
    try {
      found = await values();
    } catch (error) {
      loaded.delete(settings.column);
      preview.replaceChildren(el("p", { class: "danger" }, error.thai || "อ่านค่าของคอลัมน์นี้ไม่ได้"));
      return;
    }
    if (asked !== JSON.stringify(settings)) return;
    show(found);
  }

  function show(found) {
    if (!found.some((value) => value !== null && value !== "")) {
      preview.replaceChildren(el("p", { class: "muted" }, "คอลัมน์นี้ยังไม่มีค่า"));
      return;
    }
    let theme;
    try {
      theme = themeOf(info, settings, found);
    } catch (error) {
      preview.replaceChildren(el("p", { class: "danger", role: "alert" }, error.thai || String(error)));
      return;
    }
    const fewer = settings.method !== "unique" && theme.legend.length < LEAST_FOR_RANGES;
    preview.replaceChildren(legendEntries(theme.legend), fewer ? el("p", { class: "muted" }, "ทุกระเบียนมีค่าเดียวกัน") : "");
    done(theme);
  }

  rebuild();
  return el("div", {}, part, ramps, preview);
}

/** The way to the form that saves these colours under a name. */
function saveLink(app, info, theme) {
  return el("button", { type: "button", class: "btn", onclick: () => {
    const url = new URL(app.saveUrl, window.location.href);
    const asked = theme() ? savedAs(info, theme()) : { layer: info.thai, method: "declared" };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    window.location.assign(url);
  } }, "บันทึกเป็นแผนที่เฉพาะเรื่อง");
}

function savedAs(info, theme) {
  if (theme.id !== CUSTOM) return { layer: info.thai, field: theme.thai, method: "declared" };
  const { column, method, n, ramp, edges = "" } = theme.settings;
  return { layer: info.thai, field: info.columns.find((each) => each.name === column).thai, method, class_count: n, ramp, breaks: edges };
}

function radio(name, value, label, isChosen, onchange) {
  return el("label", { class: "check" }, el("input", { type: "radio", name, value, checked: isChosen, onchange }), el("span", {}, label));
}

function open(app, slug) {
  const state = app.layers.get(slug);
  const { info } = state;
  const dialog = openDialog(`จัดชั้นสี — ${info.thai}`);
  const holder = el("div");
  let chosen = state.custom || null;
  const recolour = (theme) => {
    // in other colours it is no longer the map that was saved
    if (app.named?.id === slug) app.named = null;
    app.setTheme(slug, theme);
  };
  const apply = el("button", { type: "button", class: "btn btn-main", onclick: () => {
    recolour(chosen);
    if (!state.visible) app.setVisible(slug, true);
    dialog.close();
  } }, "ใช้ชั้นสีนี้");
  const reset = el("button", { type: "button", class: "btn", onclick: () => {
    recolour(null);
    dialog.close();
  } }, "กลับเป็นสีเดิม");

  function pick(id) {
    holder.replaceChildren();
    apply.disabled = false;
    if (id === CUSTOM) {
      const columns = usable(info);
      const first = columns.find((column) => column.type === "number") || columns[0];
      const settings = { column: first.name, method: "natural", n: 5, ramp: "", ...state.custom?.settings };
      holder.append(classMaker(info, settings, (theme) => {
        chosen = theme;
        apply.disabled = !theme;
      }));
      return;
    }
    const declared = info.themes.find((theme) => theme.id === id);
    chosen = declared || null;
    holder.append(el("div", { class: "theme-preview" }, legendEntries((declared || info).legend)));
  }

  const now = state.theme || "";
  const choices = [["", "สีของชั้นข้อมูล"], ...info.themes.map((theme) => [theme.id, theme.thai])];
  if (info.level !== "aggregate" && usable(info).length) choices.push([CUSTOM, "แบ่งชั้นเองจากคอลัมน์"]);
  dialog.body.append(
    el("div", { class: "theme-choices", role: "radiogroup", "aria-label": "แบบของสี" }, choices.map(([id, thai]) => radio("theme", id, thai, id === now, () => pick(id)))),
    info.level === "aggregate" ? el("p", { class: "muted" }, "ชั้นข้อมูลนี้แสดงเป็นจำนวนเท่านั้น จึงแบ่งชั้นจากคอลัมน์ไม่ได้") : "",
    holder,
  );
  dialog.foot.append(reset, ...(app.saveUrl ? [saveLink(app, info, () => chosen)] : []), apply);
  pick(now);
}

/** Classes of a shared map, made again from today's values. */
async function fromAddress(app) {
  for (const [slug, settings] of Object.entries(read().custom || {})) {
    const info = app.layers.get(slug)?.info;
    const isKnown = info && METHODS[settings.method] && usable(info).some((column) => column.name === settings.column);
    if (info?.columns.some((column) => column.name === settings.column && column.is_raw)) app.toast(app.rawCount, "error");
    if (!isKnown) continue;
    try {
      const { values } = await getJson(valuesUrl(info, settings.column));
      app.setTheme(slug, themeOf(info, settings, values));
    } catch (error) {
      app.toast(error.thai || "อ่านค่าสำหรับแบ่งชั้นสีไม่ได้", "error");
    }
  }
}

export function mount(element, app) {
  fromAddress(app);
  app.bus.addEventListener("open-theme", (event) => open(app, event.detail.slug));
}
