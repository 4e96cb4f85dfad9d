// The legend of what is on the map now.
import { el } from "./element.js";

export function swatch(entry) {
  const box = el("span", { class: `swatch swatch-${entry.shape || "fill"}`, "aria-hidden": "true" });
  box.style.setProperty("--color", entry.color);
  if (entry.edge) {
    box.classList.add("swatch-edged");
    box.classList.toggle("is-dashed", Boolean(entry.dashed));
    box.style.setProperty("--edge", entry.edge);
  }
  if (entry.radius) {
    box.classList.add("swatch-sized");
    box.style.setProperty("--size", `${2 * entry.radius}px`);
  }
  if (entry.opacity !== undefined) box.style.setProperty("--strength", Math.max(entry.opacity, 0.25));
  return box;
}

const KEY_COLOURS = 4;

const MARKS = ["circle", "triangle"];

/** The first colours of a legend side by side; one mark for layers of points. */
export function key(list) {
  const fits = MARKS.includes(list[0]?.shape) ? 1 : KEY_COLOURS;
  return list.slice(0, fits).map(swatch);
}

export function entries(list) {
  return el("ul", { class: "legend" }, list.map((entry) => el("li", {}, swatch(entry), el("span", {}, entry.label))));
}

export function mount(element, app) {
  function draw() {
    const shown = [...app.layers.values()].filter((layer) => layer.visible);
    element.replaceChildren(
      ...shown.map((layer) => el("section", { class: "legend-block" }, el("h3", {}, app.nameOf(layer)), entries(app.legendOf(layer)))),
    );
    if (!shown.length) element.append(el("p", { class: "empty" }, "ยังไม่ได้เปิดชั้นข้อมูล"));
  }
  app.bus.addEventListener("layers", draw);
  draw();
}
