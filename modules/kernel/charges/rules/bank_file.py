"""A bank's list of bill payments: what a row says, and which rows belong to which bill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure import sent_table
from gis_core.pure.money import parse_baht
from gis_core.pure.refusal import Refused, raise_all
from gis_core.pure.thai_calendar import parse_date

COLUMNS = ("paid_on", "ref1", "amount", "bank_ref")


@dataclass(frozen=True, slots=True)
class BankRow:
    """One payment as the bank lists it; ``bank_ref`` tells it from all others."""

    line_no: int
    paid_on: date
    ref1: str
    amount_baht: Decimal
    bank_ref: str


def read_bank_file(data: bytes, today: date) -> tuple[BankRow, ...]:
    """The rows of a CSV with the columns paid_on, ref1, amount and bank_ref.

    Errors: Refused ``FILE_CONTROL`` or ``FILE_CSV`` for a damaged file, ``BANK_FILE`` for other columns, an empty file,
    bad values, a day to come or a bank_ref used twice; Refusals for several.
    """
    headings, given = sent_table.read(data)
    if not set(COLUMNS) <= set(headings):
        raise Refused("BANK_FILE", f"ไฟล์ต้องมีคอลัมน์ {', '.join(COLUMNS)}", "", "file")
    rows: list[BankRow] = []
    faults: list[Refused] = []
    for line_no, row in enumerate(given, 2):
        try:
            rows.append(_row(line_no, row, today))
        except Refused as refused:
            faults.append(Refused("BANK_FILE", f"บรรทัด {line_no}: {refused.thai}", "", "file"))
    raise_all(faults[:20])
    _refuse_doubles(rows)
    return tuple(rows)


def _row(line_no: int, row: dict[str, str], today: date) -> BankRow:
    amount = parse_baht(row["amount"] or "")
    paid_on = parse_date((row["paid_on"] or "").strip())
    bank_ref = (row["bank_ref"] or "").strip()
    if amount is None or amount <= 0:
        raise Refused("AMOUNT", "จำนวนเงินต้องมากกว่าศูนย์")
    if paid_on > today:
        raise Refused("PAY_DATE", "วันที่ชำระอยู่ในอนาคต")
    if not bank_ref or len(bank_ref) > 60:
        raise Refused("REQUIRED", "ต้องมีเลขอ้างอิงของธนาคารไม่เกิน 60 ตัว")
    return BankRow(line_no, paid_on, (row["ref1"] or "").strip()[:20], amount, bank_ref)


def _refuse_doubles(rows: Sequence[BankRow]) -> None:
    if not rows:
        raise Refused("BANK_FILE", "ไฟล์ไม่มีรายการ", "", "file")
    seen: set[str] = set()
    for row in rows:
        if row.bank_ref in seen:
            raise Refused("BANK_FILE", f"บรรทัด {row.line_no}: เลขอ้างอิง {row.bank_ref} ซ้ำในไฟล์", "", "file")
        seen.add(row.bank_ref)
