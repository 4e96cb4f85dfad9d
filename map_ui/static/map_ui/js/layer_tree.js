// The layer tree by module and system: visibility, opacity, legend, theme, filter, and when a layer can be seen at all.
import { el, icon } from "./element.js";
import { entries, key } from "./legend.js";

function row(state, app) {
  const slug = state.info.id;
  const box = el("input", { type: "checkbox", id: `layer-${slug}` });
  const hint = el("span", { class: "layer-hint" });
  const details = el("div", { class: "layer-details", hidden: true });
  const more = el("button", { type: "button", class: "icon-button", "aria-label": `ตัวเลือกของ${state.info.thai}`, "aria-expanded": "false" }, icon("more"));
  const label = el("label", { for: `layer-${slug}` }, state.info.thai);
  const colours = el("span", { class: "layer-key", "aria-hidden": "true" });
  const item = el("li", { class: "layer" }, el("div", { class: "layer-row" }, box, colours, label, hint, more), details);

  box.addEventListener("change", () => app.setVisible(slug, box.checked));
  more.addEventListener("click", () => {
    details.hidden = !details.hidden;
    more.setAttribute("aria-expanded", String(!details.hidden));
    if (!details.hidden) fill();
  });

  function yearChoice() {
    const choice = el("select", { "aria-label": `ปีภาษีของ${state.info.thai}` },
      state.info.years.map((year) => el("option", { value: String(year), selected: year === state.year }, String(year))));
    choice.addEventListener("change", () => app.setYear(slug, Number(choice.value)));
    return el("label", { class: "layer-year" }, "ปีภาษี", choice);
  }

  function fill() {
    const slider = el("input", { type: "range", min: "10", max: "100", step: "5", value: String(Math.round(state.opacity * 100)), "aria-label": "ความทึบ" });
    slider.addEventListener("input", () => app.setOpacity(slug, Number(slider.value) / 100));
    if (state.info.years) {
      details.replaceChildren(yearChoice(), el("label", { class: "layer-opacity" }, "ความทึบ", slider), entries(app.legendOf(state)));
      return;
    }
    const send = (name) => () => app.bus.dispatchEvent(new CustomEvent(name, { detail: { slug } }));
    details.replaceChildren(
      el("label", { class: "layer-opacity" }, "ความทึบ", slider),
      el("div", { class: "layer-actions" },
        el("button", { type: "button", class: "btn btn-small", onclick: send("open-theme") }, "จัดชั้นสี"),
        el("button", { type: "button", class: "btn btn-small", onclick: send("open-filter") }, "กรอง"),
        el("a", { class: "btn btn-small", href: state.info.list_url }, "เปิดทะเบียน")),
      entries(app.legendOf(state)),
    );
  }

  function update() {
    box.checked = state.visible;
    // MapLibre asks for tiles one zoom below Leaflet's.
    const zoom = app.map.getZoom() - 1;
    const seen = zoom >= state.info.minzoom && zoom <= state.info.maxzoom;
    item.classList.toggle("is-out-of-scale", !seen);
    const texts = [];
    if (state.visible && zoom < state.info.minzoom) texts.push("ซูมเข้าเพื่อแสดง");
    if (state.year) texts.push(`ปี ${state.year}`);
    if (state.filter) texts.push("กรองอยู่");
    hint.textContent = texts.join(" · ");
    colours.replaceChildren(...key(app.legendOf(state)));
    if (!details.hidden) fill();
  }

  return { item, update, text: state.info.thai };
}

export function mount(element, app) {
  const rows = [];
  const search = el("input", { type: "search", class: "tree-search", placeholder: "ค้นชั้นข้อมูล", "aria-label": "ค้นชั้นข้อมูล" });
  const groups = app.modules.map((module) => {
    const systems = module.systems.map((system) => {
      const list = system.layers.map((info) => row(app.layers.get(info.id), app));
      rows.push(...list);
      return el("section", { class: "tree-system" }, el("h4", {}, system.thai), el("ul", {}, list.map((each) => each.item)));
    });
    return el("details", { class: "tree-module", open: true }, el("summary", {}, module.thai), systems);
  });
  element.replaceChildren(...[search, baseChoice(app), ...groups].filter(Boolean));
  if (!groups.length) element.append(el("p", { class: "empty" }, "บัญชีนี้ยังไม่มีชั้นข้อมูลที่เปิดดูได้"));

  search.addEventListener("input", () => {
    const wanted = search.value.trim();
    for (const each of rows) each.item.hidden = Boolean(wanted) && !each.text.includes(wanted);
    for (const part of element.querySelectorAll(".tree-system, .tree-module")) {
      part.hidden = Boolean(wanted) && !part.querySelector("li.layer:not([hidden])");
    }
  });
  const updateAll = () => rows.forEach((each) => each.update());
  app.bus.addEventListener("layers", updateAll);
  app.map.on("zoomend", updateAll);
  updateAll();
}

function baseChoice(app) {
  if (!app.bases.list.length) return null;
  const choice = el("select", { "aria-label": "แผนที่ฐานภายนอก" }, el("option", { value: "" }, "ไม่ใช้แผนที่ฐานภายนอก"),
    app.bases.list.map((base) => el("option", { value: base.id }, base.thai)));
  choice.addEventListener("change", () => app.bases.choose(choice.value));
  return choice;
}
