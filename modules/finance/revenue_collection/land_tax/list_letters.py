"""What the posted list says of each taxpayer's property, sent to him: one letter for all of it.

Law: Land and Building Tax Act B.E. 2562 s.30. Co-owners get one, to the first of them, as their assessment will be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from gis_core.parties.models import Organisation, Person
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import format_area
from gis_core.pure.thai_calendar import format_date
from modules.finance.revenue_collection.land_tax import announcements
from modules.finance.revenue_collection.land_tax.assessment import Owner
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.reading import Owners
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import LandTaxUse, TaxYear
from modules.finance.revenue_collection.sql import ask, finds
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import NoticeKind, register_kind
from modules.kernel.notices.models import Notice

LAW = f"{ACT} ม.30"
#: Of one row of the list both who owns the land and who owns what is built on it may be told.
OF_LAND, OF_BUILDING = 1, 2
KIND = register_kind(NoticeKind("land_tax_list", "หนังสือแจ้งข้อมูลรายการที่ดินและสิ่งปลูกสร้าง", LAW, family="tax"))


@dataclass
class _Mine:
    """The rows of one payer: of his land and units, and of his buildings on another's land."""

    rows: list[LandTaxUse] = field(default_factory=list)
    round: int = OF_LAND


@dataclass(frozen=True)
class _Payee:
    """Who a letter goes to, as `letter` asks for him."""

    person: Person | None
    organisation: Organisation | None

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.pk if self.organisation else None


def tell(year: TaxYear) -> list[Notice]:
    """A letter for each payer of the posted list who has none of this year; again adds none. Needs an open change."""
    mine = {owner: of for owner, of in _by_payer(year).items() if owner.parties}
    payees = _payees(owner.parties[0] for owner in mine)
    about = LandTaxUse.objects.filter(tax_year=year).values("uid")
    told = set(
        Notice.objects.filter(~Q(status="void"), kind=KIND.code, source__in=about).values_list(
            "person_id", "organisation_id"
        )
    )
    posted = announcements.listed(year)
    letters = []
    for owner, of in mine.items():
        payee = payees[owner.parties[0]]
        if (payee.person_id, payee.organisation_id) not in told:
            letters.append(_letter(year, owner, payee, of, posted))
    return issue_notices(letters)


def _by_payer(year: TaxYear) -> dict[Owner, _Mine]:
    """The rows of the list by the owner on the day of posting, in the order of the list."""
    owners = Owners(ask("owners", None, {}, year=year.pk, day=year.listed_on, uses=None))
    uses = LandTaxUse.objects.filter(tax_year=year).select_related("parcel", "building", "condo_unit__building")
    uses = uses.defer("parcel__geom", "building__geom", "condo_unit__building__geom")
    found: dict[Owner, _Mine] = defaultdict(_Mine)
    for use in uses.order_by("parcel__parcel_code", "condo_unit", "seq", "id"):
        if use.parcel is not None:
            of_place = owners.of("parcel", use.parcel_id, is_state=use.parcel.is_state_property)
        else:
            of_place = owners.of("condo_unit", use.condo_unit_id)
        of_building = owners.of("building", use.building_id) if use.building_id else None
        for owner, which in ((of_place, OF_LAND), (of_building, OF_BUILDING)):
            if owner is None or (which == OF_BUILDING and owner == of_place):
                continue
            mine = found[owner]
            if not mine.rows:
                mine.round = which
            mine.rows.append(use)
    return found


def _payees(parties: Iterator[str]) -> dict[str, _Payee]:
    wanted = set(parties)
    people = Person.objects.select_related("house").in_bulk([int(key[1:]) for key in wanted if key[0] == "p"])
    firms = Organisation.objects.select_related("house").in_bulk([int(key[1:]) for key in wanted if key[0] == "o"])
    return {
        key: _Payee(
            people.get(int(key[1:])) if key[0] == "p" else None, firms.get(int(key[1:])) if key[0] == "o" else None
        )
        for key in wanted
    }


def _letter(year: TaxYear, owner: Owner, payee: _Payee, mine: _Mine, posted: Mapping[str, Any]) -> NewNotice:
    assert year.listed_on is not None  # `announcements.listed` asked
    also = f" และผู้ถือกรรมสิทธิ์ร่วมอีก {len(owner.parties) - 1} ราย" if len(owner.parties) > 1 else ""
    body = (
        f"เมื่อวันที่ {format_date(year.listed_on, 'long')} ได้ประกาศบัญชีรายการที่ดินและสิ่งปลูกสร้าง (ภ.ด.ส.3)"
        f" และห้องชุด (ภ.ด.ส.4) สำหรับปีภาษี {year.code} ข้อมูลที่เกี่ยวกับทรัพย์สินของท่าน{also} มีดังนี้\n"
        f"{_listed(mine.rows)}"
        f"\n\nหากเห็นว่าไม่ถูกต้อง ยื่นคำร้องขอแก้ไขได้ถึงวันที่ {format_date(posted['until'], 'long')} (ม.32)"
        " หนังสือนี้ไม่ใช่การแจ้งการประเมินและยังไม่ต้องชำระภาษี"
    )
    first = mine.rows[0]
    new = letter(
        KIND, f"แจ้งข้อมูลรายการที่ดินและสิ่งปลูกสร้าง ปีภาษี {year.code}", body, about=first, to=payee,
        place_uid=(first.parcel or first.condo_unit).uid,
    )  # fmt: skip
    return replace(new, round=mine.round)


def _listed(rows: Sequence[LandTaxUse]) -> str:
    return "\n".join(f"{number}. {_row(use)}" for number, use in enumerate(rows, 1))


def _row(use: LandTaxUse) -> str:
    what = use.get_category_display()
    built = f" สิ่งปลูกสร้าง {use.building.building_code} {use.floor_m2:,.2f} ตร.ม." if use.building else ""
    if use.parcel is None:
        unit = use.condo_unit
        area = use.floor_m2 or unit.area_m2
        return f"ห้องชุด {unit.building.building_code} เลขที่ {unit.unit_no} {area:,.2f} ตร.ม. {what}"
    deed = f"{use.parcel.get_deed_type_display()} {use.parcel.deed_no}".strip()
    return f"แปลง {use.parcel.parcel_code} {deed} {what} เนื้อที่ {format_area(use.land_sqwah)}{built}"


# -- the button --------------------------------------------------------------------------------------------------------
def all_told(year: TaxYear) -> Iterator[Refused]:
    """``NOT_LISTED`` before the list is posted, ``NOTHING`` when every owner in it was told."""
    if year.listed_on is None:
        yield Refused("NOT_LISTED", "ยังไม่ได้บันทึกวันที่ประกาศบัญชีรายการ", LAW)
    elif not finds("list_untold", None, {}, year=year.pk, day=year.listed_on, kind=KIND.code):
        yield Refused("NOTHING", "แจ้งข้อมูลรายการแก่เจ้าของทุกรายในบัญชีแล้ว หรือยังไม่มีบัญชีรายการของปีนี้", LAW)


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year's page."""
    return f"ออกหนังสือแจ้งข้อมูลรายการ {len(tell(year)):,} ฉบับ"
