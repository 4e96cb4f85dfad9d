// Review of a recorded journey: points, line, rests and roads on a map; every move of a limit asks the server anew.
import { getJson } from "./api.js";
import { addBaseMap } from "./base_map.js";
import { el } from "./element.js";
import { load } from "./libraries.js";
import { chosenRun, query, runText, secondsText } from "./track_texts.js";

const COLOURS = { line: "#0b6e4f", raw: "#2b6cb0", out: "#c0392b", stop: "#7b3fa0", road: "#f2a65a" };
const WAIT_MS = 250;
const FAINT = "0.55";
const MAX_ZOOM = 22;

export async function mount(element, options) {
  const form = element.querySelector("form");
  showNumbers(form);
  await load("leaflet");
  const map = L.map(element.querySelector("[data-map]"), { attributionControl: false, maxZoom: MAX_ZOOM, preferCanvas: true });
  map.setView([13, 101], 6);
  map.getPane("tilePane").style.opacity = FAINT;
  addBaseMap(map).catch(() => undefined);
  const drawn = L.featureGroup().addTo(map);
  let answer = null;
  let asking = null;
  let timer = null;
  let wasFitted = "";

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      answer = await getJson(`${options.url}?${query(values(form))}`, { signal: asking.signal });
      tell(element, "");
      show(drawn, answer);
      fill(element, answer);
      showTarget(form);
      fit();
    } catch (error) {
      if (error.name !== "AbortError") tell(element, error.thai || String(error));
    }
  }

  function fit() {
    const track = form.elements.track.value;
    if (wasFitted === track) return;
    wasFitted = track;
    // to the line, not to the points thrown far out
    map.fitBounds(L.latLngBounds(answer.line.coordinates.map(place)), { padding: [24, 24], maxZoom: 18 });
    if (!answer.runs.length) chooseLine(form);
  }

  form.addEventListener("input", (event) => {
    if (event.target.name === "target" || event.target.name === "run") return showTarget(form);
    showNumbers(form);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
    return undefined;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const target = form.elements.target.selectedOptions[0];
    const run = chosenRun(answer, form.elements.run.value, target?.dataset.kind);
    if (!answer || !target || run === null) return;
    window.location.assign(`${options.make}${target.value}/?${query({ ...values(form), ...run })}`);
  });
  await ask();
  element.dataset.ready = "";
}

function values(form) {
  const found = {};
  for (const input of form.querySelectorAll("[name=track], input[type=range]")) found[input.name] = input.value;
  if (form.elements.is_reversed.checked) found.is_reversed = "1";
  return found;
}

function showNumbers(form) {
  for (const slider of form.querySelectorAll(".slider")) {
    slider.querySelector("output").textContent = Number(slider.querySelector("input").value).toLocaleString("th-TH");
  }
}

function tell(element, text) {
  const box = element.querySelector("[data-refused]");
  box.textContent = text;
  box.hidden = !text;
  element.querySelector("[data-go]").disabled = Boolean(text);
}

const place = ([lon, lat]) => [lat, lon];

function show(drawn, answer) {
  drawn.clearLayers();
  for (const run of answer.runs) L.geoJSON(run.shape, { interactive: false, style: { color: COLOURS.road, weight: 9, opacity: 0.55 } }).addTo(drawn);
  for (const at of answer.raw) L.circleMarker(place(at), { radius: 2.5, color: COLOURS.raw, weight: 1, fillOpacity: 0.7, interactive: false }).addTo(drawn);
  for (const each of answer.rejected) {
    L.circleMarker(place(each.at), { radius: 4.5, color: COLOURS.out, weight: 2, fillOpacity: 0.5 }).bindTooltip(each.thai).addTo(drawn);
  }
  const line = answer.line.coordinates.map(place);
  L.polyline(line, { color: COLOURS.line, weight: 4, interactive: false }).addTo(drawn);
  L.circleMarker(line[0], { radius: 6, color: "#fff", weight: 2, fillColor: COLOURS.line, fillOpacity: 1 }).bindTooltip("กม. 0+000").addTo(drawn);
  for (const stop of answer.stops) {
    const text = [`หยุด ${secondsText(stop.seconds)}`, stop.chainage && `กม. ${stop.chainage}`].filter(Boolean).join(" · ");
    L.circleMarker(place(stop.at), { radius: 7, color: COLOURS.stop, weight: 3, fillColor: "#fff", fillOpacity: 1 }).bindTooltip(text).addTo(drawn);
  }
}

function fill(element, answer) {
  element.querySelector("[data-facts]").replaceChildren(
    ...answer.facts.map(([label, text]) => el("div", {}, el("dt", {}, label), el("dd", {}, text))));
  element.querySelector("[data-reasons]").replaceChildren(
    ...answer.reasons.map((each) => el("li", {}, `ตัดออกเพราะ${each.thai} ${each.count.toLocaleString()} จุด`)));
  element.querySelector("[data-doubled] ul").replaceChildren(...answer.doubled.map((each) =>
    el("li", {}, el("a", { href: each.url, target: "_blank", rel: "noopener" }, each.title), ` ${each.much}`)));
  const chosen = element.querySelector("[name=run]");
  const before = chosen.value;
  chosen.replaceChildren(...answer.runs.map((run, n) => el("option", { value: String(n) }, runText(run))));
  if (answer.runs[Number(before)]) chosen.value = before;
}

/** A journey along no known road can only become a line of its own. */
function chooseLine(form) {
  const line = [...form.elements.target.options].find((option) => option.dataset.kind === "line");
  if (line) form.elements.target.value = line.value;
  showTarget(form);
}

function showTarget(form) {
  const target = form.elements.target.selectedOptions[0];
  const kind = target?.dataset.kind;
  const doubled = form.querySelector("[data-doubled]");
  doubled.hidden = target?.dataset.newRoad === undefined || !doubled.querySelector("li");
  const needsRun = Boolean(kind) && kind !== "line";
  const hasRun = form.elements.run.options.length > 0;
  form.querySelector("[data-run-field]").hidden = !needsRun;
  form.querySelector("[data-no-run]").hidden = hasRun;
  form.elements.run.hidden = !hasRun;
  form.querySelector("[data-go]").disabled = !kind || (needsRun && !hasRun);
}
