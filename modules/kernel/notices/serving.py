"""Proof of delivery: what each step writes, the clocks that start, and the system that hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis_core.access.actor import acting_as
from gis_core.pure.deadlines import ExtensionOrder
from gis_core.pure.rate_lookup import RateRow, rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import TransitionDraft
from layers.engine.transitions import transition
from layers.registry import registry
from modules.kernel.notices import rules
from modules.kernel.notices.kinds import TABLE, Clock, kind_of
from modules.kernel.notices.models import Notice, NoticeClock
from modules.kernel.notices.rules import Channel
from modules.kernel.rates.lookup import rows_of

#: By step, the column of its day and the columns of the days it may not come before.
DAYS = {
    "send": ("sent_on", ("issued_on",)),
    "give": ("received_on", ("issued_on", "sent_on", "returned_on")),
    "slip": ("received_on", ("sent_on",)),
    "electronic": ("received_on", ("issued_on",)),
    "return": ("returned_on", ("issued_on", "sent_on")),
    "post": ("posted_on", ("returned_on",)),
    "publish": ("posted_on", ("returned_on",)),
}


@dataclass(frozen=True)
class Service:
    """A step of one notice: send, give, slip, electronic, return, post or publish, with the columns it asks for."""

    notice_uid: Any
    step: str
    values: Mapping[str, Any]


def record_service(service: Service, *, user: Any, reason: str) -> Notice:
    """Record one step of delivery. Raises Refusals: no right, wrong state, a day out of order."""
    return record_services([service], user=user, reason=reason)[0]


def record_services(services: Sequence[Service], *, user: Any, reason: str) -> list[Notice]:
    """Many steps, a day's slips at once, in one change: one refusal and none is written."""
    register = registry.for_model(Notice)
    with acting_as(user, reason):
        return [
            transition(register, each.notice_uid, each.step, each.values, user=user, reason=reason)  # type: ignore[arg-type]
            for each in services
        ]


# -- guards and effects of the steps ----------------------------------------------------------------------------------
def _in_order(step: str, draft: TransitionDraft) -> Iterator[Refused]:
    column, earlier = DAYS[step]
    days = [day for name in earlier if (day := getattr(draft.record, name)) is not None]
    yield from rules.day_refusals(draft.values.get(column), max(days, default=None), draft.on, column)


def may_send(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("send", draft)


def may_give(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("give", draft)


def may_take_slip(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("slip", draft)


def may_take_electronic(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("electronic", draft)


def may_return(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("return", draft)


def may_post(draft: TransitionDraft) -> Iterator[Refused]:
    yield from _in_order("post", draft)


def sent(draft: TransitionDraft) -> None:
    """The letter is with the post; no clock runs yet."""
    draft.record.channel = Channel.AR_POST
    draft.record.save(update_fields=["channel"])


def given(draft: TransitionDraft) -> None:
    _receive(draft.record, Channel.HAND, draft.record.received_on)


def slip_came(draft: TransitionDraft) -> None:
    _receive(draft.record, Channel.AR_POST, draft.record.received_on)


def reached(draft: TransitionDraft) -> None:
    _receive(draft.record, Channel.ELECTRONIC, draft.record.received_on)


def posted(draft: TransitionDraft) -> None:
    _receive(draft.record, Channel.POSTED, draft.record.posted_on)


def published(draft: TransitionDraft) -> None:
    _receive(draft.record, Channel.NEWSPAPER, draft.record.posted_on)


def _receive(notice: Notice, channel: Channel, shown_on: date) -> None:
    receipt = rules.deemed_receipt(channel, shown_on, kind_of(notice.kind).family, rows_of(TABLE))
    notice.channel, notice.counted_from = channel, receipt.counted_from
    notice.service_law, notice.service_row = receipt.row.law, receipt.row.row_id
    run_clocks(notice)


# -- clocks ------------------------------------------------------------------------------------------------------------
def days_of(clock: Clock, on: date, rows: Sequence[RateRow]) -> int:
    """How many days a period has by the law of a day. Errors: Refused ``NO_RATE``."""
    return int(rate(rows, clock.key, on).value)


def run_clocks(notice: Notice) -> None:
    """Reckon the last day of every period from the legal day of receipt and the orders, and tell the system.

    Needs an open change and a notice that was received.
    """
    kind = kind_of(notice.kind)
    orders = list(notice.extensions.all())
    notice.clocks.all().delete()
    running = [_running(notice, each, _orders(orders, each.code)) for each in kind.clocks]
    NoticeClock.objects.bulk_create(running)
    notice.due_on = min((each.until for each in running), default=None)
    notice.save()
    if kind.heard is not None:
        kind.heard(notice, {each.code: each.until for each in running})


def _running(notice: Notice, clock: Clock, orders: Iterable[ExtensionOrder]) -> NoticeClock:
    counted_from = notice.counted_from
    assert counted_from is not None
    row = rate(rows_of(clock.table), clock.key, counted_from)
    base, until = rules.last_day(counted_from, int(row.value), national_holidays(), orders)
    return NoticeClock(
        notice=notice, code=clock.code, thai=clock.thai, days=int(row.value), base_on=base, until=until,
        rate_row=row.row_id, law=row.law,
    )  # fmt: skip


def _orders(extensions: Iterable[Any], code: str) -> list[ExtensionOrder]:
    return [ExtensionOrder(e.until, e.ordered_on, e.order_no) for e in extensions if e.clock == code]


def extension_refusals(notice: Notice, rows: Iterable[Mapping[str, Any]]) -> Iterator[Refused]:
    """An order moves a period that runs, and never shortens it."""
    if notice.counted_from is None:
        yield Refused("EXTENSION", "ยังไม่ได้รับหนังสือ ระยะเวลายังไม่เริ่มนับ จึงขยายไม่ได้", f"{rules.ACT} ม.66")
        return
    running = {clock.code: clock for clock in notice.clocks.all()}
    for row in rows:
        clock = running.get(row["clock"])
        if clock is None:
            known = ", ".join(each.thai for each in running.values()) or "ไม่มี"
            yield Refused("NOTICE_CLOCK", f"หนังสือนี้ไม่มีระยะเวลานั้น ที่มี: {known}", f"{rules.ACT} ม.66", "clock")
        elif row["until"] < clock.base_on:
            yield Refused("EXTENSION", "วันครบกำหนดใหม่ต้องไม่ก่อนวันครบกำหนดเดิม", row["order_no"], "until")


def clocks_tab(notice: Notice, user: Any) -> Mapping[str, Any]:
    """The tab: how the letter reached its addressee, and what runs from there."""
    return {"notice": notice, "clocks": list(notice.clocks.order_by("until", "id")), "kind": kind_of(notice.kind)}
