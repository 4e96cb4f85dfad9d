// How to edit the map, and its keys.
import { openDialog } from "./dialog.js";
import { el } from "./element.js";

export const IDLE = "แตะรูปที่จะแก้ไข หรือเลือกวาดรูปใหม่";
export const EDITING = "ลากมุม ลากจุดกลางด้านเพื่อเพิ่มมุม กดค้างหรือ Delete เพื่อลบ Tab เลือกมุม ลูกศรเลื่อน 10 ซม. (Shift 1 ซม.)";
export const DRAWING = "แตะทีละมุม Enter หรือแตะมุมแรกเพื่อจบ Backspace ย้อน Esc เลิก";

const KEYS = [
  ["D · E · M · R · H · A", "วาดรูป · แก้มุม · ย้าย · หมุน · เจาะรู · เพิ่มส่วน"],
  ["X · G", "แบ่งแยกด้วยเส้น · รวมหลายแปลง"],
  ["ลูกศร", "เลื่อนกากบาทขณะวาด (Shift ทีละน้อย) หรือเลื่อนมุมที่เลือก 10 ซม. (Shift 1 ซม. Ctrl 1 ม.)"],
  ["Space หรือ Enter", "วางมุมที่กากบาท · Enter ซ้ำที่เดิมเพื่อจบ"],
  ["Tab", "ไปมุมถัดไป · Insert เพิ่มมุม · Delete ลบมุม"],
  ["S · กด Alt ค้าง", "เปิดปิดการจับจุด · พักการจับจุดชั่วคราว"],
  ["/", "พิมพ์ทิศและระยะ หรือพิกัด"],
  ["Ctrl+Z · Ctrl+Y", "ย้อน · ทำซ้ำ"],
  ["Esc", "เลิกเครื่องมือ แล้ววางรูป แล้วเลิกแก้ไข"],
];
const SIDES = [
  ["N 45 30 E 20.5", "ทิศ N 45°30' E ยาว 20.5 ม. (พิมพ์ น ใต้ ออก ตก ได้)"],
  ["135.5 20 หรือ 135 30 0 20", "แอซิมัท 135°30' ยาว 20 ม."],
  ["20.5", "ยาว 20.5 ม. ไปทางเมาส์"],
  ["@12.5,-3", "ไปทางตะวันออก 12.5 ม. ลงใต้ 3 ม."],
];

const rows = (pairs) => el("dl", { class: "facts small help-keys" }, pairs.flatMap(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)]));

export function showHelp() {
  const { body } = openDialog("แก้ไขแผนที่: ปุ่มลัดและการพิมพ์");
  body.append(rows(KEYS), el("h3", {}, "พิมพ์ด้านของรูป"), rows(SIDES),
    el("p", { class: "muted small" }, "ความยาว มุม และเนื้อที่คำนวณในกริด UTM ของสำนักงาน ตรงกับที่ระบบบันทึก"));
}
