"""Lists of codes, owners and changes (ผ.ท.6-9, 11-13, 16, 17): columns and rows of forms that share one template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.ground.models import Building, CondoUnit, Establishment, Parcel, Signboard, TaxBlock, TaxZone
from gis_core.ground.queries import LIVE, owners_on
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_calendar import be_year, format_date
from modules.finance.property_register import requests
from modules.finance.property_register.models import ChangeRequest, Lending, OwnerCard

NONE = "–"
Cells = Sequence[Any]


def _form(lead: str, columns: Iterable[tuple[str, bool]], rows: Sequence[Cells], total: Cells = ()) -> dict[str, Any]:
    """What the shared template prints; of a column its heading and whether it holds numbers."""
    headings = [{"thai": thai, "is_number": is_number} for thai, is_number in columns]
    numbers = [heading["is_number"] for heading in headings]
    return {
        "lead": lead,
        "columns": headings,
        "rows": [list(zip(row, numbers, strict=True)) for row in rows],
        "total": list(zip(total, numbers, strict=True)) if total else [],
    }


def _of(block: TaxBlock, count: int, noun: str) -> str:
    return f"เขต {block.zone.code} เขตย่อย {block.code} จำนวน {count:,} {noun}"


def _day(day: Any) -> str:
    return format_date(day) if day else NONE


def _parcels(block: TaxBlock) -> QuerySet[Parcel]:
    return Parcel.objects.filter(block=block, status__in=LIVE).defer("geom").order_by("parcel_code")


def _card_codes(spells: Iterable[Any]) -> dict[tuple[str, int], str]:
    """The code of each owner's card, by kind of party and its id."""
    people, bodies = {s.person_id for s in spells}, {s.organisation_id for s in spells}
    cards = OwnerCard.objects.filter(Q(person__in=people - {None}) | Q(organisation__in=bodies - {None}))
    return {_party(card): card.code for card in cards}


def _party(held: Any) -> tuple[str, int]:
    return ("p", held.person_id) if held.person_id else ("o", held.organisation_id)


# -- codes of a block --------------------------------------------------------------------------------------------------
def owners(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.6: everybody who holds land in the block, by the code of his card, with his lots."""
    held = owners_on(list(_parcels(block)), clock.today())
    lots: dict[tuple[str, int], list[str]] = defaultdict(list)
    names: dict[tuple[str, int], str] = {}
    spells = [spell for each in held.values() for spell in each]
    codes = {parcel.pk: parcel.parcel_code for parcel in _parcels(block)}
    for spell in spells:
        lots[_party(spell)].append(codes[spell.parcel_id])
        names[_party(spell)] = str(spell.person or spell.organisation)
    cards = _card_codes(spells)
    rows = [(cards.get(key, NONE), names[key], len(lots[key]), ", ".join(sorted(lots[key]))) for key in lots]
    columns = (("รหัสเจ้าของ", False), ("ชื่อ", False), ("จำนวนแปลง", True), ("รหัสแปลงที่ดิน", False))
    return _form(_of(block, len(rows), "ราย"), columns, sorted(rows, key=lambda row: (row[0] == NONE, row[0], row[1])))


def parcel_codes(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.7: the codes of all living lots with their deeds; owners only by code."""
    parcels = list(_parcels(block))
    held = owners_on(parcels, clock.today())
    cards = _card_codes([spell for each in held.values() for spell in each])
    rows = [
        (
            each.parcel_code,
            f"{each.get_deed_type_display()} {each.deed_no}".strip(),
            each.sheet or NONE,
            each.land_no or NONE,
            format_area(each.area_sqwah),
            ", ".join(cards.get(_party(spell), NONE) for spell in held.get(each.pk, [])) or NONE,
        )
        for each in parcels
    ]
    columns = (
        ("รหัสแปลง", False), ("เอกสารสิทธิ", False), ("ระวาง", False), ("เลขที่ดิน", False), ("ไร่-งาน-ตร.ว.", True),
        ("รหัสเจ้าของ", False),
    )  # fmt: skip
    total = ("รวม", "", "", "", format_area(sum(each.area_sqwah for each in parcels)), "")
    return _form(_of(block, len(rows), "แปลง"), columns, rows, total)


def building_codes(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.8: the codes of what stands on the block's lots."""
    found = Building.objects.filter(parcel__block=block, demolished_on__isnull=True).defer("geom")
    rows = [
        (
            each.building_code,
            ", ".join(house.house_no for house in each.houses.all()) or NONE,
            each.kind_name or NONE,
            each.get_structure_display(),
            each.floors,
            each.built_year_be or NONE,
        )
        for each in found.prefetch_related("houses").order_by("building_code")
    ]
    columns = (
        ("รหัสสิ่งปลูกสร้าง", False), ("บ้านเลขที่", False), ("ประเภท", False), ("ลักษณะ", False), ("ชั้น", True),
        ("ปีที่สร้าง", True),
    )  # fmt: skip
    return _form(_of(block, len(rows), "หลัง"), columns, rows)


def sign_codes(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.9: the codes of signs and the places of business on the block's lots."""
    on_block = Q(parcel__block=block) | Q(building__parcel__block=block)
    signs = Signboard.objects.filter(on_block, removed_on__isnull=True).distinct().order_by("sign_code", "id")
    shops = Establishment.objects.filter(on_block, closed_on__isnull=True).distinct().order_by("register_no")
    rows: list[Cells] = [
        (
            sign.sign_code or NONE,
            "ป้าย",
            sign.thai,
            f"ประเภท {sign.kind} {sign.width_cm:,} × {sign.height_cm:,} ซม. {sign.sides} ด้าน",
        )
        for sign in signs
    ]
    rows += [(shop.register_no or NONE, "สถานประกอบการ", shop.thai, shop.business or NONE) for shop in shops]
    columns = (("รหัส", False), ("สิ่ง", False), ("ข้อความหรือชื่อ", False), ("รายละเอียด", False))
    return _form(_of(block, len(rows), "รายการ"), columns, rows)


# -- changes of a block ------------------------------------------------------------------------------------------------
def _requests(where: Q) -> QuerySet[ChangeRequest]:
    """This year's requests about things on the parcels that meet `where` (of a parcel), and all still open."""
    parcels = Parcel.objects.filter(where)
    things = Q(target__in=parcels.values("uid"))
    for model in (Building, Signboard, Establishment):
        things |= Q(target__in=model._default_manager.filter(parcel__in=parcels).values("uid"))
    things |= Q(target__in=CondoUnit.objects.filter(building__parcel__in=parcels).values("uid"))
    asked = Q(requested_on__year=clock.today().year) | Q(status__in=requests.OPEN)
    return ChangeRequest.objects.filter(things, asked).order_by("requested_on", "id")


def _request_rows(found: QuerySet[ChangeRequest]) -> list[Cells]:
    titles = dict(Feature.objects.filter(uid__in=found.values("target")).values_list("uid", "title"))
    return [
        (
            each.register_no or NONE,
            _day(each.requested_on),
            each.get_event_display(),
            titles.get(each.target_id, NONE),
            each.detail or NONE,
            requests.ENDS.get(each.status, "อยู่ระหว่างดำเนินการ"),
            _day(each.applied_on),
        )
        for each in found
    ]


REQUEST_COLUMNS = (
    ("เลขที่คำขอ", False), ("รับเมื่อ", False), ("เหตุ", False), ("สิ่งที่ปรับ", False), ("รายละเอียด", False), ("ผล", False),
    ("ปรับเมื่อ", False),
)  # fmt: skip


def permits(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.11: what other sections allowed or saw gone: permits to build and to trade, demolitions, signs."""
    events = ("permit", "demolition", "sign", "licence")
    rows = _request_rows(_requests(Q(block=block)).filter(event__in=events))
    return _form(_of(block, len(rows), "รายการ"), REQUEST_COLUMNS, rows)


def updates(block: TaxBlock) -> Mapping[str, Any]:
    """ผ.ท.16: every request of the year and every open one, with what became of it."""
    rows = _request_rows(_requests(Q(block=block)))
    year = be_year(clock.today())
    return _form(f"ปี พ.ศ. {year} {_of(block, len(rows), 'รายการ')}", REQUEST_COLUMNS, rows)


# -- a zone ------------------------------------------------------------------------------------------------------------
def districts(zone: TaxZone) -> Mapping[str, Any]:
    """ผ.ท.12: the blocks of a zone with what lies in each."""
    live = Q(parcels__status__in=LIVE)
    found = TaxBlock.objects.filter(zone=zone).defer("geom").order_by("code")
    blocks = found.annotate(count=Count("parcels", filter=live), area=Sum("parcels__area_sqwah", filter=live))
    standing = Building.objects.filter(parcel__block__zone=zone, demolished_on__isnull=True)
    buildings = dict(standing.order_by().values_list("parcel__block").annotate(Count("id")))
    rows = [
        (each.code, each.letter, each.count, buildings.get(each.pk, 0), format_area(each.area or 0)) for each in blocks
    ]
    columns = (
        ("รหัสเขตย่อย", False), ("เขตย่อย", False), ("แปลงที่ดิน", True), ("สิ่งปลูกสร้าง", True), ("ไร่-งาน-ตร.ว.", True),
    )  # fmt: skip
    total = (
        "รวม", "", sum(each.count for each in blocks), sum(buildings.values()),
        format_area(sum(each.area or 0 for each in blocks)),
    )  # fmt: skip
    return _form(f"เขต {zone.code} จำนวน {len(rows):,} เขตย่อย", columns, rows, total)


def results(zone: TaxZone) -> Mapping[str, Any]:
    """ผ.ท.17: how many requests of each event came, were applied, asked for nothing, were refused, still wait."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for event, status in _requests(Q(block__zone=zone)).values_list("event", "status"):
        counted[event].update(("all", status if status in requests.ENDS else "waiting"))
    parts = ("all", *requests.ENDS, "waiting")
    rows = [
        (event.label, *(counted[event.value][part] for part in parts))
        for event in ChangeRequest.Event
        if counted[event.value]
    ]
    total = ("รวม", *(sum(counts[part] for counts in counted.values()) for part in parts))
    columns = (("เหตุ", False), ("รับ", True), ("ปรับแล้ว", True), ("ไม่ต้องปรับ", True), ("ไม่รับ", True), ("ค้าง", True))
    return _form(f"เขต {zone.code} ปี พ.ศ. {be_year(clock.today())}", columns, rows, total)


# -- lendings of one thing ---------------------------------------------------------------------------------------------
def lendings_of(thing: Any) -> Mapping[str, Any]:
    """ผ.ท.13: whoever had a sheet, a card or a parcel's papers, the latest last."""
    found = Lending.objects.filter(item=thing.uid).order_by("lent_on", "id")
    states = {"lent": "ยืมอยู่", "lost": "สูญหาย"}
    rows = [
        (
            each.register_no or NONE,
            each.borrower,
            each.division,
            _day(each.lent_on),
            _day(each.due_on),
            _day(each.returned_on) if each.returned_on else states.get(each.status, NONE),
            each.condition or NONE,
        )
        for each in found
    ]
    columns = (
        ("เลขที่", False), ("ผู้ยืม", False), ("หน่วยงาน", False), ("ยืมเมื่อ", False), ("กำหนดคืน", False), ("คืนเมื่อ", False),
        ("สภาพเมื่อคืน", False),
    )  # fmt: skip
    return _form(f"{thing} จำนวน {len(rows):,} ครั้ง", columns, rows)
