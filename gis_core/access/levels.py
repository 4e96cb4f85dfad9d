"""The four levels of openness, of a layer or a field (P0 to P3 of the domain)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """`public`: anybody. `staff`: whoever has a grant. `aggregate`: counts on the map, records with a grant.
    `hidden`: never on a map, in a suggestion or in a count; records with a grant."""

    PUBLIC = "public"
    STAFF = "staff"
    AGGREGATE = "aggregate"
    HIDDEN = "hidden"

    @property
    def is_personal(self) -> bool:
        return self in (Level.AGGREGATE, Level.HIDDEN)
