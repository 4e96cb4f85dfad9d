import assert from "node:assert/strict";
import test from "node:test";
import { chosenRun, query, runText, secondsText } from "../../../map_ui/static/map_ui/js/track_texts.js";
import { keptAs, shownFrom } from "../../../map_ui/static/map_ui/js/imagery.js";

const run = { road: "u1", title: "ตย.ถ.1-001 ถนนสุขใจ", from: "0+100", to: "0+400", is_forward: false, offset_m: 2.1 };

test("an address holds what is set", () => {
  assert.equal(query({ track: "0", snap_m: "", is_reversed: undefined, tolerance_m: 2 }), "track=0&tolerance_m=2");
});

test("a run is told with its direction", () => {
  assert.equal(runText(run), "ตย.ถ.1-001 ถนนสุขใจ กม. 0+100 – 0+400 (สวนทาง กม. ห่างเฉลี่ย 2.1 ม.)");
});

test("rests are told in seconds, then in minutes", () => {
  assert.deepEqual([secondsText(45), secondsText(240)], ["45 วินาที", "4 นาที"]);
});

test("a target on a road needs a run, a new line needs none", () => {
  assert.deepEqual(chosenRun({ runs: [run] }, "0", "range"), { road: "u1", km_from: "0+100", km_to: "0+400" });
  assert.equal(chosenRun({ runs: [] }, "", "visit"), null);
  assert.deepEqual(chosenRun({ runs: [] }, "", "line"), {});
});

test("pictures shown are kept with their opacity, those that are gone are not", () => {
  assert.deepEqual(shownFrom("a~0.5,b~9,c", ["a", "b"]), { a: 0.5, b: 1 });
  assert.deepEqual(shownFrom("", ["a"]), {});
  assert.equal(keptAs({ a: 0.5, b: 1 }), "a~0.5,b~1");
});
