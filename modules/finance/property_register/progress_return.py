"""The yearly return on the progress of the tax map (LTAX GIS) to the Department of Local Administration.

Of a year that is over it tells what the register held at its end: what was written by then, with the owners, prices and
buildings of that day. Deeds, uses and sign codes are those known today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gis_core.features import clock
from gis_core.features.models import Feature, History
from gis_core.ground.fabric import parcels_on
from gis_core.ground.models import (
    AppraisalPrice,
    Building,
    BuildingFloor,
    CondoUnit,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
    TaxBlock,
    TaxZone,
)
from gis_core.pure.thai_calendar import format_date
from layers.engine.line_history import layer_of
from layers.engine.rows import seen
from modules.finance.property_register import quality, requests
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow
from modules.finance.property_register.reading import Rows
from modules.finance.property_register.reports import ROW_WAITS, percent, year_asked


def ltax(user: Any, year: Any = None) -> Rows:
    """What there is to do and what of it is done, at the end of a B.E. year or today. Errors: Refused ``YEAR``."""
    asked = year_asked(year)
    day = min(clock.today(), date(asked - 543, 12, 31))
    head = {"item": f"ข้อมูล ณ วันที่ {format_date(day, 'long')}", "total": None, "done": None, "percent": None}
    return [head, *_map(user, day), *_standing(user, day), *_work(user, asked)]


def _line(item: str, total: QuerySet[Any], done: QuerySet[Any]) -> dict[str, Any]:
    counts = total.order_by().count(), done.order_by().count()
    return {"item": item, "total": counts[0], "done": counts[1], "percent": percent(counts[1], counts[0])}


def _by(model: Any, user: Any, day: date) -> QuerySet[Any]:
    """What the reader may see of what was written by a day."""
    found = seen(model, user)
    if day == clock.today():
        return found
    first = {"layer_id": layer_of(model), "record_id": OuterRef("pk"), "version": 1, "recorded_from__date__gt": day}
    return found.exclude(Exists(Feature.objects.filter(**first)) | Exists(History.objects.filter(**first)))


def _map(user: Any, day: date) -> Iterator[dict[str, Any]]:
    zones, blocks = _by(TaxZone, user, day), _by(TaxBlock, user, day)
    parcels = _by(Parcel, user, day).filter(pk__in=parcels_on(day).order_by().values("pk"))
    held = OwnershipSpell.objects.filter(parcel=OuterRef("pk"), valid__contains=day)
    priced = AppraisalPrice.objects.filter(parcel=OuterRef("pk"), valid__contains=day)
    yield _line("เขต (Zone) ที่แบ่งเขตย่อยแล้ว", zones, zones.filter(Exists(blocks.filter(zone=OuterRef("pk")))))
    yield _line("เขตย่อย (Block) ที่มีแปลงแล้ว", blocks, blocks.filter(pk__in=parcels.order_by().values("block")))
    yield _line("แปลงที่ดินที่จัดทำแผนที่แม่บท", parcels, parcels.exclude(status=Parcel.Status.PENDING))
    yield _line("แปลงที่มีข้อมูลเอกสารสิทธิ", parcels, parcels.exclude(quality.NO_DEED))
    yield _line("แปลงที่มีเจ้าของหรือผู้ครอบครอง", parcels, parcels.filter(Exists(held)))
    yield _line("แปลงที่มีราคาประเมิน", parcels, parcels.filter(Exists(priced)))
    yield _line("แปลงที่สำรวจภาคสนามแล้ว", parcels, parcels.filter(surveyed_on__lte=day))


def _between(since: str, until: str, day: date) -> Q:
    """What was there on a day; a day nobody knows was long ago, or is still to come."""
    begun = Q(**{f"{since}__isnull": True}) | Q(**{f"{since}__lte": day})
    return begun & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": day}))


def _standing(user: Any, day: date) -> Iterator[dict[str, Any]]:
    buildings = _by(Building, user, day).filter(_between("completed_on", "demolished_on", day))
    units = _by(CondoUnit, user, day)
    signs = _by(Signboard, user, day).filter(_between("installed_on", "removed_on", day))
    surveyed = BuildingFloor.objects.values("building")
    owned = OwnershipSpell.objects.filter(condo_unit=OuterRef("pk"), valid__contains=day)
    yield _line("สิ่งปลูกสร้างที่สำรวจการใช้ประโยชน์", buildings, buildings.filter(pk__in=surveyed))
    yield _line("ห้องชุดที่มีเจ้าของ", units, units.filter(Exists(owned)))
    yield _line("ป้ายที่ลงทะเบียน", signs, signs.exclude(sign_code=None))


def _work(user: Any, year: int) -> Iterator[dict[str, Any]]:
    """What the year brought to be updated."""
    asked = seen(ChangeRequest, user).filter(requested_on__year=year - 543)
    rows = seen(ControlRow, user).filter(file__period__startswith=f"{year}-").exclude(effect=ControlRow.Effect.NOTHING)
    rows = rows.exclude(file__status=ControlFile.Status.UNDONE)
    made = seen(Parcel, user).filter(pk__in=ParcelLineage.objects.filter(on__year=year - 543).values("child"))
    yield _line("คำขอปรับข้อมูลที่รับในปี", asked, asked.filter(status__in=requests.ENDS))
    yield _line("รายการเปลี่ยนแปลงจากสำนักงานที่ดินในปี", rows, rows.exclude(ROW_WAITS))
    yield _line("แปลงใหม่จากการแบ่งแยกหรือรวมในปี", made, made)
