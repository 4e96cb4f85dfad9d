"""Writing notices: a system's many in one change, or an officer's one by the form."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from layers.registry import registry
from modules.kernel.notices import rules, serving
from modules.kernel.notices.kinds import kind_of
from modules.kernel.notices.models import Notice
from modules.kernel.rates.lookup import rows_of

CONTENT = ("kind", "title", "person", "organisation", "address", "body", "source", "place", "issued_on")
EXTENSIONS = "noticeextension"


@dataclass(frozen=True)
class NewNotice:
    """A notice to be written; `round` tells a second reminder from the first."""

    kind: str
    title: str
    address: str
    person_id: int | None = None
    organisation_id: int | None = None
    source_uid: uuid.UUID | None = None
    place_uid: uuid.UUID | None = None
    body: str = ""
    round: int = 1

    @property
    def key(self) -> tuple[str, uuid.UUID | None, int]:
        """What may be notified once."""
        return self.kind, self.source_uid, self.round


def issue_notices(rows: Sequence[NewNotice]) -> list[Notice]:
    """Write notices of today, numbered in the order given; needs an open change.

    A record that was notified already keeps its notice, so that work that was broken off may be begun again.
    Errors: Refused ``NOTICE_KIND``, ``ADDRESSEE``.
    """
    for row in rows:
        kind_of(row.kind)
        for refused in rules.addressee_refusals(row.person_id is not None, row.organisation_id is not None):
            raise refused
    there = _there(rows)
    fresh = list({row.key if row.source_uid else n: row for n, row in enumerate(rows) if row.key not in there}.values())
    made = Notice.objects.bulk_create(_notices(fresh))
    there |= {(n.kind, n.source_id, n.round): n for n in made if n.source_id}
    loose = iter([n for n in made if not n.source_id])
    return [there[row.key] if row.source_uid else next(loose) for row in rows]


def _there(rows: Sequence[NewNotice]) -> dict[tuple[str, uuid.UUID | None, int], Notice]:
    sources = {row.source_uid for row in rows if row.source_uid}
    found = Notice.objects.filter(~Q(status="void"), source__in=sources) if sources else ()
    return {(notice.kind, notice.source_id, notice.round): notice for notice in found}


def _notices(rows: Sequence[NewNotice]) -> Iterator[Notice]:
    register = registry.for_model(Notice)
    today = clock.today()
    declared = register.declared  # type: ignore[union-attr]
    numbers = series.take_many(register.key, declared.number, today, len(rows), declared.number_year)  # type: ignore[union-attr]
    for row, number in zip(rows, numbers, strict=True):
        yield Notice(
            register_no=number, status="issued", kind=row.kind, round=row.round, title=row.title, address=row.address,
            person_id=row.person_id, organisation_id=row.organisation_id, source_id=row.source_uid,
            place_id=row.place_uid, body=row.body, issued_on=today,
        )  # fmt: skip


# -- the form ----------------------------------------------------------------------------------------------------------
def derive(draft: Draft) -> None:
    """A notice without a day is of today."""
    draft.record.issued_on = draft.record.issued_on or clock.today()


def check(draft: Draft) -> Iterator[Refused]:
    """One addressee, a kind an officer writes himself, nothing changed once it has left the office."""
    notice: Notice = draft.record
    if draft.is_new and not kind_of(notice.kind).by_form:
        yield Refused("NOTICE_KIND", "หนังสือประเภทนี้ออกจากระบบงานของเรื่องนั้น", f"{rules.ACT} ม.69", "kind")
    yield from rules.addressee_refusals(notice.person_id is not None, notice.organisation_id is not None)
    if notice.issued_on and notice.issued_on > clock.today():
        yield Refused("FUTURE", "วันที่ของหนังสือต้องไม่อยู่ในอนาคต", f"{rules.ACT} ม.69", "issued_on")
    if draft.before and draft.before["status"] != "issued" and draft.changed(*CONTENT):
        yield Refused("NOTICE_SENT", "หนังสือส่งออกไปแล้ว แก้ไขข้อความไม่ได้", f"{rules.ACT} ม.69")
    if draft.lines.get(EXTENSIONS):
        yield from serving.extension_refusals(notice, draft.lines[EXTENSIONS])


def saved(draft: Draft) -> None:
    """Orders that came or went move the last days."""
    if EXTENSIONS in draft.lines and draft.record.counted_from:
        serving.run_clocks(draft.record)


# -- the printed paper -------------------------------------------------------------------------------------------------
def paper(notice: Notice) -> Mapping[str, Any]:
    """What the letter prints: its own number and day, the addressee, and the periods that will run from receipt."""
    kind = kind_of(notice.kind)
    day = notice.issued_on or clock.today()
    return {
        "number": notice.register_no,
        "issued_on": day,
        "kind": kind,
        "addressee": notice.person or notice.organisation,
        "clocks": [(each.thai, serving.days_of(each, day, rows_of(each.table))) for each in kind.clocks],
        **(kind.shows(notice) if kind.shows else {}),
    }
