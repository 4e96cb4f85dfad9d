"""From a signboard return to its assessment: what forbids it, the frozen lines, the charges, the notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.ground.office import office
from gis_core.numbering import series
from gis_core.pure.rate_lookup import RateRow
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from gis_core.pure.thai_calendar import Holidays, national_holidays
from layers.declare import TransitionDraft
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.models import (
    SignTaxAssessment,
    SignTaxLine,
    SignTaxReturn,
    SignTaxReturnLine,
)
from modules.finance.revenue_collection.signboards import signboard_law, signboard_notifying
from modules.finance.revenue_collection.signboards.signboard_law import Line, Sign, SignTax
from modules.kernel.charges.opening import of_record, open_charges
from modules.kernel.rates.lookup import rows_of

#: What grows by s.25 (3) is the tax alone, so what is added for filing late is a charge of its own.
TAX, PENALTY = "signboard_tax", "signboard_penalty"
NUMBERS, PATTERN = "finance.revenue_collection.sign_assessment", "ภป3-{seq:05}/{be_year}"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One sign of a return as it will be frozen."""

    sign: Signboard
    replaces: Signboard | None
    tax: SignTax
    before_baht: Decimal | None
    tax_baht: Decimal
    penalty: Line
    under: Line


def levied_here() -> Iterator[Refused]:
    """A provincial administrative organisation does not levy the tax. Law: Signboard Tax Act s.5, 6."""
    if office().kind == "pao":
        yield Refused("OFFICE_KIND", "องค์การบริหารส่วนจังหวัดไม่มีอำนาจจัดเก็บภาษีป้าย", f"{ACT} ม.5")


def measured(sign: Signboard) -> Sign:
    """A sign of the register as the law measures it."""
    return Sign(
        sign.kind, Decimal(sign.width_cm), Decimal(sign.height_cm), sign.sides, sign.movable, sign.thai,
        sign.installed_on, sign.removed_on, sign.exempt_ground,
    )  # fmt: skip


def standing_line(sign_id: int, year_be: int) -> SignTaxLine | None:
    """The last line by which a sign was taxed in a year."""
    return SignTaxLine.objects.filter(sign_id=sign_id, year_be=year_be, is_live=True).order_by("-id").first()


def reckon(record: SignTaxReturn, today: date) -> list[Reckoned]:
    """The tax of every sign of a return.

    Errors: Refused of `signboard_law.sign_tax`; ``SIGN_NOT_DUE`` while the owner may still file.
    """
    rows, days = rows_of(figures.SIGNS), national_holidays()
    lines = record.lines.select_related("sign", "replaces").order_by("id")
    return [_reckon(record, line, rows, days, today) for line in lines]


def _reckon(
    record: SignTaxReturn, line: SignTaxReturnLine, rows: Sequence[RateRow], days: Holidays, today: date
) -> Reckoned:
    tax = signboard_law.sign_tax(measured(line.sign), record.year_be, rows)
    before = standing_line(line.replaces_id, record.year_be) if line.replaces_id else None
    owed = tax.tax_baht if before is None else signboard_law.altered_tax(before.year_baht, tax.year_baht)
    due = signboard_law.return_due(_changed_on(line, record.year_be), record.year_be, rows, days)
    if record.filed_on is None and today <= due:
        raise Refused("SIGN_NOT_DUE", f"ยังไม่พ้นกำหนดยื่นแบบของ{line.sign}", f"{ACT} ม.12", "filed_on")
    penalty = signboard_law.filing_penalty(owed, due, record.filed_on, record.told_on, rows)
    under = _under_declared(record, line, before, owed, rows)
    return Reckoned(line.sign, line.replaces, tax, before.year_baht if before else None, owed, penalty, under)


def _under_declared(
    record: SignTaxReturn, line: SignTaxReturnLine, before: SignTaxLine | None, owed: Decimal, rows: Sequence[RateRow]
) -> Line:
    """What is added when the owner declared a smaller or cheaper sign than hangs there. Law: s.25 (2)."""
    told = signboard_law.as_declared(
        measured(line.sign), line.declared_kind, line.declared_width_cm, line.declared_height_cm, line.declared_sides
    )
    if told is None or record.filed_on is None:
        return Line("ยื่นแบบถูกต้อง", ZERO)
    tax = signboard_law.sign_tax(told, record.year_be, rows)
    declared = tax.tax_baht if before is None else signboard_law.altered_tax(before.year_baht, tax.year_baht)
    corrected = record.corrected_on is not None
    return signboard_law.under_declared_penalty(declared, owed, record.filed_on, rows, corrected_first=corrected)


def _changed_on(line: SignTaxReturnLine, year_be: int) -> date | None:
    """The day in the year from which the owner's days to file run."""
    put_up = line.altered_on or line.sign.installed_on
    return put_up if put_up and put_up.year == year_be - 543 else None


# -- the steps of a return ---------------------------------------------------------------------------------------------
def without_signs(record: SignTaxReturn) -> Iterator[Refused]:
    """A return has signs, and its office levies the tax."""
    yield from levied_here()
    if not record.lines.exists():
        yield Refused("SIGN_NONE", "แบบแสดงรายการต้องมีป้ายอย่างน้อยหนึ่งป้าย", f"{ACT} ม.12")


def filed(draft: TransitionDraft) -> None:
    draft.record.filed_by = draft.user
    draft.record.save()


def reopened(draft: TransitionDraft) -> None:
    draft.record.filed_by = None
    draft.record.save()


def unassessable(record: SignTaxReturn) -> Iterator[Refused]:
    """Every sign once a year, and none while its owner may still file."""
    problems = list(levied_here())
    for line in record.lines.select_related("sign", "replaces"):
        problems += taxed_before(line.sign, line.replaces, record)
    yield from problems
    if not problems:
        try:
            reckon(record, clock.today())
        except Refused as refused:
            yield refused


def may_assess(draft: TransitionDraft) -> Iterator[Refused]:
    """The same once more with its signs locked."""
    record: SignTaxReturn = draft.record
    # two officers who assess the same sign at once: the second waits here and then sees what the first wrote
    named = Q(pk__in=record.lines.values("sign_id")) | Q(pk__in=record.lines.values("replaces_id"))
    list(Signboard.objects.select_for_update().filter(named).order_by("pk").values_list("pk"))
    yield from unassessable(record)


def taxed_before(sign: Signboard, replaces: Signboard | None, record: SignTaxReturn) -> Iterator[Refused]:
    """A sign is taxed once a year; what it alters or replaces was taxed, and is replaced by one sign only."""
    year = record.year_be
    if replaces is None:
        if standing_line(sign.pk, year):
            yield Refused("DUP_RETURN", f"ป้าย {sign} ประเมินในปี {year} แล้ว", f"{ACT} ม.12", "sign")
        return
    if standing_line(replaces.pk, year) is None:
        yield Refused("SIGN_BEFORE", f"ป้ายเดิม {replaces} ยังไม่ได้ประเมินในปี {year}", f"{ACT} ม.14", "replaces")
    elif replaces.pk != sign.pk:
        others = SignTaxLine.objects.filter(year_be=year, replaces=replaces, is_live=True).exclude(sign=replaces)
        if others.exists() or standing_line(sign.pk, year):
            yield Refused("SIGN_REPLACED", f"ป้าย {replaces} มีป้ายอื่นแทนแล้วในปี {year}", f"{ACT} ม.14", "replaces")


def assessed(draft: TransitionDraft) -> None:
    """Freeze the lines, open what is to be paid and write to the owner."""
    record: SignTaxReturn = draft.record
    found = reckon(record, draft.on)
    tax = sum((each.tax_baht for each in found), ZERO)
    penalty = sum((each.penalty.baht for each in found), ZERO)
    under = sum((each.under.baht for each in found), ZERO)
    made = SignTaxAssessment.objects.create(
        register_no=series.take(NUMBERS, PATTERN, draft.on), status="assessed", year_be=record.year_be,
        person_id=record.person_id, organisation_id=record.organisation_id, place_id=record.place_id,
        sign_return=record, tax_baht=tax, penalty_baht=penalty, under_baht=under, total_baht=tax + penalty + under,
        assessed_on=draft.on, assessed_by=draft.user,
    )  # fmt: skip
    SignTaxLine.objects.bulk_create(_frozen(made, seq, each) for seq, each in enumerate(found, 1))
    title = f"ภาษีป้าย ปีภาษี {record.year_be}"
    charge = of_record(made, TAX, tax, title, made.place, tax_year_be=made.year_be)
    added = replace(charge, revenue=PENALTY, principal_baht=made.added_baht, title=f"{_why(penalty, under)} {title}")
    open_charges([charge, added])
    signboard_notifying.issue(made)


def _why(penalty: Decimal, under: Decimal) -> str:
    reasons = [text for baht, text in ((penalty, "ไม่ยื่นแบบในกำหนด"), (under, "ยื่นแบบไม่ถูกต้อง")) if baht]
    return f"เงินเพิ่มกรณี{'และ'.join(reasons)}"


def _frozen(made: SignTaxAssessment, seq: int, each: Reckoned) -> SignTaxLine:
    sign = each.sign
    return SignTaxLine(
        assessment=made, seq=seq, year_be=made.year_be, sign=sign, replaces=each.replaces, text=sign.thai,
        kind=sign.kind, movable=sign.movable, width_cm=sign.width_cm, height_cm=sign.height_cm, sides=sign.sides,
        units=each.tax.units, year_baht=each.tax.year_baht, before_baht=each.before_baht, tax_baht=each.tax_baht,
        penalty_baht=each.penalty.baht, under_baht=each.under.baht,
        trace=[_step(line) for line in (*each.tax.lines, each.penalty, each.under)],
    )  # fmt: skip


def _step(line: Line) -> dict[str, Any]:
    row = line.row
    return {"thai": line.thai, "baht": str(line.baht), "law": line.law, "row": row.row_id if row else ""}
