"""The office itself: the first page of a new database, and later the place where its facts are put right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gis_core.access.permissions import ACCOUNTS
from gis_core.features import measure
from gis_core.ground.models import Office
from gis_core.ground.office_facts import current_office, save_office
from gis_core.pure.thai_area import format_area, sqwah_from_m2
from map_ui.views.office_admin.doors import attempt, office_door, tabs
from map_ui.views.office_admin.forms import REQUIRED, WithReason

SHIFTS = ("indian_dx_m", "indian_dy_m", "indian_dz_m")
COLUMNS = ("thai", "kind", "tambon", "amphoe", "province", "province_abbr", "dla_order", "utm_srid", *SHIFTS)
HINTS = {
    "province_abbr": "ใช้ในรหัสสายทาง เช่น สพ.ถ.1-0001",
    "dla_order": "ลำดับของ อปท. ในจังหวัดตามบัญชีของกรมส่งเสริมการปกครองท้องถิ่น",
    "utm_srid": "47N สำหรับพื้นที่ทางตะวันตกของลองจิจูด 102° ตะวันออก, 48N สำหรับทางตะวันออก",
    "indian_dx_m": "ค่าเลื่อนพื้นหลักฐาน Indian 1975 ไปยัง WGS 84 แก้เฉพาะเมื่อมีหมุดควบคุมที่รังวัดแล้วในพื้นที่",
}
NUMBERS = {"min_value": "ต่ำเกินไป", "max_value": "สูงเกินไป", "invalid": "ต้องเป็นตัวเลข"}


class OfficeForm(WithReason):
    """What the office is called and how it measures; the boundary comes as a file."""

    usual_reason = "ปรับปรุงข้อมูลหน่วยงาน"
    boundary = forms.FileField(
        label="เขตปกครอง (ไฟล์ GeoJSON)",
        required=False,
        help_text="รูปปิดพิกัดองศา WGS 84 เว้นว่างเพื่อคงเขตเดิม",
        error_messages={"empty": "ไฟล์ว่างเปล่า"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COLUMNS:
            field = Office._meta.get_field(name).formfield(help_text=HINTS.get(name, ""))
            field.error_messages |= REQUIRED | NUMBERS
            self.fields[name] = field
        self.order_fields((*COLUMNS, "boundary", "reason"))


@office_door(ACCOUNTS, "change")
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Facts and boundary of the office."""
    row = current_office()
    initial = {name: getattr(row, name) for name in COLUMNS} if row else {}
    form = OfficeForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file, reason = data.pop("boundary"), data.pop("reason")
        done, _ = attempt(form, lambda: save_office(request.user, data, file.read() if file else None, reason))
        if done:
            messages.success(request, "บันทึกข้อมูลหน่วยงานแล้ว")
            return redirect("office-facts")
    page = {
        "tabs": tabs(request.user, "office-facts"),
        "form": form,
        "title": "ข้อมูลหน่วยงาน",
        "back": "office-users",
        "note": _note(row),
    }
    return render(request, "map_ui/office_admin/form.html", page, status=409 if form.errors else 200)


def _note(row: Office | None) -> str:
    """What the page says first: that nothing is set up yet, or how large the land is."""
    if row is None:
        return "ยังไม่ได้ตั้งค่าหน่วยงาน กรอกชื่อ ประเภท และนำเข้าเขตปกครอง แผนที่จะเปิดที่เขตนี้และใช้ตรวจพิกัดที่อยู่นอกเขต"
    if row.boundary is None:
        return "ยังไม่มีเขตปกครอง ระบบจึงยังตรวจพิกัดที่อยู่นอกเขตไม่ได้"
    west, south, east, north = row.boundary.extent
    area_m2 = measure.area_m2(row.boundary)
    rai = format_area(sqwah_from_m2(Decimal(area_m2)))
    box = f"{south:.4f}–{north:.4f} N, {west:.4f}–{east:.4f} E"
    return f"เขตปกครองปัจจุบัน {area_m2 / 1e6:,.2f} ตร.กม. ({rai} ไร่-งาน-ตร.ว.) กรอบพิกัด {box}"
