"""The Land Office's monthly file as text: its columns, its blanks, its money and dates, and what each act means here.

Law: Land and Building Tax Act B.E. 2562, s. 10. Nothing here knows Django. An act that is not in the dictionary is
never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from gis_core.pure.map_sheet import sheet_from_parts
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import area_text, parse_area
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits

MONTHLY_LAW = "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 มาตรา 10"
NOTHING, UNKNOWN = "nothing", "unknown"
#: What the Land Office registered -> what it changes in the tax register.
ACTS: Mapping[str, str] = {
    **dict.fromkeys(
        ("ขาย", "ขายตามคำสั่งศาล", "ขายทอดตลาด", "โอนมรดก", "ให้", "แลกเปลี่ยน", "โอนตามคำสั่งศาล", "ได้มาโดยการครอบครอง"),
        "transfer",
    ),
    **dict.fromkeys(("แบ่งแยกในนามเดิม", "แบ่งหักเป็นที่สาธารณประโยชน์", "แบ่งกรรมสิทธิ์รวม", "แบ่งขาย"), "divide"),
    **dict.fromkeys(("รวมโฉนด", "รวมโฉนดที่ดิน"), "merge"),
    **dict.fromkeys(("สอบเขต", "สอบเขตโฉนดที่ดิน", "ตรวจสอบเนื้อที่"), "resurvey"),
    **dict.fromkeys(("แก้ชื่อ", "เปลี่ยนชื่อ", "เปลี่ยนชื่อสกุล", "แก้ชื่อตัวชื่อสกุล"), "rename"),
    **dict.fromkeys(
        ("จำนอง", "ไถ่ถอน", "ไถ่ถอนจากจำนอง", "ใบแทน", "ออกใบแทน", "หมายเหตุ", "ขึ้นเงินจำนอง", "อายัด", "ถอนอายัด", "เช่า"),
        NOTHING,
    ),
}
#: Headings of one meaning; a file has one of each. The first is the one the Land Office uses most.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "utm1": ("UTM_MAP1", "UTM_AIRMAP1"),
    "utm2": ("UTM_MAP2", "UTM_AIRMAP2"),
    "utm3": ("UTM_MAP3", "UTM_AIRMAP3"),
    "utm4": ("UTM_MAP4",),
    "scale": ("UTM_SCALE",),
    "land_no": ("ที่ดิน", "เลขที่ดิน"),
    "deed_no": ("โฉนด", "น.ส.3ก", "น.ส.3ก.", "น.ส.3 ก.", "เลขที่น.ส.3ก", "NS3A_NO"),
    "rai": ("ไร่",),
    "ngan": ("งาน",),
    "wah": ("วา",),
    "tenths": ("เศษ",),
    "title": ("คำนำหน้า",),
    "first_name": ("ชื่อ",),
    "last_name": ("นามสกุล",),
    "party_id": ("เลขประจำตัว", "เลขประจำตัวประชาชน", "เลขบัตร", "PID"),
    "act": ("สถานะดำเนินการ",),
    "acted_on": ("วันที่", "วันที่จดทะเบียน", "REG_DATE"),
    "amount": ("REG_AMT",),
}
SOURCES = {"parcel": "deed", "ns3a": "ns3k", "construction": "construction"}
NEEDED = {"deed": ("utm1", "land_no", "deed_no", "act"), "ns3k": ("deed_no", "act"), "construction": ()}


@dataclass(frozen=True)
class MonthlyRow:
    """One row of a table of the file, read. `problem` says in Thai what could not be read; "" for nothing."""

    source: str
    line_no: int
    act: str = ""
    effect: str = NOTHING
    acted_on: date | None = None
    sheet_key: str = ""
    land_no: str = ""
    deed_no: str = ""
    area_sqwah: Decimal | None = None
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    party_id: str = ""
    amount_baht: Decimal | None = None
    problem: str = ""


def clean(value: Any) -> str:
    """A cell as people read it: no blanks around or doubled, ordinary digits, "-" alone is nothing."""
    text = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", to_arabic_digits(str(value if value is not None else ""))).strip()
    return "" if text == "-" else text


def money(value: Any) -> Decimal | None:
    """``฿1,234.00`` as baht; ``฿-`` and nothing are None. Errors: Refused ``MONEY``."""
    text = clean(value).replace("฿", "").replace(",", "").replace("บาท", "").strip()
    if text in ("", "-"):
        return None
    try:
        baht = Decimal(text)
    except InvalidOperation:
        baht = Decimal("NaN")
    if not baht.is_finite() or baht < 0:
        raise Refused("MONEY", f"อ่านจำนวนเงินไม่ได้: {text[:40]}", MONTHLY_LAW)
    return baht


def be_day(value: Any) -> date | None:
    """``d/m/yyyy`` of the Buddhist era; None for nothing. Errors: Refused ``DATE``, ``DATE_ERA``."""
    text = clean(value).partition(" ")[0]
    return parse_date(text, era="be") if text else None


def area(rai: Any, ngan: Any, wah: Any, tenths: Any) -> Decimal | None:
    """Square wah of four cells; `tenths` (เศษ) are tenths of a square wah. None when all are blank. Errors: ``RNW``."""
    text = area_text(*map(clean, (rai, ngan, wah, tenths)))
    return parse_area(text) if text else None


def join_key(utm1: Any, utm2: Any, utm3: Any, utm4: Any, scale: Any) -> str:
    """The padded sheet that joins tables and shapes, ``5136-3-6818-07-1000``; "" for a sheet that is none."""
    parts = [clean(each).removesuffix(".0") for each in (utm1, utm2, utm3, utm4, scale)]
    try:
        return sheet_from_parts(parts[0], parts[1], parts[2], parts[3], parts[4] or "4000").key
    except Refused:
        return ""


def effect_of(act: str) -> str:
    """What an act changes; ``unknown`` for one that is not in the dictionary. Blanks inside it do not matter."""
    plain = clean(act).replace(" ", "")
    return ACTS.get(plain, UNKNOWN) if plain else UNKNOWN


def party_number(value: Any) -> str:
    """Thirteen digits without hyphens; "" when there are not thirteen. The check digit is asked by who uses it."""
    digits = re.sub(r"\D", "", clean(value))
    return digits if len(digits) == 13 else ""


def source_of(file_name: str) -> str | None:
    """Which table a file of the archive is, by the beginning of its name; None for none."""
    stem = file_name.rsplit("/", 1)[-1].lower()
    if not stem.endswith(".csv"):
        return None
    return next((source for start, source in SOURCES.items() if stem.startswith(start)), None)


def columns_of(headings: Iterable[str], source: str) -> dict[str, str]:
    """Meaning -> heading as the file has it. Errors: Refused ``MONTHLY_COLUMNS`` naming what is missing."""
    found = {re.sub(r"\s+", "", clean(heading)).lower(): heading for heading in headings if heading}
    columns: dict[str, str] = {}
    for meaning, names in HEADINGS.items():
        for name in names:
            heading = found.get(name.replace(" ", "").lower())
            if heading is not None:
                columns.setdefault(meaning, heading)
    missing = [HEADINGS[need][0] for need in NEEDED[source] if need not in columns]
    if missing:
        name = next(start for start, each in SOURCES.items() if each == source)
        thai = f"ตาราง {name}_*.csv ไม่มีคอลัมน์ {', '.join(missing)} กรุณาขอไฟล์จากสำนักงานที่ดินใหม่"
        raise Refused("MONTHLY_COLUMNS", thai, MONTHLY_LAW, "file")
    return columns


def read_rows(source: str, table: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> Iterator[MonthlyRow]:
    """The rows of one table. What cannot be read stands in `problem`; no row is lost and none is guessed."""
    for line_no, cells in enumerate(table, start=2):
        if any(clean(value) for value in cells.values()):
            yield _row(source, line_no, {meaning: cells.get(heading) for meaning, heading in columns.items()})


def _row(source: str, line_no: int, cells: Mapping[str, Any]) -> MonthlyRow:
    problems: list[str] = []

    def told(read: Any, *values: Any) -> Any:
        try:
            return read(*values)
        except Refused as refused:
            problems.append(refused.thai)
            return None

    act = clean(cells.get("act"))
    effect = NOTHING if source == "construction" else effect_of(act)
    if effect == UNKNOWN:
        problems.append(f"ไม่รู้จักประเภทการดำเนินการ นำเข้าพักตรวจ ({act or 'ว่าง'})")
    return MonthlyRow(
        source=source,
        line_no=line_no,
        act=act[:80],
        effect=effect,
        acted_on=told(be_day, cells.get("acted_on")),
        sheet_key=""
        if source == "ns3k"
        else join_key(*(cells.get(n) for n in ("utm1", "utm2", "utm3", "utm4", "scale"))),
        land_no=clean(cells.get("land_no")).removesuffix(".0")[:8],
        deed_no=clean(cells.get("deed_no")).replace(",", "").removesuffix(".0")[:12],
        area_sqwah=told(area, *(cells.get(n) for n in ("rai", "ngan", "wah", "tenths"))),
        title=clean(cells.get("title"))[:60],
        first_name=clean(cells.get("first_name"))[:160],
        last_name=clean(cells.get("last_name"))[:80],
        party_id=party_number(cells.get("party_id")),
        amount_baht=told(money, cells.get("amount")),
        problem=" · ".join(problems)[:300],
    )


@dataclass(frozen=True)
class MonthlyShape:
    """A parcel's shape of the file as GeoJSON coordinates in metres of Indian 1975, with the key that joins it."""

    sheet_key: str
    land_no: str
    geometry: Mapping[str, Any]


def read_shapes(document: Any) -> Iterator[MonthlyShape]:
    """Shapes of a GeoJSON document, whose features or properties stand inside a `LocationGeospatial` wrapper."""
    for feature in _features(document):
        properties = feature.get("properties") or {}
        inner = properties.get("LocationGeospatial", properties)
        values = inner if isinstance(inner, Mapping) else {}
        geometry = feature.get("geometry")
        if isinstance(geometry, Mapping) and geometry.get("type") in ("Polygon", "MultiPolygon"):
            yield shape_of(values, geometry)


def shape_of(values: Mapping[str, Any], geometry: Mapping[str, Any]) -> MonthlyShape:
    """A shape with its padded key; `values` are LandUTM1..4, LandUTMScale, LandNumber in any case of letters."""
    cells = {str(name).lower(): value for name, value in values.items()}
    key = join_key(*(cells.get(name) for name in ("landutm1", "landutm2", "landutm3", "landutm4", "landutmscale")))
    return MonthlyShape(key, clean(cells.get("landnumber")).removesuffix(".0")[:8], geometry)


def _features(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _features(each)
    elif isinstance(node, Mapping):
        if node.get("type") == "Feature":
            yield node
        else:
            for name in ("LocationGeospatial", "features"):
                yield from _features(node.get(name))
