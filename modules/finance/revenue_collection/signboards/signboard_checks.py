"""What a signboard return must be before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.parties.queries import entries_of
from gis_core.parties.rules import one_party
from gis_core.pure.refusal import Refused
from gis_core.pure.signboard import ACT
from gis_core.pure.thai_calendar import be_year
from layers.declare import Draft
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import SignTaxReturn, SignTaxReturnLine
from modules.finance.revenue_collection.signboards import signboard_assessing, signboard_law

LINES, DECLARED = "signtaxreturnline", ("declared_kind", "declared_width_cm", "declared_height_cm", "declared_sides")
COLUMNS = ("sign", "replaces", "altered_on", *DECLARED)
LINE_COLUMNS = (*COLUMNS, "note")
Row = Mapping[str, Any]


def derive(draft: Draft) -> None:
    """The return stands where its first sign hangs."""
    rows = _rows(draft)
    if rows:
        draft.record.place_id = rows[0]["sign"].uid


def check(draft: Draft) -> Iterator[Refused]:
    """Every refusal a return can give: of itself, then of its signs."""
    record: SignTaxReturn = draft.record
    yield from signboard_assessing.levied_here()
    yield from one_party(record, "เจ้าของ", f"{ACT} ม.7")
    today = draft.today or clock.today()
    if record.year_be > be_year(today):
        yield Refused("YEARS", "ปีภาษียังมาไม่ถึง", f"{ACT} ม.12", "year_be")
    for column in ("filed_on", "told_on", "corrected_on"):
        # the day of a letter that was posted up lies ahead; what an officer types may not
        if draft.changed(column):
            yield from _day(getattr(record, column), record.year_be, today, column)
    if record.corrected_on and not (record.filed_on and record.filed_on <= record.corrected_on):
        text = "วันที่ขอแก้ไขแบบต้องไม่ก่อนวันที่ยื่นแบบ"
        yield Refused("SIGN_CORRECTED", text, f"{ACT} ม.25 (2)", "corrected_on")
    rows = _rows(draft)
    for row in rows:
        yield from _sign(record, row, today)
    given = [row["replaces"].pk for row in rows if row["replaces"]]
    if len(set(given)) < len(given):
        yield Refused("SIGN_REPLACED", "ป้ายเดิมหนึ่งป้ายมีป้ายแทนได้ป้ายเดียวในปีเดียวกัน", f"{ACT} ม.14", "replaces")


def returns_in_bulk(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """What is against many returns at once: of each by itself, and a sign that stands in an earlier one of them."""
    found, seen = [list(check(draft)) for draft in drafts], set[tuple[int, int]]()
    for draft, refusals in zip(drafts, found, strict=True):
        for line in draft.lines.get(LINES, ()):
            sign = (draft.record.year_be, line["sign"])
            if sign in seen:
                refusals.append(_dup_return(Signboard.objects.get(pk=line["sign"]), draft.record.year_be))
            seen.add(sign)
    return found


def may_delete(record: SignTaxReturn) -> Iterator[Refused]:
    """Only what nobody has taken as filed."""
    if record.status != "draft":
        yield Refused("STATE", "ลบได้เฉพาะแบบที่ยังเป็นร่าง", ACT)


def _rows(draft: Draft) -> list[Row]:
    """The signs as they are going to be: those of the form, or those that stand where the form leaves them alone."""
    rows = draft.lines.get(LINES)
    if rows is None:
        rows = draft.record.lines.order_by("id").values(*COLUMNS) if draft.record.pk else []
    named = {row[column] for row in rows for column in ("sign", "replaces")} - {None}
    signs = Signboard.objects.in_bulk(named)
    return [
        {name: row.get(name) for name in COLUMNS} | {"sign": signs[row["sign"]], "replaces": signs.get(row["replaces"])}
        for row in rows
    ]


def _day(day: date | None, year_be: int, today: date, column: str) -> Iterator[Refused]:
    if day and not tax_day(year_be) <= day <= today:
        yield Refused("DATES", "วันที่ต้องไม่ก่อนปีภาษีและไม่เป็นวันในอนาคต", f"{ACT} ม.12", column)


def _sign(record: SignTaxReturn, row: Row, today: date) -> Iterator[Refused]:
    sign: Signboard = row["sign"]
    measured, year = signboard_assessing.measured(sign), record.year_be
    yield from signboard_law.wrong(measured)
    if not signboard_law.is_taxed(measured, year):
        text = f"ป้าย {sign} ไม่ได้ติดตั้งอยู่ในปี {year} (ติดตั้งภายหลังหรือปลดแล้ว)"
        yield Refused("SIGN_YEAR", text, f"{ACT} ม.7", "sign")
    if sign.exempt_ground:
        yield Refused("SIGN_EXEMPT", f"ป้าย {sign} ได้รับยกเว้นภาษี: {sign.exempt_ground}", f"{ACT} ม.8", "sign")
    if year == be_year(today):
        yield from _owner(record, sign)
    yield from _alteration(row, sign, year, today)
    yield from _declared(record, row)
    yield from _once(record, row, sign)


def _owner(record: SignTaxReturn, sign: Signboard) -> Iterator[Refused]:
    """The sign's owner of today; of an earlier year he may have been another. A sign without one is anybody's."""
    if sign.person_id:
        is_his = record.person is not None and sign.person_id in entries_of(record.person)
    else:
        is_his = not sign.organisation_id or sign.organisation_id == record.organisation_id
    if not is_his:
        yield Refused("SIGN_OWNER", f"ป้าย {sign} เป็นของผู้อื่น", f"{ACT} ม.7", "sign")


def _alteration(row: Row, sign: Signboard, year: int, today: date) -> Iterator[Refused]:
    altered, replaces = row["altered_on"], row["replaces"]
    if bool(altered) != (replaces is not None and replaces.pk == sign.pk):
        text = "ป้ายที่แก้ไขให้ระบุวันที่แก้ไขและเลือกป้ายเดิมเป็นป้ายเดียวกัน"
        yield Refused("SIGN_ALTERED", text, f"{ACT} ม.14", "altered_on")
    elif altered and (altered.year != year - 543 or altered > today):
        yield Refused("DATES", "วันที่แก้ไขต้องอยู่ในปีภาษีและไม่เป็นวันในอนาคต", f"{ACT} ม.14", "altered_on")


def _declared(record: SignTaxReturn, row: Row) -> Iterator[Refused]:
    """What differs was declared by somebody: by the owner who filed."""
    if record.filed_on is None and any(row[name] for name in DECLARED):
        text = "ระบุขนาดหรือประเภทที่แสดงไว้ได้เฉพาะแบบที่เจ้าของป้ายยื่น"
        yield Refused("SIGN_DECLARED", text, f"{ACT} ม.25 (2)", "declared_width_cm")


def _once(record: SignTaxReturn, row: Row, sign: Signboard) -> Iterator[Refused]:
    yield from signboard_assessing.taxed_before(sign, row["replaces"], record)
    others = SignTaxReturnLine.objects.filter(sign=sign, sign_return__year_be=record.year_be)
    others = others.exclude(sign_return=record.pk).exclude(sign_return__status="assessed")
    if others.exists():
        yield _dup_return(sign, record.year_be)


def _dup_return(sign: Signboard, year_be: int) -> Refused:
    return Refused("DUP_RETURN", f"ป้าย {sign} มีแบบแสดงรายการในปี {year_be} แล้ว", f"{ACT} ม.12", "sign")
