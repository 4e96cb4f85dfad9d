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

/** A ring through corner points as GeoJSON, if there are enough of them and all are good for a boundary. */
export function shapeOf(points, limits) {
  const corners = points.filter((point) => point.kind === "corner");
  if (corners.length < 3 || reachOf(corners, limits) !== "boundary") return null;
  const ring = corners.map((point) => [point.lon, point.lat]);
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}
