"""Parcels that lie together: what the map finds, what an officer decided of it, and the register of those decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from gis_core.pure.refusal import Refused
from layers.declare import CountBy, Draft, Grant, ImportMap, Register
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import ContiguityDecision, TaxYear
from modules.finance.revenue_collection.roles import ASSESSORS, EXPORTERS, LOCAL, READERS

LAW = f"{ACT} ม.42"
TOGETHER = ContiguityDecision.Verdict.TOGETHER.value
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of two parcels, by their codes."""

    one: str
    other: str
    verdict: str
    reason: str
    number: str


def of_year(year: TaxYear) -> list[Decision]:
    """The decisions that hold in a tax year."""
    held = ContiguityDecision.objects.filter(from_year_be__lte=year.year_be)
    held = held.filter(Q(until_year_be=None) | Q(until_year_be__gte=year.year_be)).order_by("id")
    columns = ("parcel__parcel_code", "other__parcel_code", "verdict", "reason", "register_no")
    return [Decision(*row) for row in held.values_list(*columns)]


def decide(
    found: Mapping[str, Sequence[Pair]], places: Mapping[str, set[str]], decisions: Sequence[Decision]
) -> tuple[dict[str, list[Pair]], dict[str, list[str]]]:
    """The map's pairs by taxpayer as the officer left them, and what he decided in words by parcel. Law: s.42.

    `places`: the parcels of each taxpayer; a decision touches those alone who are taxed on both.
    """
    pairs = {key: list(each) for key, each in found.items()}
    told: dict[str, list[str]] = defaultdict(list)
    holders: dict[str, set[str]] = defaultdict(set)
    for key, mine in places.items() if decisions else ():
        for code in mine:
            holders[code].add(key)
    for each in decisions:
        both = {each.one, each.other}
        for key in sorted(holders[each.one] & holders[each.other]):
            on_map = [pair for pair in pairs.get(key, ()) if set(pair) == both]
            if each.verdict == TOGETHER and not on_map:
                pairs.setdefault(key, []).append((each.one, each.other))
            elif each.verdict != TOGETHER:
                pairs[key] = [pair for pair in pairs.get(key, ()) if set(pair) != both]
            for code, with_code in ((each.one, each.other), (each.other, each.one)):
                text = _words(each, with_code, is_on_map=bool(on_map))
                if text not in told[code]:
                    told[code].append(text)
    return pairs, dict(told)


def _words(decision: Decision, other: str, *, is_on_map: bool) -> str:
    is_together = decision.verdict == TOGETHER
    what = "มีอาณาเขตติดต่อกับ" if is_together else "ไม่ติดต่อกับ"
    against = "ตรงกับแผนที่" if is_together == is_on_map else "ต่างจากแผนที่"
    return f"เจ้าหน้าที่พิจารณาว่า{what} {other} ({against}): {decision.reason} [{decision.number}]"


# -- the register ------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """One order of a pair, so that it is decided once."""
    record: ContiguityDecision = draft.record
    if record.parcel_id and record.other_id and record.parcel_id > record.other_id:
        record.parcel, record.other = record.other, record.parcel


def check(draft: Draft) -> Iterator[Refused]:
    """Two different parcels, years in order."""
    record: ContiguityDecision = draft.record
    if record.parcel_id == record.other_id:
        yield Refused("CONTIGUITY_SAME", "ระบุแปลงสองแปลงที่ต่างกัน", LAW, "other")
    if record.until_year_be is not None and record.until_year_be < record.from_year_be:
        yield Refused("YEARS", "ปีสุดท้ายต้องไม่ก่อนปีแรก", LAW, "until_year_be")


decisions = Register(
    ContiguityDecision,
    thai="การพิจารณาแปลงที่มีอาณาเขตติดต่อกัน",
    english="Decisions on contiguous parcels",
    office_kinds=LOCAL,
    name="contiguity",
    number="ตก.{seq:05}",
    number_year="none",
    level="staff",
    located_by=("parcel",),
    list_columns=("register_no", "parcel", "other", "verdict", "reason", "from_year_be", "until_year_be"),
    filters=("verdict", "from_year_be"),
    search=("register_no",),
    derive=derive,
    check=check,
    errors={
        "revenue_contiguity_once": ("DUP_CONTIGUITY", "สองแปลงนี้พิจารณาไว้แล้ว ให้แก้ไขรายการเดิม"),
        "revenue_contiguity_years_in_order": ("YEARS", "ปีสุดท้ายต้องไม่ก่อนปีแรก"),
    },
    imports=ImportMap(
        match_on="register_no",
        columns={
            "รหัสแปลงที่ดิน": "parcel",
            "รหัสแปลงอีกแปลง": "other",
            "ผลการพิจารณา": "verdict",
            "เหตุผล": "reason",
            "ตั้งแต่ปีภาษี": "from_year_be",
            "ถึงปีภาษี": "until_year_be",
        },
    ),
    reports=(CountBy("verdict"),),
    grants=(
        Grant(READERS, "view"),
        Grant(ASSESSORS, "add change"),
        Grant("assessor", "delete"),
        Grant(EXPORTERS, "export"),
    ),
)
