// Below the map of a form: type coordinates in any of the office's systems, or the name of a place to go to.
import { getJson } from "./api.js";
import { el } from "./element.js";

/** The row; `goTo(result)` moves the map, `place([lon, lat])` takes a typed coordinate as a corner. */
export function drawFind({ goTo, place, say }) {
  const results = el("ul", { "aria-live": "polite" });
  const input = el("input", { type: "search", "aria-label": "พิกัดหรือชื่อสถานที่", placeholder: "พิกัด (ลองจิจูด ละติจูด หรือ E N) หรือชื่อสถานที่" });
  const run = el("button", { type: "button", class: "btn btn-small", onclick: find }, "ค้นหา");
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form is not to be sent by it
    find();
  });

  async function find() {
    const text = input.value.trim();
    if (!text) return;
    try {
      const answer = await getJson(`/map/search?q=${encodeURIComponent(text)}`);
      show(answer.results.filter((each) => each.lon !== null).slice(0, 6));
    } catch (error) {
      say(error.thai || "ค้นหาไม่ได้ ลองใหม่");
    }
  }

  function show(found) {
    const items = found.map((result) => el("li", {}, el("button", { type: "button", onclick: () => take(result) },
      el("strong", {}, result.title), el("span", { class: result.inside === false ? "danger" : "muted" }, result.subtitle),
      el("span", { class: "muted" }, result.kind === "coordinate" ? "วางจุดที่นี่" : "ไปที่นี่"))));
    results.replaceChildren(...(items.length ? items : [el("li", { class: "muted" }, "ไม่พบ")]));
  }

  function take(result) {
    results.replaceChildren();
    input.value = "";
    goTo(result);
    if (result.kind === "coordinate") place([result.lon, result.lat]);
    input.focus();
  }

  return el("div", { class: "draw-find" }, input, run, results);
}
