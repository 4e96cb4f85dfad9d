"""Opening charges and what happens to one before it is paid. All write inside `acting_as` of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Greatest

from gis_core.features import clock
from gis_core.features.copying import copy_rows, take_ids, time_ordered_uuids
from gis_core.ground.office import office
from gis_core.numbering import series
from gis_core.pure.money import round_satang
from gis_core.pure.rate_lookup import rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year, format_date, national_holidays
from modules.kernel.charges.ledger import Kind, Status, any_taken, late_rows, lock, owed_on, post, standing, with_ledger
from modules.kernel.charges.models import Charge, ChargeEntry, Instalment, RevenueCode
from modules.kernel.charges.rules.instalments import instalment_plan, replanned
from modules.kernel.charges.rules.late import (
    Component,
    LateRule,
    Part,
    dues,
    late_on,
    old_tax_refusals,
    over_paid,
    refuse_early_reminder,
)
from modules.kernel.charges.rules.settling import Clearing, order_on, settle

REF1, REF1_PATTERN = "kernel.charges:ref1", "{yy}{seq:08}"
#: Charges written by one statement.
BATCH = 5_000
CHARGE_COLUMNS = (
    "id", "uid", "register_no", "status", "fiscal_year_be", "revenue_id", "principal_baht", "principal_left_baht",
    "title", "person_id", "organisation_id", "source_id", "place_id", "tax_year_be", "due_on", "notified_on",
    "contract_percent",
)  # fmt: skip
ENTRY_COLUMNS = ("uid", "charge_id", "kind", "component", "amount_baht", "on", "law", "note")


@dataclass(frozen=True)
class NewCharge:
    """What a system wants to be paid: of whom, for which record, how much and by when.

    ``revenue`` is a code of `RevenueCode`; ``contract_percent`` the interest a month where a contract sets it.
    """

    revenue: str
    principal_baht: Decimal
    title: str
    person_id: int | None = None
    organisation_id: int | None = None
    source_uid: Any = None
    place_uid: Any = None
    tax_year_be: int | None = None
    due_on: date | None = None
    notified_on: date | None = None
    contract_percent: Decimal | None = None


def of_record(record: Any, revenue: str, baht: Decimal, title: str, place: Any = None, **more: Any) -> NewCharge:
    """What a record that names its payer asks him to pay, at a place of the map; `more` as of `NewCharge`."""
    return NewCharge(
        revenue, baht, title[:200], record.person_id, record.organisation_id, record.uid, place.uid if place else None,
        **more,
    )  # fmt: skip


def open_charges(rows: Sequence[NewCharge]) -> list[Charge]:
    """Open charges in the order of the rows; a row of nothing opens none.

    Errors: Refused ``CHARGE_PARTY``, ``CHARGE_REVENUE`` or ``AMOUNT``, and then none is opened.
    """
    ids = open_many(rows)
    found = Charge.objects.select_related("revenue").in_bulk(ids)
    return [found[pk] for pk in ids]


def open_many(rows: Sequence[NewCharge]) -> list[int]:
    """The same of a whole year, by COPY; returns the numbers of the charges. Errors: as `open_charges`."""
    wanted = [row for row in rows if row.principal_baht != 0]
    codes = {code.code: code for code in RevenueCode.objects.all()}
    for row in wanted:
        _refuse_row(row, codes)
    for code in dict.fromkeys(row.revenue for row in wanted):
        for refused in levied_refusals(codes[code]):
            raise refused
    today = clock.today()
    opened: list[int] = []
    for start in range(0, len(wanted), BATCH):
        opened += _write(wanted[start : start + BATCH], codes, today)
    return opened


def _write(rows: Sequence[NewCharge], codes: dict[str, RevenueCode], today: date) -> list[int]:
    numbers = series.take_many(REF1, REF1_PATTERN, today, len(rows))
    ids, year = take_ids(Charge, len(rows)), fiscal_year(today)
    copy_rows(
        Charge,
        CHARGE_COLUMNS,
        (
            [pk, uid, number, Status.OPEN.value, year, codes[row.revenue].pk, row.principal_baht, row.principal_baht,
             row.title, row.person_id, row.organisation_id, row.source_uid, row.place_uid, row.tax_year_be, row.due_on,
             row.notified_on, row.contract_percent]
            for pk, uid, number, row in zip(ids, time_ordered_uuids(len(rows)), numbers, rows, strict=True)
        ),
    )  # fmt: skip
    kind, component = Kind.OPENED.value, Component.PRINCIPAL.value
    copy_rows(
        ChargeEntry,
        ENTRY_COLUMNS,
        (
            [uid, pk, kind, component, row.principal_baht, today, codes[row.revenue].law, ""]
            for pk, uid, row in zip(ids, time_ordered_uuids(len(rows)), rows, strict=True)
        ),
    )
    return ids


def _refuse_row(row: NewCharge, codes: dict[str, RevenueCode]) -> None:
    if (row.person_id is None) == (row.organisation_id is None):
        raise Refused("CHARGE_PARTY", f"{row.title}: ต้องมีผู้ชำระหนึ่งรายและรายเดียว")
    code = codes.get(row.revenue)
    if code is None:
        raise Refused("CHARGE_REVENUE", f"{row.title}: ไม่มีประเภทรายได้ {row.revenue}")
    if row.principal_baht < 0 or row.principal_baht != round_satang(row.principal_baht):
        raise Refused("AMOUNT", f"{row.title}: จำนวนเงินต้องไม่ติดลบและเป็นสตางค์เต็ม")
    if code.late_rule in (LateRule.HOUSE_LAND, LateRule.LOCAL_DEV):
        for refused in old_tax_refusals(row.tax_year_be):
            raise refused


def levied_refusals(code: RevenueCode) -> Iterator[Refused]:
    """A kind of revenue that this office charges nobody with: ``CHARGE_ALLOCATED`` and those of `used_refusals`."""
    if code.is_allocated:
        text = f"“{code.thai}” ไม่มีผู้ชำระ ตั้งหนี้ไม่ได้ ให้บันทึกในทะเบียนเงินภาษีจัดสรรและเงินอุดหนุน"
        yield Refused("CHARGE_ALLOCATED", text, code.law, "revenue")
    yield from used_refusals(code)


def used_refusals(code: RevenueCode) -> Iterator[Refused]:
    """A kind of revenue that this office does not have: ``CHARGE_CODE_OFF``, ``CHARGE_OFFICE_KIND``."""
    if not code.is_used:
        yield Refused("CHARGE_CODE_OFF", f"ประเภทรายได้ “{code.thai}” ยังไม่เปิดใช้งาน", code.law, "revenue")
    if not code.is_levied_by(office().kind_short):
        text = f"{office().kind_thai}ไม่มีอำนาจจัดเก็บ{code.thai}"
        yield Refused("CHARGE_OFFICE_KIND", text, code.law, "revenue")


def set_notified(charge_ids: Iterable[int], received_on: date, due_on: date) -> int:
    """The bill was received on a day and is payable up to another; returns how many charges it was written to."""
    if due_on < received_on:
        raise Refused("DUE_BEFORE_NOTICE", "วันครบกำหนดต้องไม่ก่อนวันที่ได้รับแจ้ง", "", "due_on")
    # time that was given to one payer is over when the notice gives as much
    Charge.objects.filter(pk__in=(charge_ids := list(charge_ids)), extended_until__lte=due_on).update(
        extended_until=None
    )
    return _set(charge_ids, notified_on=received_on, due_on=due_on)


def set_reminded(charge_ids: Iterable[int], received_on: date, until: date) -> int:
    """The reminder was received on a day and gives time up to another.

    Errors: Refused ``REMIND_EARLY`` when one of the charges was not yet overdue that day.
    """
    last = Greatest("due_on", "extended_until")
    for due in Charge.objects.filter(pk__in=(ids := lock(charge_ids))).values_list(last, flat=True):
        refuse_early_reminder(due, received_on)
    return _set(ids, reminder_received_on=received_on, reminder_until=until)


def _set(charge_ids: Iterable[int], **values: date) -> int:
    return Charge.objects.filter(pk__in=lock(charge_ids)).update(**values)


def adjust(charge: Charge, new_principal_baht: Decimal, note: str, law: str) -> Decimal:
    """Set another principal, after a re-assessment or a decision; returns what was paid too much and is to be refunded.

    What is to be refunded stands on the ledger as such until `pay_refund`. Parts granted before are planned anew.

    Errors: Refused ``AMOUNT`` below nothing, ``CHARGE_CLOSED`` for one that was written off or is void.
    """
    if new_principal_baht < 0 or new_principal_baht != round_satang(new_principal_baht):
        raise Refused("AMOUNT", "เงินต้นใหม่ต้องไม่ติดลบและเป็นสตางค์เต็ม")
    locked = _open(charge)
    today = clock.today()
    difference = new_principal_baht - locked.principal_baht
    excess = max(Decimal(0), -difference - locked.principal_left_baht)
    common = {"charge": locked, "component": Component.PRINCIPAL, "on": today, "law": law, "note": note}
    entries = [ChargeEntry(kind=Kind.ADJUSTED, amount_baht=difference, **common)] if difference else []
    if excess:
        entries.append(ChargeEntry(kind=Kind.REFUND_DUE, amount_baht=excess, **common))
    if entries:
        _plan_anew(locked, new_principal_baht, today)
        post(entries, today)
    return excess


def _plan_anew(charge: Charge, new_principal_baht: Decimal, today: date) -> None:
    rows = list(charge.instalments.order_by("seq"))
    plan = replanned([Part(row.due_on, row.amount_baht) for row in rows], new_principal_baht, today)
    for row, part in zip(rows, plan, strict=True):
        if not part.amount_baht:
            row.delete()
        elif row.amount_baht != part.amount_baht:
            row.amount_baht = part.amount_baht
            row.save()


def lower(charge: Charge, new_principal_baht: Decimal, note: str, law: str) -> tuple[Decimal, Decimal]:
    """Set a smaller principal; returns the tax that is to be given back and what was paid late on it.

    Penalty and surcharge were paid on tax that was not owed: they go back with it, of each payment its part, the latest
    first, where the setting ``late_back`` of the day says so. What was paid of them on tax that was never paid clears
    what is still due today first. Errors: as `adjust`.
    """
    today = clock.today()
    held = standing(with_ledger(Charge.objects.filter(pk=charge.pk)).get()).cleared
    excess = adjust(charge, new_principal_baht, note, law)
    if not rate(late_rows(), "settings/late_back", today).value:
        return excess, Decimal(0)
    common = {"on": today, "law": law, "note": note}
    late = {component: baht for component, baht in late_on(held, excess).items() if baht}
    _late_back(charge, late, **common)
    return excess, sum(late.values(), Decimal(0)) + _offset(charge, **common)


def _late_back(charge: Charge, late: Mapping[Component, Decimal], **common: Any) -> None:
    entries = [
        ChargeEntry(charge=charge, kind=kind, component=component, amount_baht=sign * baht, **common)
        for component, baht in late.items()
        for kind, sign in ((Kind.LATE, -1), (Kind.REFUND_DUE, 1))
    ]
    if entries:
        post(entries, common["on"])


def _offset(charge: Charge, **common: Any) -> Decimal:
    """Let penalty and surcharge paid on more tax than there is clear what is due today; returns what is left over."""
    on, rows = common["on"], late_rows()
    stands = standing(with_ledger(Charge.objects.filter(pk=charge.pk)).get())
    due = dues(stands, on, rows)
    over = over_paid(stands, due)
    pool = sum(over.values(), Decimal(0))
    _late_back(charge, over, **common)
    used = min(pool, due.total)
    if used:
        common["note"] = f"หักกลบเบี้ยปรับและเงินเพิ่มที่ชำระเกิน: {common['note']}"[:300]
        pay_refund(charge, used, common["note"], common["law"], components=tuple(over))
        parts = settle([(charge.pk, due)], used, order_on(rows, on))
        post([entry for part in parts for entry in _cleared(charge, part, **common)], on)
    return pool - used


def _cleared(charge: Charge, part: Clearing, **common: Any) -> Iterator[ChargeEntry]:
    line = {"charge": charge, "component": part.component, **common}
    if part.component in (Component.PENALTY, Component.SURCHARGE):
        yield ChargeEntry(kind=Kind.LATE, amount_baht=part.amount_baht, **line)
    yield ChargeEntry(kind=Kind.CLEARED, amount_baht=-part.amount_baht, **line)


def refund_due(charge: Charge) -> Decimal:
    """What is still to be given back of a charge, with what was paid late on it."""
    return sum(_refunds_due(charge).values(), Decimal(0))


def _refunds_due(charge: Charge) -> dict[str, Decimal]:
    due = charge.entries.filter(kind=Kind.REFUND_DUE).order_by().values_list("component")
    return {component: baht for component, baht in due.annotate(Sum("amount_baht")) if baht}


def pay_refund(
    charge: Charge, amount_baht: Decimal, note: str, law: str, components: Sequence[Component] = tuple(Component)
) -> None:
    """What was to be given back of these components has been given back, by the voucher whose number is the note.

    Errors: Refused ``REFUND_DUE`` for more than is to be given back.
    """
    lock([charge.pk])
    if not 0 < amount_baht <= refund_due(charge):
        raise Refused("REFUND_DUE", "จำนวนเงินเกินยอดที่ต้องคืนของรายการนี้", law)
    today, left, entries = clock.today(), amount_baht, []
    # the tax first
    found = {component: due for component, due in _refunds_due(charge).items() if component in components}
    for component, due in sorted(found.items(), key=lambda each: each[0] != Component.PRINCIPAL):
        part = min(left, due)
        left -= part
        for kind, sign in ((Kind.REFUND_DUE, -1), (Kind.REFUNDED, 1)) if part else ():
            entry = ChargeEntry(charge=charge, kind=kind, component=component, amount_baht=sign * part, on=today)
            entry.law, entry.note = law, note
            entries.append(entry)
    post(entries, today)


def void(charge: Charge, note: str, law: str) -> None:
    """Take back a charge nobody has paid anything of; it stays in the books with a principal of nothing.

    Errors: Refused ``CHARGE_PAID``, ``CHARGE_CLOSED``.
    """
    locked = _open(charge)
    if any_taken([locked]) or locked.instalments.exists():
        text = f"รายการ {locked.register_no} รับชำระหรือให้ผ่อนชำระแล้ว ยกเลิกไม่ได้"
        raise Refused("CHARGE_PAID", text, law)
    adjust(locked, Decimal(0), note, law)


def add_cost(charge: Charge, amount_baht: Decimal, note: str, law: str) -> None:
    """Put a cost of enforcement on a charge."""
    if amount_baht <= 0:
        raise Refused("AMOUNT", "ค่าใช้จ่ายต้องมากกว่าศูนย์")
    entry = ChargeEntry(charge=_open(charge), kind=Kind.ADJUSTED, component=Component.COST, law=law, note=note)
    entry.amount_baht, entry.on = amount_baht, clock.today()
    post([entry], entry.on)


def write_off(charge: Charge, note: str, law: str) -> None:
    """Give up what is left, by the order whose number is the note.

    Errors: Refused ``CHARGE_CLOSED``; ``NOTHING_LEFT`` of a charge that is paid, which stays paid.
    """
    locked = _open(charge)
    if locked.status == Status.PAID:
        raise Refused("NOTHING_LEFT", f"รายการ {locked.register_no} ชำระครบแล้ว")
    today = clock.today()
    left = owed_on(Charge.objects.filter(pk=locked.pk), today)[0].dues
    sums = [(Component.PRINCIPAL, left.principal), (Component.COST, left.cost)]
    Charge.objects.filter(pk=locked.pk).update(status=Status.WRITTEN_OFF)
    post(
        [
            ChargeEntry(
                charge=locked,
                kind=Kind.WRITTEN_OFF,
                component=component,
                amount_baht=-amount,
                on=today,
                law=law,
                note=note,
            )
            for component, amount in sums
            if amount
        ],
        today,
    )


def restore(charge: Charge, note: str, law: str) -> None:
    """Let a debt that was given up by mistake be owed again as it was, by the order whose number is the note.

    Errors: Refused ``NOT_WRITTEN_OFF``.
    """
    for refused in restore_refusals(charge := Charge.objects.select_for_update(of=("self",)).get(pk=charge.pk)):
        raise refused
    today = clock.today()
    Charge.objects.filter(pk=charge.pk).update(status=Status.OPEN)
    given_up = charge.entries.filter(kind=Kind.WRITTEN_OFF, reversed_by=None)
    post(
        [
            ChargeEntry(
                charge=charge,
                kind=Kind.REVERSED,
                component=entry.component,
                amount_baht=-entry.amount_baht,
                on=today,
                reverses=entry,
                law=law,
                note=note,
            )
            for entry in given_up
        ],
        today,
    )


def restore_refusals(charge: Charge) -> Iterator[Refused]:
    """Only what was given up can be owed again: ``NOT_WRITTEN_OFF``."""
    if charge.status != Status.WRITTEN_OFF:
        yield Refused("NOT_WRITTEN_OFF", f"รายการ {charge.register_no} ไม่ได้จำหน่ายหนี้สูญ", "", "charge")


def extend(charge: Charge, until_on: date, asked_on: date) -> None:
    """Give one payer more time for one bill. Errors: those of `extension_refusals`, ``CHARGE_CLOSED``."""
    locked = _open(charge)
    for refused in extension_refusals(locked, until_on, asked_on):
        raise refused
    Charge.objects.filter(pk=locked.pk).update(extended_until=until_on)


def extension_refusals(charge: Charge, until_on: date | None, asked_on: date) -> Iterator[Refused]:
    """``EXTEND_KIND`` of other revenue or a bill paid in parts, ``EXTEND_LATE``, ``EXTEND_DAY``."""
    law = "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.14 ม.70"
    if charge.revenue.late_rule != LateRule.LAND_TAX or charge.instalments.exists():
        text = "ขยายกำหนดเวลาเฉพาะรายได้เฉพาะภาษีที่ดินและสิ่งปลูกสร้างที่ไม่ได้ผ่อนชำระ"
        yield Refused("EXTEND_KIND", text, law, "charge")
    elif charge.due_on is None or asked_on > charge.due_on:
        yield Refused("EXTEND_LATE", "ต้องขอขยายกำหนดเวลาก่อนพ้นกำหนดชำระภาษี", law, "asked_on")
    elif until_on is None or until_on <= max(charge.due_on, charge.extended_until or charge.due_on):
        last = format_date(charge.extended_until or charge.due_on)
        yield Refused("EXTEND_DAY", f"ระบุวันที่ขยายให้ ซึ่งต้องหลัง {last}", law, "until_on")


def instalments(charge: Charge, asked_on: date) -> list[Instalment]:
    """Let a bill be paid in three parts.

    Errors: Refused ``INSTALMENT_MIN``, ``INSTALMENT_LATE``, ``INSTALMENT_KIND``, ``INSTALMENT_TWICE``,
    ``CHARGE_CLOSED``.
    """
    locked = _open(charge)
    plan = instalment_parts(locked, asked_on)
    parts = Instalment.objects.bulk_create(
        Instalment(charge=locked, seq=seq, due_on=part.due_on, amount_baht=part.amount_baht)
        for seq, part in enumerate(plan, 1)
    )
    Charge.objects.filter(pk=locked.pk).update(status=Status.INSTALMENT)
    return parts


def instalment_parts(charge: Charge, asked_on: date) -> tuple[Part, ...]:
    """The parts a bill would be paid in. Errors: those of `instalments`."""
    if charge.instalments.exists():
        raise Refused("INSTALMENT_TWICE", "รายการนี้ได้รับอนุญาตให้ผ่อนชำระแล้ว")
    if charge.due_on is None:
        raise Refused("INSTALMENT_LATE", "รายการนี้ยังไม่มีวันครบกำหนดชำระ")
    holidays = national_holidays()
    rule = LateRule(charge.revenue.late_rule)
    return instalment_plan(charge.principal_baht, rule, charge.due_on, asked_on, late_rows(), holidays)


def _open(charge: Charge) -> Charge:
    locked = Charge.objects.select_for_update(of=("self",)).select_related("revenue").get(pk=charge.pk)
    if locked.status in (Status.WRITTEN_OFF, Status.VOID):
        raise Refused("CHARGE_CLOSED", f"รายการ {locked.register_no} {Status(locked.status).label}แล้ว")
    return locked
