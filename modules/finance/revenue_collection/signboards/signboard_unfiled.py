"""Signs of a year of which nobody has filed a return: listed, asked for along roads, and their owners told to file.

Law: Signboard Tax Act B.E. 2510 s.12, 14, 25 (1). Who files after he was told pays more than who files late by himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from gis_core.access.holdings import WholeOffice
from gis_core.access.visible import visible
from gis_core.features import clock, measure
from gis_core.ground.models import Parcel, Signboard
from gis_core.ground.queries import owners_on
from gis_core.networks.models import Road
from gis_core.parties.models import Organisation, Person
from gis_core.pure.refusal import Refused, raise_all
from gis_core.pure.signboard import ACT
from gis_core.pure.thai_calendar import be_year, format_date, national_holidays
from layers.declare import Parameter, Report, SpatialQuery
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.letters import letter
from modules.finance.revenue_collection.models import SignTaxReturn, TaxYear
from modules.finance.revenue_collection.signboards import signboard_law
from modules.finance.revenue_collection.sql import ask
from modules.kernel.notices.issuing import NewNotice, issue_notices
from modules.kernel.notices.kinds import NoticeKind, register_kind
from modules.kernel.notices.models import Notice
from modules.kernel.rates.lookup import rows_of

Row = dict[str, Any]
Party = Person | Organisation
LAW = f"{ACT} ม.12"
METRES = 30
SOURCES = {"s": Signboard, "r": SignTaxReturn, "n": Road}


def unfiled(user: Any, year_be: int, today: date, *, near: bool = False, road: str = "", metres: Any = 0) -> list[Row]:
    """The signs the reader may see whose last day to file has passed; none for who may see no returns."""
    if visible(registry.for_model(SignTaxReturn), user).nothing:  # type: ignore[arg-type]
        return []
    values = {
        "year": year_be, "first": tax_day(year_be), "last": date(year_be - 543, 12, 31), "near": near, "road": road,
        "metres": metres, "zone": measure.office_srid(),
    }  # fmt: skip
    rows, days = rows_of(figures.SIGNS), national_holidays()
    return [
        row
        for row in ask("unfiled_signs", user, SOURCES, **values)
        if signboard_law.return_due(_put_up(row["installed_on"], year_be), year_be, rows, days) < today
    ]


def _put_up(installed_on: date | None, year_be: int) -> date | None:
    return installed_on if installed_on and installed_on.year == year_be - 543 else None


def owners_of(found: Sequence[Row], on: date) -> dict[int, Party]:
    """Who is to be told of each sign: its owner, else who owns the land it stands on. Law: s.7."""
    people = Person.objects.in_bulk({row["person_id"] for row in found} - {None})
    firms = Organisation.objects.in_bulk({row["organisation_id"] for row in found} - {None})
    landed = {row["parcel_id"] for row in found if not row["person_id"] and not row["organisation_id"]} - {None}
    spells = owners_on(Parcel.objects.filter(pk__in=landed).only("pk"), on) if landed else {}
    owners: dict[int, Party] = {}
    for row in found:
        spell = next(iter(spells.get(row["parcel_id"], ())), None)
        of_land = (spell.person or spell.organisation) if spell else None
        owner = people.get(row["person_id"]) or firms.get(row["organisation_id"]) or of_land
        if owner is not None:
            owners[row["id"]] = owner
    return owners


# -- the list and the question -----------------------------------------------------------------------------------------
def _named(found: Sequence[Row], today: date, user: Any) -> list[Row]:
    owners = owners_of(found, today)
    may_name = not visible(registry.for_model(SignTaxReturn), user, "unmask").nothing  # type: ignore[arg-type]
    return [
        {
            **row,
            "sign": row["title"],
            "owner": _name(owners.get(row["id"]), may_name=may_name),
            "told": format_date(row["told_on"], "short") if row["told_on"] else "ยังไม่ได้แจ้ง",
        }
        for row in found
    ]


def _name(owner: Party | None, *, may_name: bool) -> str:
    if owner is None:
        return "ไม่ทราบเจ้าของ"
    return str(owner) if may_name or isinstance(owner, Organisation) else "ทราบแล้ว (ปกปิดชื่อ)"


def unfiled_list(user: Any, year: Any = None) -> list[Row]:
    """Every sign without a return, with who is to be told."""
    today = clock.today()
    return _named(unfiled(user, int(year or be_year(today)), today), today, user)


def unfiled_near_road(user: Any, road: Any = "", metres: Any = None, year: Any = None) -> list[Row]:
    """Those that stand within so many metres of the edge of one road, or of any."""
    today, within = clock.today(), METRES if metres is None else metres
    of = int(year or be_year(today))
    found = unfiled(user, of, today, near=True, road=str(road or "").strip(), metres=within)
    return _named(found, today, user)


YEAR = Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีนี้", "number")
COLUMNS = (("sign_code", "รหัสป้าย"), ("owner", "ผู้มีหน้าที่ยื่นแบบ"), ("told", "แจ้งให้ยื่นแบบ"))
REPORTS = (
    Report(
        "unfiled_signs",
        "ป้ายที่พ้นกำหนดและยังไม่ยื่นแบบ ภ.ป.1",
        unfiled_list,
        (("sign", "ข้อความบนป้าย"), *COLUMNS),
        (YEAR,),
    ),
)
QUERIES = (
    SpatialQuery(
        "unfiled_near_road",
        "ป้ายริมถนนที่ยังไม่ยื่นแบบ ภ.ป.1",
        unfiled_near_road,
        (*COLUMNS, ("road", "สายทาง"), ("distance_m", "ห่างจากเขตทาง (ม.)")),
        (
            Parameter("road", "รหัสหรือชื่อสายทาง เว้นว่างคือทุกสาย", "text", ""),
            Parameter("metres", "ระยะจากขอบเขตทาง (ม.)", "number", METRES),
            YEAR,
        ),
    ),
)


# -- the letter --------------------------------------------------------------------------------------------------------
def received(notice: Notice, untils: Mapping[str, date]) -> None:
    """The owner was told to file: what he files from that day on costs more."""
    returns = SignTaxReturn.objects.select_for_update().filter(uid=notice.source_id).exclude(status="assessed")
    for each in returns:
        each.told_on = notice.counted_from
        each.save()


KIND = register_kind(
    NoticeKind("sign_return_call", "หนังสือแจ้งให้ยื่นแบบแสดงรายการภาษีป้าย (ภ.ป.1)", LAW, family="tax", heard=received)
)


@dataclass(frozen=True)
class Untold:
    """Who is to be told to file: by the returns that wait for a signature, and by the signs that stand in none.

    `ownerless`: how many signs have nobody to be told.
    """

    returns: list[int]
    by_owner: list[tuple[Party, list[int]]]
    ownerless: int

    @property
    def nobody(self) -> str:
        """What is said of signs whose owner is not known."""
        return f" ไม่ทราบเจ้าของ {self.ownerless:,} ป้าย" if self.ownerless else ""


def untold(year_be: int, user: Any) -> Untold:
    """Of the signs a reader may see; who was told before is not told again."""
    today = clock.today()
    found = unfiled(user, year_be, today)
    owners = owners_of(found, today)
    told = Notice.objects.filter(~Q(status="void"), kind=KIND.code, source__isnull=False).values("source")
    waiting = set(SignTaxReturn.objects.filter(year_be=year_be).exclude(uid__in=told).values_list("pk", flat=True))
    returns = sorted({row["return_id"] for row in found} & waiting)
    return Untold(returns, _by_owner(found, owners), len(found) - len(owners))


def call(year_be: int, user: Any, found: Untold) -> list[Notice]:
    """Tell them: one letter each, and the return he is asked to sign. Needs an open change."""
    letters = [_letter(SignTaxReturn.objects.get(pk=pk)) for pk in found.returns]
    letters += [_letter(_draft(owner, year_be, signs, user)) for owner, signs in found.by_owner]
    return issue_notices(letters)


def _by_owner(found: Iterable[Row], owners: Mapping[int, Party]) -> list[tuple[Party, list[int]]]:
    """Of the signs that stand in no return, those of each owner."""
    groups: dict[Party, list[int]] = {}
    for row in found:
        if row["return_id"] is None and row["id"] in owners:
            groups.setdefault(owners[row["id"]], []).append(row["id"])
    return list(groups.items())


def _draft(owner: Party, year_be: int, signs: Sequence[int], user: Any) -> SignTaxReturn:
    values = {"year_be": str(year_be), "person" if isinstance(owner, Person) else "organisation": owner}
    rows = [{"sign": sign} for sign in Signboard.objects.filter(pk__in=signs).order_by("pk")]
    return records.create(
        registry.for_model(SignTaxReturn), values, user=user, reason="แจ้งให้ยื่นแบบ ภ.ป.1",  # type: ignore[arg-type]
        lines={"signtaxreturnline": rows},
    )  # fmt: skip


def _letter(record: SignTaxReturn) -> NewNotice:
    signs = record.lines.select_related("sign").order_by("id")
    listed = "\n".join(f"{n}. {line.sign} {line.sign.sign_code or ''}".rstrip() for n, line in enumerate(signs, 1))
    body = (
        f"สำนักงานตรวจพบป้ายของท่านที่ยังไม่ได้ยื่นแบบแสดงรายการภาษีป้าย (ภ.ป.1) ประจำปี {record.year_be} ดังนี้\n{listed}"
        "\n\nขอให้ท่านยื่นแบบโดยเร็ว ผู้ยื่นแบบเมื่อพ้นกำหนดก่อนได้รับหนังสือนี้เสียเงินเพิ่มร้อยละห้าของภาษี"
        " ผู้ยื่นหลังได้รับหนังสือนี้หรือไม่ยื่นเสียเงินเพิ่มร้อยละสิบ (ม.25 (1))"
    )
    return letter(KIND, f"ขอให้ยื่นแบบแสดงรายการภาษีป้าย ประจำปี {record.year_be}", body, about=record)


def _none_unfiled(found: Untold) -> Iterator[Refused]:
    if not found.returns and not found.by_owner:
        yield Refused("NONE_UNFILED", f"ไม่มีเจ้าของป้ายที่พ้นกำหนดยื่นแบบและยังไม่ได้แจ้ง{found.nobody}", LAW)


def none_to_tell(year: TaxYear) -> Iterator[Refused]:
    """``NONE_UNFILED`` when there is nobody in the whole office to be told."""
    yield from _none_unfiled(untold(year.year_be, WholeOffice()))


def run(year: TaxYear, values: Mapping[str, Any], user: Any) -> str:
    """The button on a tax year's page. Errors: Refused ``NONE_UNFILED`` where the officer sees nobody to be told."""
    found = untold(year.year_be, user)
    raise_all(_none_unfiled(found))
    return f"ออกหนังสือแจ้งให้ยื่นแบบ {len(call(year.year_be, user, found)):,} ฉบับ{found.nobody}"
