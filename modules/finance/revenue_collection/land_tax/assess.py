"""Assess a whole tax year: read all, reckon, and write what differs, a group of taxpayers in a change of its own.

Work that is broken off is begun again and finds what is already written; a second run writes nothing. Drafts are
replaced, what was approved stays and is counted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from gis_core.features import clock
from gis_core.features.copying import copy_rows, take_ids, time_ordered_uuids
from gis_core.numbering import series
from gis_core.pure.ahead import ahead
from gis_core.pure.garbage import uncollected
from gis_core.pure.refusal import Refused, raise_all
from layers.registry import registry
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.land_tax import contiguity, reading, rules
from modules.finance.revenue_collection.land_tax.assessment import Bill, Line, bill
from modules.finance.revenue_collection.land_tax.land_law import YearLaw
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, TaxYear, UnassessedPlace

#: Taxpayers written in one change: a broken run loses at most so many.
AT_ONCE = 2000
OPEN = ("draft", "checked")
GONE = ("revised", "void")
LINE_COLUMNS = (
    "assessment_id", "uid", "seq", "use_id", "parcel_id", "building_id", "condo_unit_id", "category", "rate_key",
    "land_sqwah", "baht_per_sqwah", "land_baht", "floor_m2", "share_percent", "baht_per_m2", "building_baht",
    "age_years", "depreciation_percent", "depreciation_baht", "total_baht", "value_baht", "exempt_baht", "base_baht",
    "rate_percent", "tax_baht", "trace",
)  # fmt: skip
HEAD_COLUMNS = (
    "id", "uid", "register_no", "status", "version", "tax_year_id", "owner_key", "person_id", "organisation_id",
    "place_id", "value_baht", "exempt_baht", "tax_baht", "last_year_baht", "review", "fingerprint", "generated_on",
    "generated_by_id",
)  # fmt: skip
#: Number, fingerprint and state of an assessment that is not gone.
Standing = tuple[int, str, str]
_as_json = json.JSONEncoder(ensure_ascii=False).encode


class Frozen(NamedTuple):
    """A bill as it is written: its own row from the tax year on, the rows of its lines, and their fingerprint."""

    bill: Bill
    head: list[Any]
    lines: list[list[Any]]
    fingerprint: str


@dataclass
class Outcome:
    """What a run did, for the officer: taxpayers written, unchanged, changed after approval, places left out."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def thai(self) -> str:
        names = {
            "made": "ประเมินใหม่", "replaced": "แก้ร่าง", "same": "ไม่เปลี่ยน", "final": "เปลี่ยนหลังอนุมัติ",
            "void": "ไม่มีทรัพย์สินแล้ว", "problems": "ประเมินไม่ได้",
        }  # fmt: skip
        return " · ".join(f"{thai} {self.counts[key]:,}" for key, thai in names.items() if self.counts[key])


@uncollected()
def assess_year(
    year: TaxYear, user: Any, acting: Callable[[], Any], step: Callable[[int, int, str], None] = lambda *_: None
) -> Outcome:
    """Assess everybody, for `user`. `acting` opens a change; `step` is told how far it is.

    Errors: Refused ``NOT_ANNOUNCED`` before prices and rates are announced, ``NO_RATE`` without the year's rates.
    """
    raise_all(rules.may_assess(year.prices_announced_on, clock.today()))
    law = figures.law_of(year.year_be)
    step(0, 1, "อ่านการใช้ประโยชน์ ราคา และผู้ถือกรรมสิทธิ์")
    found = reading.valued(year, law)
    pairs = reading.touching(year, found)
    outcome, run = Outcome(), Run(year, law, found, user)
    total = len(found.lines)
    with acting():
        _take_turns(year)
        outcome.counts["void"] = run.drop_strangers()
        run.tell_problems()
    outcome.counts["problems"] = len(found.problems)
    done = 0
    # the next taxpayers are reckoned while the database writes these
    for group in ahead(run.freeze(_reckon(each, law, pairs)) for each in reading.iterate(found.lines, AT_ONCE)):
        with acting():
            _take_turns(year)
            outcome.counts.update(run.write(group))
        done += len(group)
        step(done, total, "คำนวณและบันทึก")
    return outcome


def _take_turns(year: TaxYear) -> None:
    """Of two runs over one year one writes at a time; the other waits for its change and finds what it wrote.

    Rows that only point to the year do not wait for it.
    """
    TaxYear.objects.select_for_update(no_key=True).get(pk=year.pk)


def _reckon(
    group: Sequence[tuple[str, list[Line]]], law: YearLaw, pairs: dict[str, list[tuple[str, str]]]
) -> list[Bill]:
    return [bill(lines, law, pairs.get(key, ())) for key, lines in group]


@dataclass(frozen=True)
class Renewed:
    """One taxpayer reckoned anew and not yet written; no bill where he holds nothing.

    left_out: what of his cannot be assessed and was not assessed before, as in the assessment of the whole year.
    """

    run: Run
    frozen: Frozen | None
    left_out: Sequence[reading.Problem] = ()

    @property
    def baht(self) -> Decimal:
        return self.frozen.bill.tax if self.frozen else Decimal(0)

    @property
    def fingerprint(self) -> str:
        return self.frozen.fingerprint if self.frozen else ""


def reckon_one(old: LandTaxAssessment, user: Any) -> Renewed:
    """The bill of one taxpayer from the data as they are now, by the same law and engine. Nothing is written.

    Errors: the Refused of the first place that was assessed and cannot be any more, for its tax must not vanish
    unseen; those of `assess_year`.
    """
    year = old.tax_year
    raise_all(rules.may_assess(year.prices_announced_on, clock.today()))
    law = figures.law_of(year.year_be)
    found = reading.valued(year, law, reading.uses_of(year, old.owner_key))
    taxed = {place for pair in old.lines.values_list("parcel__uid", "condo_unit__uid") for place in pair}
    raise_all([Refused(each.code, each.thai) for each in found.problems if each.place_uid in taxed][:1])
    pairs = reading.touching(year, found)
    run = Run(year, law, found, user, (old.owner_key,))
    lines = found.lines.get(old.owner_key)
    frozen = run.freeze(_reckon([(old.owner_key, lines)], law, pairs))[0] if lines else None
    return Renewed(run, frozen, found.problems)


class Run:
    """One run over one year."""

    def __init__(
        self, year: TaxYear, law: YearLaw, found: reading.Valued, user: Any, only: Sequence[str] | None = None
    ) -> None:
        self.year, self.law, self.found, self.user, self.today = year, law, found, user, clock.today()
        self.percent = law.figure("review_percent").value
        earlier = LandTaxAssessment.objects.filter(tax_year__code=str(year.year_be - 1)).exclude(status__in=GONE)
        earlier = earlier if only is None else earlier.filter(owner_key__in=only)
        self.last_year = dict(earlier.values_list("owner_key", "tax_baht"))

    def drop_strangers(self) -> int:
        """Drafts of those who hold nothing any more."""
        drafts = LandTaxAssessment.objects.filter(tax_year=self.year, status__in=OPEN)
        gone = [pk for pk, key in drafts.values_list("id", "owner_key") if key not in self.found.lines]
        return LandTaxAssessment.objects.filter(pk__in=gone).update(status="void") if gone else 0

    def tell_problems(self) -> None:
        """Keep the list of places not assessed in step: what is solved goes, what is new comes, the rest stays."""
        known = {row.place_id: row for row in UnassessedPlace.objects.filter(tax_year=self.year)}
        now = {problem.place_uid: problem for problem in self.found.problems}
        stale = [row.pk for uid, row in known.items() if uid not in now or now[uid].thai != row.problem]
        if stale:
            UnassessedPlace.objects.filter(pk__in=stale).delete()
        fresh = [p for uid, p in now.items() if uid not in known or known[uid].problem != p.thai]
        UnassessedPlace.objects.bulk_create(
            UnassessedPlace(tax_year=self.year, place_id=p.place_uid, code=p.code, problem=p.thai[:200]) for p in fresh
        )

    def write(self, group: Sequence[Frozen]) -> Counter[str]:
        """Write the bills that differ from what stands; gives how many of each outcome."""
        live, versions = self._standing([each.bill.owner.key for each in group])
        counts: Counter[str] = Counter()
        fresh: list[Frozen] = []
        replaced = []
        for frozen in group:
            known = live.get(frozen.bill.owner.key)
            verdict = _verdict(known, frozen.fingerprint)
            counts[verdict] += 1
            if verdict in ("made", "replaced"):
                fresh.append(frozen)
            if known is not None and verdict == "replaced":
                replaced.append(known[0])
        if replaced:
            LandTaxAssessment.objects.filter(pk__in=replaced).update(status="revised")
        if fresh:
            self._insert(fresh, versions)
        return counts

    def _standing(self, keys: list[str]) -> tuple[dict[str, Standing], dict[str, int]]:
        """By taxpayer what stands, and the highest version there ever was."""
        live: dict[str, Standing] = {}
        versions: dict[str, int] = {}
        rows = LandTaxAssessment.objects.select_for_update().filter(tax_year=self.year, owner_key__in=keys)
        for key, version, *standing in rows.values_list("owner_key", "version", "id", "fingerprint", "status"):
            versions[key] = max(version, versions.get(key, 0))
            if standing[2] not in GONE:
                live[key] = (standing[0], standing[1], standing[2])
        return live, versions

    def freeze(self, bills: Sequence[Bill]) -> list[Frozen]:
        """Each bill as it is written."""
        found = []
        for each in bills:
            lines = [self._line(number, line) for number, line in enumerate(each.lines, 1)]
            print_ = _fingerprint(lines)
            found.append(Frozen(each, self._head(each, print_), lines, print_))
        return found

    def _insert(self, fresh: Sequence[Frozen], versions: dict[str, int]) -> None:
        register: Any = registry.for_model(LandTaxAssessment)
        key, declared = register.key, register.declared
        numbers = series.take_many(key, declared.number, self.today, len(fresh), declared.number_year)
        self._copy(fresh, versions, numbers, "draft")

    def renew(self, old: LandTaxAssessment, frozen: Frozen, status: str) -> LandTaxAssessment:
        """The bill as the next version of an assessment that stands no longer. Needs an open change."""
        number = f"{(old.register_no or '').split('/')[0]}/{old.version + 1}"
        (pk,) = self._copy([frozen], {old.owner_key: old.version}, [number], status)
        return LandTaxAssessment.objects.get(pk=pk)

    def _copy(
        self, fresh: Sequence[Frozen], versions: dict[str, int], numbers: Sequence[str], status: str
    ) -> Sequence[int]:
        ids, uids = take_ids(LandTaxAssessment, len(fresh)), time_ordered_uuids(len(fresh))
        heads = (
            [pk, uid, number, status, versions.get(each.bill.owner.key, 0) + 1, *each.head]
            for pk, uid, number, each in zip(ids, uids, numbers, fresh, strict=True)
        )
        copy_rows(LandTaxAssessment, HEAD_COLUMNS, heads)
        line_uids = iter(time_ordered_uuids(sum(len(each.lines) for each in fresh)))
        rows = ([pk, next(line_uids), *line] for pk, each in zip(ids, fresh, strict=True) for line in each.lines)
        copy_rows(LandTaxLine, LINE_COLUMNS, rows)
        return ids

    def _head(self, each: Bill, print_: str) -> list[Any]:
        first = each.owner.parties[0]
        last = self.last_year.get(each.owner.key)
        value = sum((line.value for line in each.lines), Decimal(0))
        exempt = sum((line.exempted for line in each.lines), Decimal(0))
        reasons = " · ".join(rules.review_reasons(each.tax, last, self.percent))
        return [
            self.year.pk, each.owner.key,
            int(first[1:]) if first[0] == "p" else None, int(first[1:]) if first[0] == "o" else None,
            self.found.wheres[each.lines[0].ref].place_uid, value, exempt, each.tax, last, reasons, print_,
            self.today, self.user.pk,
        ]  # fmt: skip

    def _line(self, number: int, line: Line) -> list[Any]:
        where = self.found.wheres[line.ref]
        row, built = line.depreciation, line.building
        rate = (line.gross_tax * 100 / line.base).quantize(Decimal("0.0001")) if line.base else Decimal(0)
        price = line.baht_per_sqwah.quantize(Decimal("0.01")) if line.baht_per_sqwah is not None else None
        return [
            number, where.use_id, where.parcel_id, self.found.buildings[built.code] if built else None,
            where.condo_unit_id, line.category, line.key, line.sqwah, price, line.land_baht, line.floor_m2,
            line.share_percent, line.baht_per_m2, line.building_baht, built.years if built else None,
            row.value if row else None, line.depreciation_baht, line.total_baht, line.value, line.exempted, line.base,
            rate, line.tax, _as_json(_trace(line) | self._decided(line)),
        ]  # fmt: skip

    def _decided(self, line: Line) -> dict[str, Any]:
        """What an officer decided of the parcels this one lies beside, where he did."""
        told = self.found.decided.get(line.place)
        return {"contiguity": told, "contiguity_law": contiguity.LAW} if told else {}


def _verdict(known: Standing | None, print_: str) -> str:
    """What becomes of a bill: made, the same, a draft replaced, or another than the final one that stands."""
    if known is None:
        return "made"
    _, standing, status = known
    if standing == print_:
        return "same"
    return "replaced" if status in OPEN else "final"


def _trace(line: Line) -> dict[str, Any]:
    """Which rows of law gave the figures, and the group in which the line was taxed."""
    trace: dict[str, Any] = {
        "group": line.group,
        "group_taxable": str(line.group_taxable),
        "tiers": [
            {"row": t.row.row_id, "law": t.row.law, "percent": str(t.applied.normalize()), "of": str(t.quantity),
             "tax": str(t.amount_baht)}
            for t in line.tiers
        ],
        "gross": str(line.gross_tax),
    }  # fmt: skip
    if line.depreciation is not None:
        trace["depreciation"] = {"row": line.depreciation.row_id, "law": line.depreciation.law}
    if line.exempted:
        trace["exempt_law"] = line.exempt_law
    if line.addition:
        trace["addition"] = str(line.addition.normalize())
    if line.reliefs:
        trace["reliefs"] = [[kind, str(percent), law] for kind, percent, law in line.reliefs]
    if len(line.owner.parties) > 1:
        trace["owners"] = list(line.owner.parties)
    return trace


def _fingerprint(lines: Sequence[Sequence[Any]]) -> str:
    return hashlib.sha256("\n".join("|".join(map(str, line)) for line in lines).encode()).hexdigest()
