"""Orders about a charge: asked for from its page, the register or the API, and done when another person approves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.access.actor import acting_user_id
from gis_core.features import clock
from gis_core.pure.money import format_baht, round_satang
from gis_core.pure.refusal import Refused
from layers.declare import Action, Draft, TransitionDraft
from layers.engine import records
from layers.registry import registry
from modules.kernel.charges.collecting import MONEY_LAW
from modules.kernel.charges.ledger import CLOSED, Status, late_rows
from modules.kernel.charges.models import Charge, ChargeOrder
from modules.kernel.charges.opening import (
    adjust,
    extend,
    extension_refusals,
    instalment_parts,
    instalments,
    restore,
    restore_refusals,
    write_off,
)
from modules.kernel.charges.rules.orders import write_off_refusals

Order = ChargeOrder.Kind
ASKERS = ("revenue_officer", "finance_head")
#: Money is given up, and a sum changed, by a paper from above.
BY_PAPER = (Order.WRITE_OFF, Order.RESTORE, Order.ADJUST, Order.EXTEND)
ASKED = ("charge", "kind", "asked_on", "amount_baht", "until_on", "authority_no", "note")
ORDER_WAITS = ("ORDER_WAITS", "รายการนี้มีคำสั่งที่รออนุมัติอยู่แล้ว")
WRITE_OFF_LAW = "ระเบียบ มท. และมติสภาท้องถิ่นให้จำหน่ายหนี้สูญ"
LAWS = {
    Order.WRITE_OFF: WRITE_OFF_LAW,
    Order.RESTORE: WRITE_OFF_LAW,
    Order.ADJUST: MONEY_LAW,
    Order.EXTEND: "พ.ร.บ.ภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ม.14",
}


def derive(draft: Draft) -> None:
    """Keep who asks, or changed what is asked for: another must approve. Only an adjustment has a sum, only an
    extension a day.
    """
    order: ChargeOrder = draft.record
    if draft.changed(*ASKED):
        order.asked_by_id = acting_user_id()
    if order.kind != Order.ADJUST:
        order.amount_baht = None
    if order.kind != Order.EXTEND:
        order.until_on = None


def check(draft: Draft) -> Iterator[Refused]:
    """What can be refused is refused when it is asked for, and once more when it is approved."""
    order: ChargeOrder = draft.record
    today = draft.today or clock.today()
    if order.asked_on and order.asked_on > today:
        yield Refused("DATES", "วันที่รับคำขอต้องไม่เป็นวันในอนาคต", "", "asked_on")
    if order.kind in BY_PAPER and not order.authority_no.strip():
        text = f"{order.get_kind_display()}ต้องระบุเลขที่มติ คำสั่ง หรือหนังสืออนุมัติ"
        yield Refused("NO_AUTHORITY", text, LAWS[Order(order.kind)], "authority_no")
    yield from refusals(order, today)


def refusals(order: ChargeOrder, today: date) -> Iterator[Refused]:
    """What the state of the charge and the law of its revenue forbid."""
    charge = Charge.objects.select_related("revenue").get(pk=order.charge_id)
    if order.kind == Order.RESTORE:
        yield from restore_refusals(charge)
        return
    if charge.status in (Status.WRITTEN_OFF, Status.VOID):
        text = f"รายการ {charge.register_no} {Status(charge.status).label}แล้ว"
        yield Refused("CHARGE_CLOSED", text, MONEY_LAW, "charge")
        return
    if order.kind in (Order.WRITE_OFF, Order.INSTALMENTS, Order.EXTEND) and charge.status in CLOSED:
        yield Refused("NOTHING_LEFT", f"รายการ {charge.register_no} ชำระครบแล้ว", MONEY_LAW, "charge")
        return
    yield from _RULES[Order(order.kind)](order, charge, today)


def _write_off_rules(order: ChargeOrder, charge: Charge, today: date) -> Iterator[Refused]:
    yield from write_off_refusals(charge.due_on, today, late_rows())


def _instalment_rules(order: ChargeOrder, charge: Charge, today: date) -> Iterator[Refused]:
    try:
        instalment_parts(charge, order.asked_on)
    except Refused as refused:
        yield refused


def _adjust_rules(order: ChargeOrder, charge: Charge, today: date) -> Iterator[Refused]:
    new = order.amount_baht
    if new is None or new == charge.principal_baht or new != round_satang(new):
        text = "ระบุเงินต้นใหม่ที่ต่างจากเดิมและเป็นสตางค์เต็ม"
        yield Refused("AMOUNT", text, MONEY_LAW, "amount_baht")
    elif new < (paid := charge.principal_baht - charge.principal_left_baht):
        text = f"ชำระแล้ว {format_baht(paid)} บาท ปรับให้ต่ำกว่านั้นไม่ได้ ส่วนที่เกินให้ขอคืนเงิน"
        yield Refused("ADJUST_PAID", text, MONEY_LAW, "amount_baht")


def _extend_rules(order: ChargeOrder, charge: Charge, today: date) -> Iterator[Refused]:
    yield from extension_refusals(charge, order.until_on, order.asked_on)


_RULES: dict[ChargeOrder.Kind, Callable[[ChargeOrder, Charge, date], Iterator[Refused]]] = {
    Order.WRITE_OFF: _write_off_rules,
    Order.INSTALMENTS: _instalment_rules,
    Order.ADJUST: _adjust_rules,
    Order.EXTEND: _extend_rules,
}


# -- the decision ------------------------------------------------------------------------------------------------------
def may_approve(draft: TransitionDraft) -> Iterator[Refused]:
    """While what was asked for is still allowed. The charge stays locked until it is done."""
    list(Charge.objects.select_for_update().filter(pk=draft.record.charge_id).values_list("pk"))
    yield from refusals(draft.record, draft.on)


def approved(draft: TransitionDraft) -> None:
    """Do what was asked for."""
    order: ChargeOrder = draft.record
    decided(draft)
    note = f"{order.register_no} {order.authority_no}: {order.note}"[:300]
    charge, baht = order.charge, order.amount_baht or Decimal(0)
    if order.kind == Order.INSTALMENTS:
        instalments(charge, order.asked_on)
    elif order.kind == Order.WRITE_OFF:
        write_off(charge, note, WRITE_OFF_LAW)
    elif order.kind == Order.RESTORE:
        restore(charge, note, WRITE_OFF_LAW)
    elif order.kind == Order.EXTEND:
        extend(charge, order.until_on, order.asked_on)  # type: ignore[arg-type]
    else:
        adjust(charge, baht, note, LAWS[Order.ADJUST])


def decided(draft: TransitionDraft) -> None:
    """Keep who decided and when."""
    order: ChargeOrder = draft.record
    order.decided_by, order.decided_on = draft.user, draft.on
    order.save(update_fields=["decided_by", "decided_on"])


# -- the buttons on a charge's page ------------------------------------------------------------------------------------
def _asking(kind: ChargeOrder.Kind) -> Callable[[Charge, Mapping[str, Any], Any], None]:
    def ask(charge: Charge, values: Mapping[str, Any], user: Any) -> None:
        asked_on = values["asked_on"]
        typed = {
            "charge": charge, "kind": kind, "asked_on": asked_on.isoformat() if asked_on else "",
            "amount_baht": "" if values.get("amount_baht") is None else str(values["amount_baht"]),
            "until_on": values["until_on"].isoformat() if values.get("until_on") else "",
            "authority_no": values.get("authority_no") or "", "note": values["note"] or "",
        }  # fmt: skip
        register = registry.for_model(ChargeOrder)
        assert register is not None
        records.create(register, typed, user=user, reason=f"เสนอ{kind.label}")

    return ask


def _closed(kind: ChargeOrder.Kind) -> Callable[[Charge], Iterator[Refused]]:
    """What forbids the order whatever is typed: one waits, or the charge as it stands."""

    def guard(charge: Charge) -> Iterator[Refused]:
        if charge.orders.filter(status=ChargeOrder.Status.ASKED).exists():
            yield Refused(*ORDER_WAITS)
        elif kind != Order.ADJUST:
            today = clock.today()
            # what was asked for in time may be written down later
            asked_on = min(today, charge.due_on or today)
            wanted = ChargeOrder(charge=charge, kind=kind, asked_on=asked_on, until_on=date.max)
            yield from refusals(wanted, today)

    return guard


def _button(kind: ChargeOrder.Kind, form: tuple[tuple[str, str, str], ...], states: tuple[str, ...]) -> Action:
    return Action(kind.value, f"เสนอ{kind.label}", _asking(kind), ASKERS, form, states=states, guard=_closed(kind))


_DAY = ("asked_on", "วันที่รับคำขอ", "date")
_NOTE = ("note", "เหตุที่เสนอ", "text")
_PAPER = ("authority_no", "เลขที่มติ คำสั่ง หรือหนังสืออนุมัติ", "text")
OPEN = (Status.OPEN, Status.PARTIAL, Status.INSTALMENT)
BUTTONS = (
    _button(Order.INSTALMENTS, (_DAY, _NOTE), OPEN),
    _button(Order.ADJUST, (_DAY, ("amount_baht", "เงินต้นใหม่ (บาท)", "number"), _PAPER, _NOTE), (*OPEN, Status.PAID)),
    _button(Order.EXTEND, (_DAY, ("until_on", "ขยายถึงวันที่", "date"), _PAPER, _NOTE), (Status.OPEN, Status.PARTIAL)),
    _button(Order.WRITE_OFF, (_DAY, _PAPER, _NOTE), OPEN),
    _button(Order.RESTORE, (_DAY, _PAPER, _NOTE), (Status.WRITTEN_OFF,)),
)
