import assert from "node:assert/strict";
import test from "node:test";

import { changedValues, reachOf, shapeOf } from "../../../modules/kernel/inspections/static/kernel_inspections/js/survey_rules.js";

const LIMITS = { notes_only_m: 5, boundary_m: 0.1 };
const corner = (lon, lat, accuracy_m) => ({ lon, lat, accuracy_m, kind: "corner" });

test("the worst point decides what the points are good for", () => {
  assert.equal(reachOf([], LIMITS), "notes");
  assert.equal(reachOf([corner(0, 0, 5.01)], LIMITS), "notes");
  assert.equal(reachOf([corner(0, 0, 5)], LIMITS), "places");
  assert.equal(reachOf([corner(0, 0, 0.1), corner(0, 0, 0.02)], LIMITS), "boundary");
});

test("only values that differ from what the register held are sent", () => {
  const fields = [{ name: "moo", value: "1" }, { name: "land_use", value: "residence" }];
  assert.deepEqual(changedValues(fields, { moo: "1", land_use: "vacant" }), { land_use: "vacant" });
  assert.deepEqual(changedValues(fields, {}), {});
});

test("three good corners make a shape and poor ones do not", () => {
  const ring = shapeOf([corner(0, 0, 0.02), corner(1, 0, 0.02), corner(1, 1, 0.02)], LIMITS);
  assert.deepEqual(ring.coordinates[0].at(-1), [0, 0]);
  assert.equal(shapeOf([corner(0, 0, 0.02), corner(1, 0, 3), corner(1, 1, 0.02)], LIMITS), null);
  assert.equal(shapeOf([corner(0, 0, 0.02)], LIMITS), null);
});
