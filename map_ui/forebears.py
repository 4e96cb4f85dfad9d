"""What stayed with the records another one came from: files, papers, visits of a parcel before its division."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis_core.files.models import Attachment
from layers.bound import BoundRegister, visible_as_staff
from layers.engine import coverage
from map_ui.doors import holds
from map_ui.related import Related, staying

#: The nearest ones; hardly a parcel has more behind it.
MOST = 12


@dataclass(frozen=True)
class Forebear:
    """A record before this one, the act and day by which it ended, and what still hangs on it."""

    title: str
    url: str
    act: str
    on: date
    files: Sequence[Attachment]
    related: Sequence[Related]


def forebears(register: BoundRegister, record: Any, user: Any) -> list[Forebear]:
    """The records it came from that have something to show, nearest first, as far as the reader may see each."""
    declared = register.declared.coverage
    if declared is None or declared.past is None:
        return []
    steps, _after = coverage.lineage(register, record, user)
    # two branches may lead to one record
    ways = {other.pk: (act, on, other) for _away, act, on, other in sorted(steps, key=lambda step: -step[0])}
    nearest = list(ways.values())[-MOST:][::-1]
    others = [other for _act, _on, other in nearest]
    files, related = _files(register, others, user), staying(register, others, user)
    return [
        Forebear(
            str(getattr(other, register.title)),
            register.record_url(other.uid),
            act,
            on,
            files.get(other.uid, ()),
            related.get(other.uid, ()),
        )
        for act, on, other in nearest
        if other.uid in files or other.uid in related
    ]


def _files(register: BoundRegister, records: Sequence[Any], user: Any) -> dict[Any, list[Attachment]]:
    """The records' files; a stranger gets those that were published with them."""
    if not records:
        return {}
    staff = visible_as_staff(register, user)
    open_to_staff = {record.uid for record in records if holds(register, staff, record)}
    kept: dict[Any, list[Attachment]] = {}
    for file in Attachment.objects.filter(record_id__in=[record.uid for record in records]).order_by("uploaded_at"):
        if file.is_public or file.record_id in open_to_staff:
            kept.setdefault(file.record_id, []).append(file)
    return kept
