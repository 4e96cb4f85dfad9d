"""What becomes of what hangs on a record that others follow: a parcel that is divided, or merged with its neighbours.

Every reference to such a record is decided once, on the table that holds it (`follows`), and the act asks the decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models


class Fate(StrEnum):
    """What becomes of a row that refers to a record with followers."""

    #: It tells of the old record and stays with it; those that follow show it as of the record before them.
    STAYS = "stays"
    #: It ends with the old record and begins again with each that follows (`TimedRecord`).
    BEGINS_AGAIN = "begins_again"
    #: It goes to the follower it stands on, or else the nearest: it has a shape of its own.
    BY_PLACE = "by_place"
    #: It goes where the record in `by` has gone; without one, to the largest that follows.
    BY_ANOTHER = "by_another"
    #: The act itself writes it.
    WRITTEN = "written"


@dataclass(frozen=True)
class Follows:
    """The decision on one reference. `ended`: the column of the day from which a row is past, and stays."""

    fate: Fate
    ended: str = ""
    by: str = ""


STAYS = Follows(Fate.STAYS)
BEGINS_AGAIN = Follows(Fate.BEGINS_AGAIN)
WRITTEN = Follows(Fate.WRITTEN)


@dataclass(frozen=True)
class Reference:
    """A column that names a record of a model, or of any; `follows` is None while nobody has decided."""

    model: type[models.Model]
    field: Any
    follows: Follows | None

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


def references(to: type[models.Model], fate: Fate | None = None) -> Iterator[Reference]:
    """The references to records of a model, those by place link among them; with `fate` only those so decided."""
    any_record = apps.get_model("features", "Feature")
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is to or (field.related_model is any_record and field.many_to_one):
                follows = getattr(model, "follows", {}).get(field.name)
                if fate is None or (follows is not None and follows.fate is fate):
                    yield Reference(model, field, follows)
