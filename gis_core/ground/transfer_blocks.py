"""What keeps land and buildings from changing hands, such as tax that is owed on them.

A system that lays such a block says so here when it starts; the ground does not know which systems those are. A block
of a parcel is one of the parcels that come from it by division or merger too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from gis_core.ground.models import Parcel
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date

#: The parcels (uid) from which some parcels (uid) came, or that came from them; each is its own kin.
KIN = """WITH RECURSIVE kin(id, asked) AS (
    SELECT p.id, p.uid FROM ground_parcel p WHERE p.uid = ANY(%(uids)s)
    UNION
    SELECT l.{there}, k.asked FROM kin k JOIN ground_parcellineage l ON l.{here} = k.id
)
SELECT k.asked, p.uid FROM kin k JOIN ground_parcel p ON p.id = k.id"""


@dataclass(frozen=True)
class Block:
    """No transfer of the parcel, building or unit `uid` from a day on, and why."""

    uid: UUID
    since: date
    thai: str
    law: str

    @property
    def refused(self) -> Refused:
        """What a transfer meets."""
        text = f"จดทะเบียนโอนตั้งแต่ {format_date(self.since, 'long')} ไม่ได้: {self.thai}"
        return Refused("TAX_BLOCK", text, self.law)


#: Gives the blocks that stand today on some things, or on all with None.
Asked = Callable[[Collection[UUID] | None], Iterable[Block]]
_asked: list[Asked] = []


def ask(function: Asked) -> Asked:
    """Register a function that knows of blocks."""
    _asked.append(function)
    return function


def blocks_on(thing: Any) -> list[Block]:
    """The blocks on a parcel, building or unit today, the earliest first."""
    uids = {thing.uid}
    if isinstance(thing, Parcel):
        uids |= {kin for _, kin in _kin(uids, "child_id", "parent_id")}
    return sorted((block for function in _asked for block in function(uids)), key=lambda block: block.since)


def all_blocks() -> Iterator[tuple[UUID, Block]]:
    """Everything that is blocked today with its block, the parcels that came from a blocked one among them."""
    blocks = [block for function in _asked for block in function(None)]
    kin: dict[UUID, set[UUID]] = {}
    for asked, uid in _kin({block.uid for block in blocks}, "parent_id", "child_id"):
        kin.setdefault(asked, set()).add(uid)
    for block in blocks:
        for uid in {block.uid} | kin.get(block.uid, set()):
            yield uid, block


def _kin(uids: Collection[UUID], here: str, there: str) -> list[tuple[UUID, UUID]]:
    if not uids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KIN.format(here=here, there=there), {"uids": list(uids)})
        return cursor.fetchall()
