"""Printed forms of 4.2 (ผ.ท.1-17), the parcel report and the block's index: what they print.

The numbers from 6 on are as offices use them; what a form holds matters more than its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.ground import sketch
from gis_core.ground.models import AdminArea, Building, Parcel, Signboard, TaxBlock
from gis_core.ground.queries import LIVE, owners_on, spells_on
from layers.declare import Document
from layers.registry import registry
from modules.finance.property_register import cards, code_lists, control_card, figures, pricing, quality, requests
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow, OwnerCard
from modules.finance.property_register.roles import OWNER_READERS, SIGNERS
from modules.finance.property_register.saving import live_buildings

ZERO = Decimal(0)


def _holders(thing: Any) -> list[Any]:
    """Owners, then possessors and lessees, of today."""
    today = clock.today()
    return [s for role in ("owner", "possessor", "lessee") for s in spells_on(thing, today, role)]


def _standing(parcel: Parcel) -> list[Building]:
    found = Building.objects.filter(live_buildings(parcel)).distinct().order_by("building_code")
    return list(found.prefetch_related("floor_uses", "houses", "sites"))


def land_sheet(parcel: Parcel) -> Mapping[str, Any]:
    """ผ.ท.1: what the Land Office holds of the parcel."""
    tambon = AdminArea.objects.filter(level="tambon", geom__contains=parcel.geom.point_on_surface).first()
    return {
        "holders": _holders(parcel),
        "steps": list(parcel.origins.select_related("parent").order_by("on")),
        "tambon": tambon,
        "sketch": sketch.of_parcel(parcel),
    }


def building_sheet(building: Building) -> Mapping[str, Any]:
    """ผ.ท.2: a building as surveyed."""
    return {
        "holders": _holders(building),
        "floors": list(building.floor_uses.order_by("floor", "id")),
        "sites": list(building.sites.select_related("parcel").order_by("-share_percent")),
        "houses": list(building.houses.order_by("house_no")),
        "value": pricing.building_price(building, figures.building_prices(clock.today())),
        "sketch": sketch.of_building(building),
    }


def field_sheet(parcel: Parcel) -> Mapping[str, Any]:
    """ผ.ท.3: what the surveyor takes along: what is known, and room for what he finds."""
    return {
        "holders": _holders(parcel),
        "buildings": _standing(parcel),
        "signs": Signboard.objects.filter(parcel=parcel, removed_on__isnull=True).order_by("id"),
        "places": parcel.establishments.filter(closed_on__isnull=True).order_by("thai"),
        "sketch": sketch.of_parcel(parcel),
        "blank_rows": range(3),
    }


def owner_card(card: OwnerCard) -> Mapping[str, Any]:
    """ผ.ท.4: everything one owner holds, in four tables with their totals."""
    party = cards.party_of(card)
    land, buildings, units = cards.holdings_of(party, clock.today())
    signs = cards.all_signs_of(party)
    return {
        "party": party,
        "land": land,
        "buildings": buildings,
        "units": units,
        "signs": signs,
        "places": cards.places_of(party),
        "land_sqwah": sum((row["sqwah"] for row in land), ZERO),
        "land_baht": sum((row["baht"] or 0 for row in land), ZERO),
        "buildings_baht": sum((row["baht"] or 0 for row in buildings), ZERO),
        "units_baht": sum((row["baht"] or 0 for row in units), ZERO),
    }


def parcel_report(parcel: Parcel) -> Mapping[str, Any]:
    """A report of one parcel without personal data, with a plan; the issued paper carries a QR."""
    today = clock.today()
    return {
        "sketch": sketch.of_parcel(parcel),
        "buildings": _standing(parcel),
        "price": pricing.land_price(parcel, today),
        "difference": quality.difference_of(parcel, today),
        "owners_known": bool(spells_on(parcel, today)),
    }


def block_index(block: TaxBlock) -> Mapping[str, Any]:
    """Every living lot of a block with deed, area and owners."""
    parcels = list(Parcel.objects.filter(block=block, status__in=LIVE).defer("geom").order_by("parcel_code"))
    owners = owners_on(parcels, clock.today())
    rows = [(parcel, owners.get(parcel.pk, [])) for parcel in parcels]
    return {"rows": rows, "area_sqwah": sum((parcel.area_sqwah for parcel in parcels), ZERO), "count": len(parcels)}


def change_notice(request: ChangeRequest) -> Mapping[str, Any]:
    """What became of a request: the thing, its owners of today, what the survey found, the Land Office's rows."""
    subject, parcel = requests.subject_of(request), Parcel.objects.filter(uid=request.target_id).first()
    return {
        "state": requests.state_of(request),
        "subject": subject,
        "parcel": parcel,
        "holders": _holders(parcel) if parcel else [],
        "found": _found(request, registry.by_kind(subject.kind_id) if subject else None),
        "rows": list(request.control_rows.select_related("parcel").order_by("source", "line_no")),
    }


def _found(request: ChangeRequest, register: Any) -> list[tuple[str, str, str]]:
    """Label, before and after of each column the survey of a request speaks of."""
    if request.survey is None or register is None:
        return []
    before, after = request.survey.before, request.survey.after
    return [(register.label(name), before.get(name, ""), value) for name, value in after.items()]


def monthly_list(file: ControlFile) -> Mapping[str, Any]:
    """The month's changes that matter to the tax register, and what was decided about each."""
    rows = file.rows.exclude(effect=ControlRow.Effect.NOTHING).select_related("parcel")
    return {"rows": list(rows.order_by("effect", "source", "line_no"))}


def form(code: str, thai: str, context: Any, template: str = "", **more: Any) -> Document:
    """A form that may name people; its template is that of its code unless it shares one."""
    page = f"property_register/{template or code}.html"
    return Document(code, thai, page, SIGNERS, context, readers=OWNER_READERS, **more)


def _list(code: str, thai: str, context: Any, **more: Any) -> Document:
    return form(code, thai, context, "code_list", **more)


#: On everything that is lent.
LENT = _list("pt13", "แบบ ผ.ท.13 ทะเบียนคุมการยืมและคืน", code_lists.lendings_of, landscape=True)

PARCEL_PAPERS: tuple[Document, ...] = (
    form("pt1", "แบบ ผ.ท.1 ข้อมูลที่ดินคัดจากสำนักงานที่ดิน", land_sheet),
    form("pt3", "แบบ ผ.ท.3 แบบสำรวจภาคสนาม", field_sheet, thai_digits=False),
    Document(
        "parcel_report",
        "รายงานแปลงที่ดิน",
        "property_register/parcel_report.html",
        (*SIGNERS, "surveyor"),
        parcel_report,
        number="รป.{seq:05}/{be_year}",
    ),
    LENT,
)
SHEET_PAPERS: tuple[Document, ...] = (LENT,)
ZONE_PAPERS: tuple[Document, ...] = (
    _list("pt12", "แบบ ผ.ท.12 บัญชีเขตและเขตย่อย", code_lists.districts),
    _list("pt17", "แบบ ผ.ท.17 สรุปผลการปรับข้อมูลแผนที่ภาษีและทะเบียนทรัพย์สิน", code_lists.results),
)
BUILDING_PAPERS: tuple[Document, ...] = (form("pt2", "แบบ ผ.ท.2 ข้อมูลโรงเรือนและสิ่งปลูกสร้าง", building_sheet),)
BLOCK_PAPERS: tuple[Document, ...] = (
    Document(
        "block_index",
        "สารบัญแปลงในเขตย่อย",
        "property_register/block_index.html",
        OWNER_READERS,
        block_index,
        readers=OWNER_READERS,
    ),
    _list("pt6", "แบบ ผ.ท.6 บัญชีรหัสและรายชื่อเจ้าของทรัพย์สิน", code_lists.owners),
    _list("pt7", "แบบ ผ.ท.7 บัญชีรหัสแปลงที่ดิน", code_lists.parcel_codes, landscape=True),
    _list("pt8", "แบบ ผ.ท.8 บัญชีรหัสโรงเรือนและสิ่งปลูกสร้าง", code_lists.building_codes, landscape=True),
    _list("pt9", "แบบ ผ.ท.9 บัญชีรหัสป้ายและสถานประกอบการ", code_lists.sign_codes),
    _list("pt11", "แบบ ผ.ท.11 บัญชีการอนุญาตก่อสร้าง รื้อถอน ติดตั้งป้าย และประกอบกิจการ", code_lists.permits, landscape=True),
    _list("pt16", "แบบ ผ.ท.16 ทะเบียนคุมการปรับข้อมูล", code_lists.updates, landscape=True),
)
CARD_PAPERS: tuple[Document, ...] = (
    form("pt4", "แบบ ผ.ท.4 ทะเบียนทรัพย์สิน", owner_card, landscape=True),
    Document(
        "pt5",
        "แบบ ผ.ท.5 ทะเบียนคุมผู้ชำระภาษี",
        "property_register/pt5.html",
        control_card.PAYMENT_SIGNERS,
        control_card.control_card,
        landscape=True,
        readers=control_card.PAYMENT_READERS,
    ),
    LENT,
)
CHANGE_PAPERS: tuple[Document, ...] = (
    form("change_notice", "แบบ ผ.ท.15 แจ้งการเปลี่ยนแปลงข้อมูลแผนที่ภาษีและทะเบียนทรัพย์สิน", change_notice, landscape=True),
)
FILE_PAPERS: tuple[Document, ...] = (
    form("monthly_list", "แบบ ผ.ท.10 บัญชีการเปลี่ยนแปลงจากสำนักงานที่ดินประจำเดือน", monthly_list, landscape=True),
)
