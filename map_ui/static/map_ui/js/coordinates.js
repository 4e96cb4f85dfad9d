// The coordinates below the pointer, or of the middle of the map where there is no mouse.
import { coordinateText, SYSTEMS } from "./coordinate_text.js";
import { el } from "./element.js";
import { recall, remember } from "./remembered.js";
import { sprite } from "./sprite.js";
import { copy } from "./strip.js";

const CHOICE = "coordinates";

export function mount(element, app) {
  const { map } = app;
  let place = null;
  let isPointer = false;

  const choice = el("select", { "aria-label": "ระบบพิกัด", onchange: chosen },
    Object.entries(SYSTEMS).map(([name, system]) => el("option", { value: name }, system.thai)));
  const where = el("span", { class: "coordinates-where" });
  const shown = el("output", { class: "coordinates-text", "aria-label": "พิกัด" });
  const button = el("button", { type: "button", class: "btn btn-icon btn-quiet", "aria-label": "คัดลอกพิกัดกลางแผนที่", title: "คัดลอกพิกัดกลางแผนที่", onclick: copyCentre }, sprite("position"));
  const saved = recall(CHOICE, "degrees");
  choice.value = saved in SYSTEMS ? saved : "degrees";
  element.classList.add("coordinates");
  element.replaceChildren(choice, where, shown, button);

  function chosen() {
    remember(CHOICE, choice.value);
    show();
  }

  function show() {
    where.textContent = isPointer ? "" : "กลางจอ";
    shown.textContent = place ? coordinateText(place, choice.value) : "";
  }

  function at(latlng, fromPointer) {
    place = [latlng.lng, latlng.lat];
    isPointer = fromPointer;
    show();
  }

  const centre = () => at(map.getCenter(), false);
  function copyCentre() {
    const { lat, lng } = map.getCenter();
    copy(app, coordinateText([lng, lat], choice.value));
  }

  if (window.matchMedia("(hover: hover)").matches) {
    map.on("mousemove", (event) => at(event.latlng, true));
    map.on("mouseout", centre);
  }
  map.on("move", () => !isPointer && centre());
  centre();
}
