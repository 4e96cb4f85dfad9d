"""Names of the town. Surnames end in a syllable group that marks them as made up (สาธิต, สมมุติ, ตัวอย่าง, จำลอง)."""

from __future__ import annotations

import numpy as np

VILLAGES = (
    "บ้านสาธิตตลาด", "บ้านหนองใหม่", "บ้านคลองสมมุติ", "บ้านดอนตัวอย่าง", "บ้านทุ่งจำลอง", "บ้านท่าสาธิต",
    "บ้านโคกสมมุติ", "บ้านบึงตัวอย่าง", "บ้านหัวคันนา", "บ้านวังจำลอง", "บ้านปากคลองใหม่", "บ้านไร่สาธิต",
)  # fmt: skip
ROADS = (
    "สาธิตพัฒนา", "ประชาสมมุติ", "ราษฎร์ตัวอย่าง", "เทศบาลจำลอง", "สุขสาธิต", "ร่วมใจสมมุติ", "ทุ่งตัวอย่าง", "หนองจำลอง",
    "ดอนสาธิต", "คลองสมมุติ", "มิตรตัวอย่าง", "เจริญจำลอง", "สามัคคีสาธิต", "นาสมมุติ", "บึงตัวอย่าง", "โคกจำลอง",
)  # fmt: skip
_FIRST_M = ("สม", "วิ", "ประ", "ธน", "สุ", "กิต", "อนุ", "ณรงค์", "บุญ", "พิ", "ชัย", "ธีร", "มา", "ศักดิ์", "อภิ", "จักร")
_LAST_M = ("ชาย", "ชัย", "เสริฐ", "พล", "เทพ", "ติ", "ศักดิ์", "มา", "ช่วย", "เชษฐ", "ยุทธ", "วัฒน์", "นพ", "ดา", "ชาติ", "พงษ์")
_FIRST_F = ("สม", "วิ", "ประ", "กาญ", "สุ", "จัน", "อร", "นง", "บุญ", "พิม", "มา", "ศิริ", "รัต", "เพ็ญ", "ดวง", "ลำ")
_LAST_F = ("หญิง", "ไล", "ภา", "นา", "ดา", "ทิพย์", "พร", "ลักษณ์", "มี", "ใจ", "ลี", "วรรณ", "นี", "ศรี", "แก้ว", "พันธุ์")
_SURNAME = ("ทอง", "แก้ว", "บุญ", "ศรี", "สุข", "ดี", "มั่น", "รุ่ง", "เจริญ", "พูน", "วงศ์", "นา", "ทรัพย์", "สวน", "เพชร", "คำ")
_MIDDLE = ("", "มา", "คง", "ใจ", "เรือง", "ชัย", "ประ", "งาม", "สม", "เย็น", "ยืน", "หอม")
_MARK = ("สาธิต", "สมมุติ", "ตัวอย่าง", "จำลอง", "สาธิตกุล", "สมมุติวงศ์", "ตัวอย่างดี", "จำลองทรัพย์")
COMPANIES = ("โรงสีข้าว", "วัสดุก่อสร้าง", "การเกษตร", "ขนส่ง", "อพาร์ตเมนต์", "พืชผล", "คอนกรีต", "ฟาร์ม", "ปิโตรเลียม", "การค้า")


def first_names(male: bool, count: int, rng: np.random.Generator) -> list[str]:
    """Two-part first names drawn at random."""
    heads, tails = (_FIRST_M, _LAST_M) if male else (_FIRST_F, _LAST_F)
    a, b = rng.integers(0, len(heads), count), rng.integers(0, len(tails), count)
    return [heads[i] + tails[j] for i, j in zip(a.tolist(), b.tolist(), strict=True)]


def surnames(count: int, rng: np.random.Generator) -> list[str]:
    """Surnames drawn at random; every one ends in the mark of fiction."""
    a, b, c = (rng.integers(0, len(part), count).tolist() for part in (_SURNAME, _MIDDLE, _MARK))
    return [_SURNAME[i] + _MIDDLE[j] + _MARK[k] for i, j, k in zip(a, b, c, strict=True)]


def numbered(names: tuple[str, ...], index: int) -> str:
    """The name at a position of a list that is started again with a number when it is used up."""
    turn, place = divmod(index, len(names))
    return names[place] if turn == 0 else f"{names[place]} {turn + 1}"
