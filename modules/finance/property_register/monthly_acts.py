"""What the officer does with a row of the monthly file. Every effect belongs to the file's own set of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.features.time import end
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.ground.queries import LIVE, spells_on
from gis_core.numbering import series
from gis_core.parties.models import Organisation, Person
from gis_core.pure import citizen_id
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import Draft
from layers.engine import changesets, records
from layers.registry import registry
from modules.finance.property_register import requests, transfer_checks
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow
from modules.finance.property_register.monthly_rules import MONTHLY_LAW

Status, Effect = ControlRow.Status, ControlRow.Effect
OPEN = (Status.WAITING, Status.UNMATCHED, Status.QUARANTINE)
SOURCE = "แฟ้มรายเดือนสำนักงานที่ดิน"


def apply(row: ControlRow, values: Mapping[str, Any], user: Any) -> ControlRow:
    """Bring what was registered into the register; division and merger open a request that is done on the map."""
    if row.parcel is None or row.parcel.status not in LIVE:
        raise Refused("UNMATCHED", "ต้องจับคู่กับแปลงที่ใช้งานก่อน", MONTHLY_LAW)
    with acting_as(user, f"{row.act} ตามแฟ้มรายเดือน {row.file.period}", batch_id=row.file.batch):
        _EFFECTS[row.effect](row, user)
    return row


def still_open(draft: Draft) -> Iterator[Refused]:
    """A row is corrected (a day or an area that could not be read) until something was decided about it."""
    if draft.record.status not in OPEN:
        yield Refused("STATE", "แถวนี้พิจารณาแล้ว แก้ไขไม่ได้", MONTHLY_LAW)


def corrected(draft: Draft) -> None:
    """A row of a known act leaves quarantine when the day, and the area of a resurvey, can be read at last."""
    row = draft.record
    needed = [row.acted_on, row.area_sqwah] if row.effect == Effect.RESURVEY else [row.acted_on]
    if row.status != Status.QUARANTINE or row.effect in (Effect.UNKNOWN, Effect.NOTHING) or None in needed:
        return
    if row.parcel_id:
        row.status, row.problem = Status.WAITING, ""
    else:
        row.status = Status.UNMATCHED  # the remark says why there is no parcel


def reject(row: ControlRow, values: Mapping[str, Any], user: Any) -> ControlRow:
    """Not taken over; the reason stays with the row."""
    reason = str(values.get("why") or "").strip()
    if not reason:
        raise Refused("REQUIRED", "ต้องระบุเหตุที่ไม่รับ", MONTHLY_LAW, "why")
    with acting_as(user, f"ไม่รับ: {reason}", batch_id=row.file.batch):
        row.problem = f"{row.problem} · {reason}".strip(" ·")[:300]
        _decided([row], Status.REJECTED, user)
    return row


def match(row: ControlRow, values: Mapping[str, Any], user: Any) -> ControlRow:
    """Name the parcel of a row that could not be placed."""
    code = str(values.get("parcel_code") or "").strip().upper()
    parcel = Parcel.objects.filter(parcel_code=code, status__in=LIVE).first()
    if parcel is None:
        raise Refused("NOT_FOUND", f"ไม่พบแปลง {code} ที่ใช้งานอยู่", MONTHLY_LAW, "parcel_code")
    if row.effect in (Effect.UNKNOWN, Effect.NOTHING):
        raise Refused("UNKNOWN_ACT", "ไม่รู้จักประเภทการดำเนินการ นำเข้าพักตรวจ", MONTHLY_LAW)
    with acting_as(user, f"จับคู่แถวของแฟ้มรายเดือนกับแปลง {code}", batch_id=row.file.batch):
        row.parcel, row.status = parcel, Status.WAITING
        row.save(update_fields=["parcel", "status"])
    return row


def undo(file: ControlFile, values: Mapping[str, Any], user: Any) -> ControlFile:
    """Take back everything the file led to, in one go, and put it aside.

    EDITED_LATER names what others changed since; the page of the set of changes lets him choose record by record. That
    the file is put aside belongs to the same set: who undoes it has the file and its effects again.
    """
    reason, back = f"ยกเลิกการนำเข้าแฟ้ม {file.period}", changesets.begin()
    try:
        changesets.undo(file.batch, user=user, reason=reason, new_batch=back)
    except Refusals as refused:
        if refused.codes != ("NOT_FOUND",):  # nothing was applied yet
            raise
    with acting_as(user, reason, batch_id=back):
        file.refresh_from_db()
        file.status = ControlFile.Status.UNDONE
        file.save(update_fields=["status"])
    return file


# -- the effects -------------------------------------------------------------------------------------------------------
def _together(row: ControlRow) -> list[ControlRow]:
    """Rows of one act on one parcel: one for each new co-owner."""
    same = {"parcel": row.parcel, "act": row.act, "acted_on": row.acted_on, "source": row.source, "effect": row.effect}
    rows = ControlRow.objects.select_for_update(of=("self",)).filter(file=row.file, status__in=OPEN, **same)
    return list(rows.order_by("line_no"))


def _transfer(row: ControlRow, user: Any) -> None:
    """The owners' spells end on the day of the act and those of the new owners begin, in equal shares."""
    on, rows = _day(row), _together(row)
    for refused in transfer_checks.refusals(row.parcel, on):
        raise refused
    parties = list(dict.fromkeys(_party(each) for each in rows))
    later = OwnershipSpell.objects.filter(parcel=row.parcel, role="owner", valid__startswith__gt=on)
    if later.exists():
        raise Refused("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน: มีเจ้าของหลังวันนี้อยู่แล้ว", MONTHLY_LAW)
    for spell in spells_on(row.parcel, on):
        if spell.valid.lower == on:
            raise Refused("SPELL", "ช่วงเวลากรรมสิทธิ์ทับซ้อนกัน: มีการโอนในวันเดียวกันแล้ว", MONTHLY_LAW)
        end(spell, on)
    OwnershipSpell.objects.bulk_create(
        OwnershipSpell(
            parcel=row.parcel,
            share_num=1,
            share_den=len(parties),
            valid=DateRange(on, None),
            act=row.act[:60],
            source=SOURCE,
            **{"person" if isinstance(party, Person) else "organisation": party},
        )
        for party in parties
    )
    _decided(rows, Status.APPLIED, user)


def _resurvey(row: ControlRow, user: Any) -> None:
    """A survey of the boundary gave the deed another area."""
    if row.area_sqwah is None:
        raise Refused("REQUIRED", "แถวนี้ไม่มีเนื้อที่ใหม่", MONTHLY_LAW)
    register = registry.for_model(Parcel)
    values = {"area_sqwah": row.area_sqwah}
    records.update(register, row.parcel.uid, values, user=user, reason="สอบเขต", batch_id=row.file.batch)  # type: ignore[arg-type,union-attr]
    _decided([row], Status.APPLIED, user)


def _rename(row: ControlRow, user: Any) -> None:
    """The owner's name as the Land Office has it now; who he is, is told by his number alone."""
    person = Person.objects.select_for_update().filter(national_id=row.party_id).first() if row.party_id else None
    owners = {spell.person_id for spell in spells_on(row.parcel, _day(row))}
    if person is None or person.pk not in owners:
        raise Refused("PARTY", "เลขประจำตัวในแถวไม่ตรงกับเจ้าของแปลงในวันนั้น", MONTHLY_LAW)
    person.title, person.first_name, person.last_name = row.title, row.first_name, row.last_name
    person.save(update_fields=["title", "first_name", "last_name"])
    _decided([row], Status.APPLIED, user)


def _open_request(row: ControlRow, user: Any) -> None:
    """Division and merger are drawn: a request waits for the surveyor, and the parcel shows that it is pending."""
    event = ChangeRequest.Event.DIVISION if row.effect == Effect.DIVIDE else ChangeRequest.Event.MERGER
    on = format_date(row.acted_on) if row.acted_on else "–"
    detail = f"{row.act} เมื่อ {on} ตามแฟ้มรายเดือน {row.file.period} แถวที่ {row.line_no}"
    rows = _together(row)
    made = requests.open_request(event, row.parcel, detail=detail, user=user)
    for each in rows:
        each.request = made
    _decided(rows, Status.REQUESTED, user, "request")


def _nothing(row: ControlRow, user: Any) -> None:
    raise Refused("UNKNOWN_ACT", "ไม่รู้จักประเภทการดำเนินการ นำเข้าพักตรวจ", MONTHLY_LAW)


_EFFECTS = {
    Effect.TRANSFER: _transfer,
    Effect.DIVIDE: _open_request,
    Effect.MERGE: _open_request,
    Effect.RESURVEY: _resurvey,
    Effect.RENAME: _rename,
    Effect.NOTHING: _nothing,
    Effect.UNKNOWN: _nothing,
}


def _day(row: ControlRow) -> date:
    if row.acted_on is None:
        raise Refused("REQUIRED", "แถวนี้ไม่มีวันที่จดทะเบียน", MONTHLY_LAW)
    if row.acted_on > clock.today():
        raise Refused("FUTURE", "วันที่จดทะเบียนอยู่ในอนาคต", MONTHLY_LAW)
    return row.acted_on


def _decided(rows: list[ControlRow], status: str, user: Any, *more: str) -> None:
    for each in rows:
        each.status, each.decided_by, each.decided_on = status, user, clock.today()
        each.save(update_fields=["status", "decided_by", "decided_on", "problem", *more])
    file = rows[0].file
    if not file.rows.filter(status__in=OPEN).exists():
        file.status = ControlFile.Status.CLOSED
        file.save(update_fields=["status"])


def _party(row: ControlRow) -> Any:
    """The new owner: known by the number, else new in the register of people. No number: a new person each time."""
    number = row.party_id
    if number and number.startswith("0"):
        known = Organisation.objects.filter(juristic_id=number).first()
        return known or _new(Organisation, juristic_id=_valid(number), thai=f"{row.title}{row.first_name}"[:160])
    known = Person.objects.filter(national_id=number).first() if number else None
    if known is not None:
        return known.same_as or known
    if not row.first_name:
        raise Refused("PARTY", "แถวนี้ไม่มีชื่อเจ้าของใหม่", MONTHLY_LAW)
    names = {"title": row.title[:30], "first_name": row.first_name[:80], "last_name": row.last_name}
    return _new(Person, national_id=_valid(number), **names)


def _valid(number: str) -> str | None:
    """A number with a wrong check digit is not written into the register of people."""
    if not number:
        return None
    try:
        return citizen_id.parse_juristic_id(number) if number.startswith("0") else citizen_id.parse_citizen_id(number)
    except Refused:
        raise Refused("PARTY_ID", "เลขประจำตัวของเจ้าของใหม่ไม่ถูกต้อง", MONTHLY_LAW) from None


def _new(model: Any, **values: Any) -> Any:
    register = registry.for_model(model)
    declared = register.declared  # type: ignore[union-attr]
    number = series.take(register.key, declared.number, clock.today(), declared.number_year)  # type: ignore[union-attr]
    return model.objects.create(register_no=number, **values)
