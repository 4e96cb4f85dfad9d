import assert from "node:assert/strict";
import test from "node:test";

import { changedValues, newKey, reachOf, shapeOf, stateLine } from "../../../modules/kernel/inspections/static/kernel_inspections/js/survey_rules.js";

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

test("one line says where the work stands and why it waits", () => {
  assert.equal(stateLine({}), "ไม่มีงานค้างในเครื่องนี้");
  assert.equal(stateLine({ waiting: 3, sent: 2 }, "offline"), "รอส่ง 3 รายการ · ยังไม่มีสัญญาณ");
  assert.equal(stateLine({ waiting: 1, refused: 1, drafts: 2 }, "sign-in"), "รอส่ง 1 รายการ · ส่งไม่ผ่าน 1 รายการ · ร่าง 2 รายการ · ต้องเข้าสู่ระบบใหม่ก่อนส่ง");
  assert.equal(stateLine({ sent: 2 }), "ส่งแล้ว 2 รายการ");
});

test("a key is a UUID of version 4, also where the browser makes none", () => {
  assert.match(newKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const own = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  assert.match(newKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  Object.defineProperty(crypto, "randomUUID", { value: own, configurable: true });
});
