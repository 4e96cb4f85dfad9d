"""Two years of keeping the demo town's map up to date: petitions, surveys, two months of the Land Office."""

from __future__ import annotations

import csv
import hashlib
import io
import uuid
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.ground.models import Parcel
from gis_core.pure.citizen_id import check_digit
from gis_core.pure.thai_calendar import be_year
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.property_register import monthly, monthly_acts
from modules.finance.property_register.models import ChangeRequest, ControlFile
from modules.kernel.inspections import surveys
from modules.kernel.inspections.models import FieldSurvey

HEADINGS = (
    "UTM_MAP1", "UTM_MAP2", "UTM_MAP3", "UTM_MAP4", "UTM_SCALE", "ที่ดิน", "โฉนด", "ไร่", "งาน", "วา", "เศษ",
    "คำนำหน้า", "ชื่อ", "นามสกุล", "เลขประจำตัว", "สถานะดำเนินการ", "วันที่", "REG_AMT",
)  # fmt: skip
FAMILY = ("สุขใจ", "บุญมา", "ศรีทอง", "วงศ์ดี", "แก้วมณี", "ชัยเจริญ")
GIVEN = ("สมหมาย", "อรุณี", "ประเสริฐ", "มาลัย", "วิชัย", "กาญจนา")
#: What the rows of a month say, and what the officer does with them.
LAST_MONTH = (
    ("ขาย", "apply"), ("ขาย", "apply"), ("โอนมรดก", "apply"), ("แบ่งแยกในนามเดิม", "apply"), ("จำนอง", ""),
    ("ขาย", ""), ("ให้", ""), ("รวมโฉนด", ""), ("สอบเขต", ""), ("ขายเฉพาะส่วน", ""), ("ไถ่ถอน", ""), ("แก้ชื่อ", ""),
)  # fmt: skip
EARLIER_MONTH = (("ขาย", "apply"), ("ให้", "apply"), ("จำนอง", ""), ("ขายเฉพาะส่วน", "reject"))


def replay(town: Town) -> None:
    """Requests and surveys through the engine in the order of their days, then the months of the Land Office."""
    old = Parcel.objects.filter(status="active", land_use__in=("residence", "vacant"), origins=None).exclude(deed_no="")
    parcels = list(old.order_by("parcel_code")[40:4000:97][:14])
    span = (town.until - town.plan.first).days
    for number, parcel in enumerate(parcels):
        _request(town, parcel, town.plan.first + timedelta(days=20 + number * (span - 60) // 14), number)
    later = list(old.filter(sheet__gt="").order_by("-parcel_code")[7:2000:31][:20])
    _month(town, later[:4], town.until - timedelta(days=45), EARLIER_MONTH, 1)
    _month(town, later[4:18], town.until - timedelta(days=12), LAST_MONTH, 2)
    town.say(f"คำขอปรับข้อมูล {ChangeRequest.objects.count()} เรื่อง แฟ้มรายเดือน {ControlFile.objects.count()} งวด")


# -- requests and surveys ----------------------------------------------------------------------------------------------
def _request(town: Town, parcel: Parcel, on: date, number: int) -> None:
    """One request; how far it has come depends on its number, so that the office has some of each."""
    event = ("use", "petition", "use", "permit")[number % 4]
    register = registry.for_model(ChangeRequest)
    with town.acting("counter_clerk", "รับคำขอปรับข้อมูล", on):
        values = {
            "event": event,
            "target": str(parcel.uid),
            "detail": "แจ้งที่เคาน์เตอร์ตามแบบคำร้อง",
            "requester": "เจ้าของที่ดิน",
        }
        made = records.create(register, values, user=town.user("counter_clerk"), reason="รับคำขอ")  # type: ignore[arg-type]
    if event == "petition":
        _step(town, made, "check", "assessor", on + timedelta(days=1))
    else:
        _step(town, made, "to_field", "assessor", on + timedelta(days=1))
        if number % 7 == 6:
            return
        use = "other" if parcel.land_use == "residence" else "residence"
        survey = _survey(town, parcel, on + timedelta(days=4), {"land_use": use})
        _step(town, made, "surveyed", "surveyor", on + timedelta(days=5), survey=survey.register_no)
        if number % 7 == 5:
            return
        _step(town, survey, "verify", "finance_head", on + timedelta(days=7))
    if event == "petition" and number % 7 != 4:
        reason = "ตรวจเอกสารแล้ว ทะเบียนตรงกับเอกสารสิทธิ"
        _step(town, made, "no_change", "finance_head", on + timedelta(days=8), no_change_reason=reason)
        return
    _step(town, made, "verify", "finance_head", on + timedelta(days=8))
    if number % 7 != 4:
        _step(town, made, "apply", "assessor", on + timedelta(days=9))


def _step(town: Town, record: Any, code: str, role: str, on: date, **values: Any) -> None:
    register = registry.for_model(type(record))
    with town.acting(role, "ดำเนินการตามคำขอปรับข้อมูล", on):
        transitions.transition(register, record.uid, code, values, user=town.user(role), reason="ตามขั้นตอน")  # type: ignore[arg-type]


def _survey(town: Town, parcel: Parcel, on: date, after: dict[str, str]) -> FieldSurvey:
    register = registry.for_model(Parcel)
    place = parcel.geom.point_on_surface
    seen = timezone.make_aware(datetime.combine(on, time(9, 30)))
    with town.acting("surveyor", "สำรวจภาคสนาม", on, hour=11):
        sheet = surveys.Sheet(
            client_key=uuid.uuid5(uuid.NAMESPACE_OID, f"{parcel.uid}{on}"),
            base_version=records.version_of(register, parcel),  # type: ignore[arg-type]
            surveyed_at=seen,
            after=after,
            points=[{"lon": place.x, "lat": place.y, "accuracy_m": 3.8, "kind": "place"}],
            note="เจ้าของนำชี้ สภาพตรงตามคำร้อง",
            signer_name="เจ้าของที่ดิน",
            photos=[("ภาพหน้าแปลง.jpg", _photo(place, parcel.parcel_code))],
            signature=_signature(),
        )
        return surveys.hand_in(register, parcel.uid, sheet, user=town.user("surveyor"))  # type: ignore[arg-type]


def _photo(place: Any, text: str) -> list[bytes]:
    """A drawn picture that stands for a photograph of the place."""
    image, data = Image.new("RGB", (480, 320), "#a8c4d8"), io.BytesIO()
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 200, 480, 320), fill="#7f9f68")
    pen.rectangle((150, 110, 330, 220), fill="#c9a27e", outline="#6b4433")
    pen.polygon(((130, 112), (240, 40), (350, 112)), fill="#8d4f3a")
    pen.text((12, 296), text, fill="#ffffff")
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: _degrees(place.y), 3: "E", 4: _degrees(place.x)})
    image.save(data, "JPEG", exif=exif, quality=70)
    return [data.getvalue()]


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = (value - int(value)) * 60
    return float(int(value)), float(int(minutes)), (minutes - int(minutes)) * 60


def _signature() -> list[bytes]:
    image, data = Image.new("RGB", (320, 120), "#ffffff"), io.BytesIO()
    ImageDraw.Draw(image).line(((20, 80), (70, 30), (90, 95), (150, 40), (200, 90), (300, 55)), fill="#1a2a6c", width=4)
    image.save(data, "PNG")
    return [data.getvalue()]


# -- months of the Land Office -----------------------------------------------------------------------------------------
def _month(town: Town, parcels: list[Parcel], on: date, acts: tuple[tuple[str, str], ...], number: int) -> None:
    rows = [
        _row(parcel, act, on - timedelta(days=14), number * 100 + n)
        for n, (parcel, (act, _)) in enumerate(_pairs(parcels, acts))
    ]
    period = f"{be_year(on)}-{on.month:02}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{period}.zip"
        path.write_bytes(_zip(period, rows))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with town.acting("revenue_officer", f"นำเข้าแฟ้มรายเดือน {period}", on):
            file = monthly.bring_in(path, path.name, sha256, period)
    user = town.user("revenue_officer")
    for row in file.rows.filter(source="deed").order_by("line_no"):
        what = acts[row.line_no - 2][1] if row.line_no - 2 < len(acts) else ""
        if what and row.status in ("waiting", "quarantine"):
            with town.acting("revenue_officer", "พิจารณาแถวของแฟ้มรายเดือน", on + timedelta(days=1)):
                getattr(monthly_acts, what)(row, {"why": "โอนบางส่วน รอสำเนาสัญญา"}, user)


def _pairs(parcels: list[Parcel], acts: tuple[tuple[str, str], ...]) -> list[tuple[Parcel, tuple[str, str]]]:
    return list(zip(parcels, acts, strict=False))


def _row(parcel: Parcel, act: str, on: date, number: int) -> list[str]:
    """A row as the Land Office writes it; the new owner is invented (numbers that begin with 9 are never issued)."""
    rai, ngan, wah = int(parcel.area_sqwah // 400), int(parcel.area_sqwah % 400 // 100), parcel.area_sqwah % 100
    twelve = f"9{700_000_000 + number:011}"
    person = ["นาย" if number % 2 else "นาง", GIVEN[number % 6], FAMILY[number // 6 % 6], twelve + check_digit(twelve)]
    sheet = [parcel.utm1, parcel.utm2, parcel.utm3, parcel.utm4.lstrip("0"), str(parcel.scale)]
    area = [str(rai), str(ngan), str(int(wah)), str(int(wah % 1 * 10))]
    day = f"{on.day}/{on.month}/{be_year(on)}"
    return [
        *sheet,
        f" {parcel.land_no} ",
        parcel.deed_no,
        *area,
        *person,
        act,
        day,
        f"฿{250_000 + 1_000 * number:,}.00",
    ]


def _zip(period: str, rows: list[list[str]]) -> bytes:
    table, data = io.StringIO(), io.BytesIO()
    writer = csv.writer(table)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    building = f"ลำดับ,ประเภท,สถานะดำเนินการ,วันที่\r\n1,บ้าน,ขาย,1/{clock.today().month}/2569\r\n"
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"parcel_{period}.csv"), table.getvalue().encode("cp874"))
        archive.writestr(zipfile.ZipInfo(f"construction_{period}.csv"), building.encode("cp874"))
    return data.getvalue()
