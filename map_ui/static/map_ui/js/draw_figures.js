// What is told of a shape while it is drawn: the side in hand with its bearing, the edge, the area.
import { el } from "./element.js";
import { added, empty, figures } from "./draw_model.js";
import { azimuth, gap } from "./draw_plane.js";
import { bearingText } from "./draw_typed.js";
import { deedArea } from "./rai.js";
import { areaText, lengthText } from "./thai_text.js";

/** A pointer that rests on the last corner begins no side: a finger lies where it has just set one. */
const LEAST_SIDE_M = 0.005;

const figure = (label, text, extra = "") =>
  el("span", { class: "draw-figure" }, el("span", { class: "muted" }, `${label} `), el("strong", {}, text), extra ? el("span", { class: "muted" }, ` ${extra}`) : null);

/** Nodes for a whole shape. */
export function shapeFigures(shape, plane) {
  if (shape.kind === "point" && shape.parts.length) {
    const [east, north] = plane.to(shape.parts[0][0][0]);
    return [figure("ตำแหน่ง", `E ${east.toFixed(2)} N ${north.toFixed(2)}`, `UTM ${plane.zone}N`)];
  }
  const { length_m: length, area_m2: area } = figures(shape, plane);
  return [
    area === null ? null : figure("เนื้อที่", `${deedArea(area)} ไร่`, areaText(area)),
    length === null ? null : figure(area === null ? "ยาว" : "เส้นรอบรูป", lengthText(length)),
  ].filter(Boolean);
}

/** Nodes for corners being set, with the pointer as the next of them. */
export function sketchFigures(points, cursor, kind, plane) {
  const tip = cursor && points.length && gap(plane.to(points.at(-1)), plane.to(cursor)) >= LEAST_SIDE_M ? [cursor] : [];
  const all = [...points, ...tip];
  const nodes = kind !== "point" && all.length > 1 ? shapeFigures(added(empty(all.length > 2 ? kind : "line"), all), plane) : [];
  if (kind === "point" || all.length < 2) return nodes;
  const [a, b] = all.slice(-2).map(plane.to);
  const degrees = azimuth(a, b);
  return [figure("ด้าน", `${gap(a, b).toFixed(2)} ม.`, `${degrees.toFixed(2)}° · ${bearingText(degrees)}`), ...(all.length > 2 ? nodes : [])];
}
