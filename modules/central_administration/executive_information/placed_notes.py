"""Orders on areas and records as the monthly brief tells them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from gis_core.access.levels import Level
from layers.bound import BoundRegister
from layers.engine.judging import NoteShown
from layers.registry import registry
from modules.central_administration.executive_information import notes
from modules.central_administration.executive_information.models import AreaNote, RecordNote

Told = tuple[str, Sequence[NoteShown]]


def of_span(first: date, last: date, readers: Collection[str]) -> list[Told]:
    """By what each is on, the orders given in a span and those from before it that still wait to be accepted.

    The paper outlives the question who reads it: of an order on a record that not all `readers` may see, only that
    there is one.
    """
    areas = [(f"พื้นที่ {note.subject}", note) for note in _of(AreaNote.objects.defer("geom"), first, last)]
    told: list[Told] = [(heading, [notes.shown_on_place(note)]) for heading, note in areas]
    return [*told, *_on_records(first, last, frozenset(readers))]


def _of(orders: QuerySet, first: date, last: date) -> QuerySet:
    still_open = Q(issued_on__gte=first) | Q(status__in=(*notes.WAITING, notes.Status.DONE))
    found = orders.filter(still_open, issued_on__lte=last).exclude(status=notes.Status.CANCELLED)
    return found.select_related("issued_by", "org_unit").order_by("issued_on", "id")


def _on_records(first: date, last: date, readers: frozenset[str]) -> Iterator[Told]:
    by_record: dict[str, list[NoteShown]] = {}
    closed = 0
    for note in _of(RecordNote.objects.select_related("record"), first, last):
        register = registry.by_kind(note.record.kind_id)
        if register is None or not _is_open_to(register, readers):
            closed += 1
            continue
        by_record.setdefault(f"{register.thai} {note.record.title}", []).append(notes.shown_on_place(note))
    yield from by_record.items()
    if closed:
        yield f"ข้อสั่งการต่อระเบียนที่จำกัดผู้เห็น {closed:,} รายการ (ดูในทะเบียนข้อสั่งการต่อระเบียน)", ()


def _is_open_to(register: BoundRegister, readers: frozenset[str]) -> bool:
    """Whether holders of all these roles see every record of it."""
    if register.declared.tells_of or register.declared.owner:
        return False
    seen_by = {role for grant in register.grants if "view" in grant.action_set for role in grant.role_set}
    return register.level == Level.PUBLIC or readers <= seen_by
