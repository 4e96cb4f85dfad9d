"""The five kinds of table. Every concrete table of the core, the kernel and the systems derives from
exactly one of them.

What is written to such a table is indexed, versioned and attributed by statement triggers that
`features.triggers` makes from
the model and its declaration; nothing here runs when a row is saved.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func

from gis_core.features.following import Follows


def time_ordered_uuid() -> uuid.UUID:
    """A version 7 UUID: 48 bits of milliseconds, then random bits, so that index pages fill in order."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


class TimeOrderedUuid(Func):
    """The same in SQL, for rows that plain SQL inserts."""

    function = "gis_uuid"
    output_field = models.UUIDField()


class Tracked(models.Model):
    """What all five have: a number inside the database and a public identifier outside it."""

    #: Columns whose values never enter the history (password hashes, secrets).
    untracked_columns: ClassVar[tuple[str, ...]] = ()
    #: Rows that stay when the change that wrote them is undone: a number once given is not given again.
    outlives_undo: ClassVar[bool] = False
    #: A place link to the record whose rights a row has and whose fate it shares, for tables without a register.
    held_by: ClassVar[str] = ""
    #: Rows that an act writes only because another of its records names them: undoing that record takes them along.
    comes_with_its_user: ClassVar[bool] = False
    #: By reference, what becomes of a row when the record it names is followed by others (`features.following`).
    follows: ClassVar[Mapping[str, Follows]] = {}

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(
        "รหัสอ้างอิง", default=time_ordered_uuid, db_default=TimeOrderedUuid(), unique=True, editable=False
    )

    class Meta:
        abstract = True


class _Registered(Tracked):
    """A record with a register number, a state and an owning unit."""

    register_no = models.CharField("เลขทะเบียน", max_length=60, unique=True, null=True, blank=True, editable=False)
    status = models.CharField("สถานะ", max_length=30, blank=True, default="", db_default="", editable=False)
    org_unit = models.ForeignKey(
        "access.OrgUnit", models.PROTECT, verbose_name="หน่วยงานเจ้าของ", null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class SpatialRecord(_Registered):
    """A thing with a shape of its own; the subclass declares `geom` (EPSG:4326)."""

    class Meta:
        abstract = True


class LocatedRecord(_Registered):
    """A thing that stands where another record stands; the declaration's `located_by` says which."""

    class Meta:
        abstract = True


class PartOf(Tracked):
    """A child line, versioned but not a feature of its own. `parent_field` names the foreign key to its parent."""

    parent_field: ClassVar[str] = ""

    class Meta:
        abstract = True


class Ledger(Tracked):
    """Append-only: the database refuses to update or delete its rows."""

    class Meta:
        abstract = True


class CodeList(Tracked):
    """A list the office keeps: codes, units, roles. Attributed and versioned, not on the map."""

    class Meta:
        abstract = True


class TimedRecord(models.Model):
    """A state of the world with the days on which it was true, half-open: [from, to)."""

    valid = DateRangeField("มีผลระหว่าง")

    class Meta:
        abstract = True


class PlaceLink(models.ForeignKey):
    """A reference to any record of any system by its public identifier; the record cannot be deleted while
    it is used.
    """

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        super().__init__("features.Feature", models.PROTECT, verbose_name=verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("to", None)
        kwargs.pop("on_delete", None)
        return name, path, args, kwargs


BASES = (SpatialRecord, LocatedRecord, PartOf, Ledger, CodeList)


def base_of(model: type[models.Model]) -> type[Tracked]:
    """The one base a concrete table derives from.

    Raises TypeError for none or several.
    """
    found = [base for base in BASES if issubclass(model, base)]
    if len(found) != 1:
        raise TypeError(f"{model._meta.label}: ต้องสืบจากตารางชนิดเดียวใน {[b.__name__ for b in BASES]} พบ {len(found)}")
    return found[0]
