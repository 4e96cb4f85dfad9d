"""The list of a tax year: what there was on 1 January, who held it that day, and who holds it now.

Law: Land and Building Tax Act B.E. 2562, s. 9. A sale of 2 January or later stands beside the holder, not in his place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.ground.fabric import parcels_on
from gis_core.ground.models import Building, CondoUnit, OwnershipSpell, Parcel
from gis_core.ground.queries import tax_day
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_calendar import be_year
from layers.declare import Parameter, Report
from layers.engine.rows import seen
from modules.finance.property_register.reading import Rows, may_see_owners

NOBODY = "ไม่ปรากฏเจ้าของ"
Spells = dict[int, list[OwnershipSpell]]


def of_year(user: Any, year: Any = None, block: Any = "") -> Rows:
    """Every parcel of 1 January of a year (of one block, when it is named) and what is owned apart from its land, a row
    for each holder of that day. A parcel divided since is still the one of that day.
    """
    if not may_see_owners(user):
        return []
    day = tax_day(int(year) if year else be_year(clock.today()))
    code = str(block or "").strip().upper()
    log_look(user, "report", None, f"บัญชีผู้ถือกรรมสิทธิ์ ณ {day:%d/%m/%Y} เขตย่อย {code or 'ทั้งหมด'}")
    return [*_land(user, day, code), *_buildings(user, day, code), *_units(user, day, code)]


def _land(user: Any, day: date, block: str) -> Iterator[dict[str, Any]]:
    found = parcels_on(day).filter(pk__in=seen(Parcel, user).values("pk")).order_by("parcel_code").defer("geom")
    found = found.filter(block__code=block) if block else found
    then, now = _held("parcel", found, day), _held("parcel", found, clock.today())
    for parcel in found:
        what = {
            "uid": parcel.uid,
            "title": parcel.parcel_code,
            "kind": "ที่ดิน",
            "deed": f"{parcel.get_deed_type_display()} {parcel.deed_no}".strip(),
            "size": format_area(parcel.area_sqwah),
        }
        ended = "" if parcel.status in (Parcel.Status.ACTIVE, Parcel.Status.PENDING) else parcel.get_status_display()
        yield from _rows(what, then.get(parcel.pk, []), ended or _since(then, now, parcel.pk))


def _buildings(user: Any, day: date, block: str) -> Iterator[dict[str, Any]]:
    found = seen(Building, user).filter(pk__in=_spells(day).values("building")).order_by("building_code").defer("geom")
    found = found.exclude(demolished_on__lte=day)
    found = found.filter(parcel__block__code=block) if block else found
    then, now = _held("building", found, day), _held("building", found, clock.today())
    for each in found:
        what = {"uid": each.uid, "title": each.building_code, "kind": "สิ่งปลูกสร้าง", "deed": "", "size": ""}
        yield from _rows(what, then[each.pk], _since(then, now, each.pk))


def _units(user: Any, day: date, block: str) -> Iterator[dict[str, Any]]:
    found = seen(CondoUnit, user).filter(pk__in=_spells(day).values("condo_unit"))
    found = found.select_related("building").order_by("building__building_code", "floor", "unit_no")
    found = found.filter(building__parcel__block__code=block) if block else found
    then, now = _held("condo_unit", found, day), _held("condo_unit", found, clock.today())
    for unit in found:
        title, size = f"{unit.building.building_code} ห้อง {unit.unit_no}", f"{unit.area_m2:,.2f} ตร.ม."
        what = {"uid": unit.uid, "title": title, "kind": "ห้องชุด", "deed": "", "size": size}
        yield from _rows(what, then[unit.pk], _since(then, now, unit.pk))


def _spells(day: date) -> Any:
    return OwnershipSpell.objects.filter(valid__contains=day)


def _held(column: str, things: QuerySet[Any], day: date) -> Spells:
    """By id of the thing, the spells of a day: owners first, then possessors and lessees."""
    held: Spells = defaultdict(list)
    spells = _spells(day).filter(**{f"{column}__in": things.order_by().values("pk")})
    order = list(OwnershipSpell.Role.values)
    for spell in sorted(spells.select_related("person", "organisation"), key=lambda s: (order.index(s.role), s.pk)):
        held[getattr(spell, f"{column}_id")].append(spell)
    return held


def _since(then: Spells, now: Spells, pk: int) -> str:
    """The owners of today when they are others than those of the day; "" when nothing changed."""
    names = [[_name(s) for s in held.get(pk, []) if s.role == OwnershipSpell.Role.OWNER] for held in (then, now)]
    return "" if sorted(names[0]) == sorted(names[1]) else ", ".join(names[1]) or NOBODY


def _name(spell: OwnershipSpell) -> str:
    return f"{spell.person or spell.organisation} ({spell})"


def _rows(what: dict[str, Any], spells: list[OwnershipSpell], now: str) -> Iterator[dict[str, Any]]:
    if not spells:
        yield what | {"holder": NOBODY, "role": "", "share": "", "now": now}
    for spell in spells:
        holder = {"holder": str(spell.person or spell.organisation), "role": spell.get_role_display()}
        yield what | holder | {"share": str(spell), "now": now}


REPORT = Report(
    "tax_day",
    "บัญชีผู้ถือกรรมสิทธิ์ ณ 1 มกราคม ของปีภาษี",
    of_year,
    (
        ("title", "รหัส"),
        ("kind", "ประเภท"),
        ("deed", "เอกสารสิทธิ"),
        ("size", "เนื้อที่"),
        ("holder", "ผู้ถือกรรมสิทธิ์วันนั้น"),
        ("role", "ฐานะ"),
        ("share", "สัดส่วน"),
        ("now", "ปัจจุบัน (เมื่อเปลี่ยนแล้ว)"),
    ),
    (
        Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีปัจจุบัน", "number"),
        Parameter("block", "รหัสเขตย่อย เช่น 01A เว้นว่างคือทุกเขตย่อย", "text", ""),
    ),
    note="การโอนตั้งแต่วันที่ 2 มกราคมไม่เปลี่ยนผู้มีหน้าที่ของปีนั้น (พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 มาตรา 9)",
)
