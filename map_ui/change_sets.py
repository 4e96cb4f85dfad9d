"""Sets of changes as pages show them: the latest ones, who made them, what they touched, and what differs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from gis_core.access.models import User
from gis_core.access.permissions import OfficeDoor, OfficeGrant, can
from gis_core.features.models import Change
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from layers.engine import changeset_list
from layers.engine.index import viewable
from layers.registry import registry

PAGE = 30
#: The sets of everybody; one's own are open to each.
OFFICE = OfficeDoor(
    "layers.change_sets",
    "ชุดการแก้ไขของหน่วยงาน",
    (OfficeGrant("division_head finance_head clerk_chief auditor system_admin", "view"),),
)
ACTS = {"added": "เพิ่ม", "changed": "แก้ไข", "removed": "ลบ"}
TONES = {"added": "green", "changed": "amber", "removed": "red"}


@dataclass(frozen=True)
class SetHead:
    """Who made a set, when, why. `undoes` the set it takes back; `undone_by` the one that took it back."""

    batch_id: uuid.UUID
    who: str
    on_behalf_of: str
    reason: str
    at: datetime
    undoes: uuid.UUID | None
    undone_by: uuid.UUID | None
    changes: int
    count: int = 0
    is_more: bool = False
    registers: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"/changes/{self.batch_id}"


@dataclass
class SetList:
    """The latest sets a reader may see, as the address asks for them."""

    user: Any
    query: QueryDict
    faults: list[Refused] = field(default_factory=list)

    @property
    def sees_office(self) -> bool:
        return can(OFFICE, self.user)

    @property
    def is_office(self) -> bool:
        return self.sees_office and self.query.get("of") == "office"

    @property
    def registers(self) -> list[tuple[str, str, bool]]:
        """(slug, Thai, is chosen) of the registers the reader may open."""
        chosen = self.query.get("register", "")
        return [(r.slug, r.thai, r.slug == chosen) for r in sorted(viewable(self.user), key=lambda r: r.thai)]

    @property
    def before(self) -> int | None:
        text = self.query.get("before", "")
        return int(text) if text.isdecimal() and len(text) < 19 else None

    def rows(self) -> tuple[list[SetHead], int | None]:
        """A page of sets, newest first, and where the next page begins (None: there is none)."""
        register = registry.by_slug.get(self.query.get("register", ""))
        wanted = changeset_list.Wanted(
            actors=self._actors(),
            since=self._day("from"),
            until=self._day("to", timedelta(days=1)),
            register=register,
            before=self.before,
        )
        found = changeset_list.latest(wanted, PAGE + 1)
        heads = heads_of([row.batch_id for row in found[:PAGE]], {row.batch_id: row for row in found})
        return heads, found[PAGE - 1].first if len(found) > PAGE else None

    def _actors(self) -> list[int] | None:
        """None: everybody. The system's own nightly work is told only when asked for by name."""
        if not self.is_office:
            return [self.user.pk]
        text = self.query.get("who", "").strip()
        if not text:
            return None
        named = User.objects.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
        return list(named.values_list("pk", flat=True)[:500])

    def _day(self, name: str, plus: timedelta = timedelta()) -> datetime | None:
        text = self.query.get(name, "").strip()
        if not text:
            return None
        try:
            day: date = parse_date(text, field=name)
        except Refused as refused:
            self.faults.append(refused)
            return None
        return timezone.make_aware(datetime.combine(day, time.min)) + plus


def heads_of(batches: list[uuid.UUID], counts: Mapping[uuid.UUID, Any] | None = None) -> list[SetHead]:
    """Sets by their identifiers, in the order given; unknown ones are left out."""
    changes = Change.objects.filter(pk__in=changeset_list.firsts(batches)).select_related("actor", "on_behalf_of")
    first = {change.batch_id: change for change in changes}
    marks = changeset_list.marks(batches)
    found = []
    for batch in batches:
        if (change := first.get(batch)) is not None:
            number, undoes, undone_by = marks[batch]
            count = counts[batch] if counts else None
            found.append(
                SetHead(
                    batch,
                    str(change.actor),
                    str(change.on_behalf_of or ""),
                    change.reason,
                    change.at,
                    undoes,
                    undone_by,
                    number,
                    min(count.count, changeset_list.COUNTED) if count else 0,
                    bool(count and count.count > changeset_list.COUNTED),
                    tuple(sorted({name for name in count.registers})) if count else (),
                )
            )
    return found


def is_of(user: Any, batch_id: uuid.UUID) -> bool:
    """Whether the user, or somebody for him, made a set."""
    return Change.objects.filter(Q(actor=user) | Q(on_behalf_of=user), batch_id=batch_id).exists()


def may_open(user: Any, batch_id: uuid.UUID, seen: int) -> bool:
    """The page of a set is open to its author, to those who see the office's sets, and to who sees a record of it."""
    return bool(seen) or can(OFFICE, user) or is_of(user, batch_id)
