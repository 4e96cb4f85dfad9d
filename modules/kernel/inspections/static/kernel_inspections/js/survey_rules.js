// What the page can say before the server does. Pure, so that it runs in Node's test runner.

/** What measured points are good for: notes, places or a boundary. The worst point decides. */
export function reachOf(points, limits) {
  if (!points.length) return "notes";
  const worst = Math.max(...points.map((point) => point.accuracy_m));
  if (worst > limits.notes_only_m) return "notes";
  return worst <= limits.boundary_m ? "boundary" : "places";
}

export const REACH = {
  notes: "จุดที่เก็บใช้ได้เฉพาะบันทึกและภาพถ่าย",
  places: "จุดที่เก็บใช้บอกตำแหน่งได้ แต่ปรับแนวเขตไม่ได้",
  boundary: "จุดที่เก็บแม่นพอที่จะเสนอปรับแนวเขต",
};

/** The values that differ from what the register held when the sheet was opened. */
export function changedValues(fields, values) {
  const after = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value !== undefined && value !== field.value) after[field.name] = value;
  }
  return after;
}

/** What the register held of the child lines that were changed: the office compares with it what others wrote since. */
export function linesBefore(fields, after) {
  return Object.fromEntries(fields.filter((field) => field.kind === "lines" && field.name in after).map((field) => [field.name, field.value]));
}

/** A ring through corner points as GeoJSON, if there are enough of them and all are good for a boundary. */
export function shapeOf(points, limits) {
  const corners = points.filter((point) => point.kind === "corner");
  if (corners.length < 3 || reachOf(corners, limits) !== "boundary") return null;
  const ring = corners.map((point) => [point.lon, point.lat]);
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

const STOPPED = {
  offline: "ยังไม่มีสัญญาณ",
  server: "ระบบยังไม่ตอบ จะลองใหม่เอง",
  "sign-in": "ต้องเข้าสู่ระบบใหม่ก่อนส่ง",
};

/** The line that says where the surveyor's work stands: {waiting, refused, drafts, sent} are counts. */
export function stateLine({ waiting = 0, refused = 0, drafts = 0, sent = 0 }, stop = "") {
  const parts = [];
  if (waiting) parts.push(`รอส่ง ${waiting} รายการ`);
  if (refused) parts.push(`ส่งไม่ผ่าน ${refused} รายการ`);
  if (drafts) parts.push(`ร่าง ${drafts} รายการ`);
  if (!waiting && !refused && sent) parts.push(`ส่งแล้ว ${sent} รายการ`);
  if (!parts.length) parts.push("ไม่มีงานค้างในเครื่องนี้");
  if (STOPPED[stop]) parts.push(STOPPED[stop]);
  return parts.join(" · ");
}

/** A name no other draft has; pages without https have no crypto.randomUUID. */
export function newKey() {
  if (globalThis.crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
