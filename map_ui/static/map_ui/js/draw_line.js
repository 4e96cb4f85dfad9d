// The line where places and sides are typed: a bearing or azimuth with a distance, or a coordinate of any system of the office.
import { el } from "./element.js";
import { parseSide, parseTurn } from "./draw_typed.js";
import { recall, remember } from "./remembered.js";

const CHOICE = "draw-typed";
const SIDE = "side";
const HINTS = { side: "ทิศ–ระยะ เช่น N 45 30 E 20.5 · 135.5 20 · 20.5 · @E,N", 4326: "เช่น 100.5181 15.0503 หรือ 15°03'01\" 100°31'05\" (สลับลำดับได้)" };
const TURN_HINT = "หมุนตามเข็มกี่องศา เช่น 30 · -12.5 · 15°30'";
const METRES = "E N เช่น 731245.20 1816920.55";

/** `options`: systems [{srid, name}], place(text, srid) -> Promise<[lon, lat]>, onPlace([lon, lat]), onSide(side) -> bool,
 * onTurn(degrees), isTurning() (a shape is being turned), onEnd() (Enter with nothing typed), say(text, isWrong).
 * Returns {row, input, refresh() (another tool is in use)}. */
export function typedLine(options) {
  const choice = el("select", { "aria-label": "วิธีพิมพ์", onchange: chosen },
    el("option", { value: SIDE }, "ทิศและระยะ"), options.systems.map(({ srid, name }) => el("option", { value: String(srid) }, name)));
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": "พิมพ์ด้านหรือพิกัด" });
  const button = el("button", { type: "button", class: "btn btn-small", onclick: take }, "ใส่");
  const saved = recall(CHOICE, SIDE);
  choice.value = [...choice.options].some((each) => each.value === saved) ? saved : SIDE;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // a form around it is not to be sent
    take();
  });
  chosen();

  function chosen() {
    remember(CHOICE, choice.value);
    refresh();
  }

  function refresh() {
    input.placeholder = options.isTurning() && choice.value === SIDE ? TURN_HINT : HINTS[choice.value] || METRES;
  }

  async function take() {
    const text = input.value.trim();
    if (!text) return options.onEnd?.();
    if (choice.value === SIDE) return options.isTurning() ? takeTurn(text) : takeSide(text);
    button.disabled = true;
    try {
      options.onPlace(await options.place(text, Number(choice.value)));
      input.value = "";
    } catch (error) {
      options.say(error.thai || "อ่านพิกัดไม่ได้", true);
    } finally {
      button.disabled = false;
    }
  }

  function takeSide(text) {
    const side = parseSide(text);
    if (!side) return options.say("อ่านทิศและระยะไม่ได้ พิมพ์เช่น N 45 30 E 20.5 หรือ 135.5 20", true);
    if (!options.onSide(side)) return options.say("วางจุดแรกหรือเลือกมุมก่อน แล้วพิมพ์ด้านต่อไป", true);
    input.value = "";
  }

  function takeTurn(text) {
    const degrees = parseTurn(text);
    if (degrees === null) return options.say("อ่านมุมไม่ได้ พิมพ์เช่น 30 หรือ -12.5 (ลบคือทวนเข็มนาฬิกา) หรือ 15°30'", true);
    options.onTurn(degrees);
    input.value = "";
  }

  return { refresh, row: el("div", { class: "draw-typed" }, choice, input, button), input };
}
