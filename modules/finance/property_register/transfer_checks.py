"""A transfer meets what blocks it: owners who begin to hold a thing on the day of a block or later are refused.

Law: Land and Building Tax Act B.E. 2562 s.59. What was transferred before that day is written down as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import connection

from gis_core.ground import transfer_blocks
from gis_core.ground.models import OwnershipSpell
from gis_core.pure.refusal import Refused
from layers.declare import Draft

#: Ownership and possession pass from hand to hand; a lease does not.
HOLDERS = (OwnershipSpell.Role.OWNER, OwnershipSpell.Role.POSSESSOR)
THINGS = ("parcel", "building", "condo_unit")
Holding = tuple[Any, Any, date]


def refusals(thing: Any, begins: date) -> Iterator[Refused]:
    """What forbids that somebody begins to hold a parcel, building or unit on a day."""
    for block in transfer_blocks.blocks_on(thing)[:1]:
        if begins >= block.since:
            yield block.refused


def of_lines(thing: Any, lines: Iterable[Mapping[str, Any]]) -> Iterator[Refused]:
    """Owners typed with their parcel, building or unit; those who are stored already are no transfer."""
    held = [holding for line in lines if line["role"] in HOLDERS and (holding := _of(line)) is not None]
    if thing.pk is None or not held:
        return
    stored = {
        (spell.person_id, spell.organisation_id, spell.valid.lower) for spell in thing.spells.filter(role__in=HOLDERS)
    }
    fresh = [begins for person, organisation, begins in held if (person, organisation, begins) not in stored]
    if fresh:
        yield from refusals(thing, max(fresh))


def _of(line: Mapping[str, Any]) -> Holding | None:
    begins = line["valid"].lower if line["valid"] else None
    person, organisation = (getattr(line[name], "pk", line[name]) for name in ("person", "organisation"))
    return (person, organisation, begins) if begins else None


def of_spell(draft: Draft) -> Iterator[Refused]:
    """A spell of its own register: a new holder, another one, a tenant who becomes one, or another first day."""
    spell: OwnershipSpell = draft.record
    begins = spell.valid.lower if spell.valid else None
    if spell.role not in HOLDERS or begins is None or not (_is_new_holder(draft) or _begins_anew(draft, begins)):
        return
    thing = spell.parcel or spell.building or spell.condo_unit
    if thing is not None:
        yield from refusals(thing, begins)


def _is_new_holder(draft: Draft) -> bool:
    return draft.changed("person", "organisation", "role", *THINGS)


def _begins_anew(draft: Draft, begins: date) -> bool:
    before = (draft.before or {}).get("valid")
    return before is None or before.lower != begins


def spells_in_bulk(rows: Any) -> Iterator[tuple[int, Refused]]:
    """The same for a file of spells, laid beside everything that is blocked in one statement."""
    # of several blocks the earliest counts, as it does for one spell
    blocked = dict(sorted(transfer_blocks.all_blocks(), key=lambda found: found[1].since, reverse=True))
    if not blocked:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT r.row_no, lower(r.valid), t.uid FROM ({rows.sql}) r
            LEFT JOIN ground_ownershipspell o ON o.uid = r.uid
            LEFT JOIN ground_parcel p ON p.id = r.parcel_id
            LEFT JOIN ground_building b ON b.id = r.building_id
            LEFT JOIN ground_condounit u ON u.id = r.condo_unit_id
            CROSS JOIN LATERAL (SELECT coalesce(p.uid, b.uid, u.uid) AS uid) t
            WHERE r.role = ANY(%(holders)s) AND t.uid = ANY(%(blocked)s)
                AND
                (r.person_id, r.organisation_id, r.role, r.parcel_id, r.building_id, r.condo_unit_id, lower(r.valid))
                IS DISTINCT FROM
                (o.person_id, o.organisation_id, o.role, o.parcel_id, o.building_id, o.condo_unit_id, lower(o.valid))
            ORDER BY r.row_no""",
            dict(rows.params) | {"holders": [str(role) for role in HOLDERS], "blocked": list(blocked)},
        )
        for row_no, begins, uid in cursor.fetchall():
            if begins is not None and begins >= blocked[uid].since:
                yield row_no, blocked[uid].refused
