import assert from "node:assert/strict";
import { test } from "node:test";

import { coordinateText, SYSTEMS } from "../../../map_ui/static/map_ui/js/coordinate_text.js";

const PLACE = [101.15432, 16.4321];

test("one place in every system", () => {
  const shown = Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, coordinateText(PLACE, name)]));
  assert.deepEqual(shown, {
    degrees: "16.432100, 101.154320",
    dms: "16°25'55.56\"N 101°09'15.55\"E",
    utm47: "E 730,038.04  N 1,817,956.62",
    utm48: "E 89,179.67  N 1,820,637.13",
  });
  assert.equal(coordinateText(PLACE, "gone"), shown.degrees);
});
