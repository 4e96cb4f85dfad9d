"""The index of everything, its history and who changed what. Only the triggers write these tables; no code does."""

from __future__ import annotations

from django.contrib.gis.db import models

from gis_core.features.bases import (
    BASES,
    CodeList,
    Ledger,
    LocatedRecord,
    PartOf,
    PlaceLink,
    SpatialRecord,
    TimedRecord,
    Tracked,
    base_of,
)

__all__ = [
    "BASES",
    "Change",
    "CodeList",
    "Feature",
    "History",
    "InstalledFunction",
    "Kind",
    "Layer",
    "Ledger",
    "LocatedRecord",
    "PartOf",
    "PlaceLink",
    "SearchTerm",
    "SpatialRecord",
    "Stamp",
    "TileDirty",
    "TimedRecord",
    "Tracked",
    "base_of",
]


class Layer(models.Model):
    """A table whose rows are tracked; its number is part of every index row."""

    id = models.SmallAutoField(primary_key=True)
    table_name = models.CharField(max_length=63, unique=True)
    model_label = models.CharField(max_length=100)

    class Meta:
        db_table = "gis_layer"


class Kind(models.Model):
    """A register of a table: what a row of that table is to its officer."""

    id = models.SmallAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    layer = models.ForeignKey(Layer, models.PROTECT, related_name="kinds")
    level = models.CharField(max_length=10, default="staff")

    class Meta:
        db_table = "gis_kind"


class Change(models.Model):
    """One act of one person: all rows written inside one `acting_as` block."""

    id = models.BigAutoField(primary_key=True)
    actor = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    #: The set of changes it belongs to, and the set it takes back.
    batch_id = models.UUIDField()
    undoes = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "gis_change"


class _Version(models.Model):
    layer = models.ForeignKey(Layer, models.DO_NOTHING, db_constraint=False, related_name="+")
    record_id = models.BigIntegerField()
    version = models.IntegerField()
    recorded_from = models.DateTimeField()
    change = models.ForeignKey(Change, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        abstract = True


class Feature(_Version):
    """One row for each record that is, or will be, somewhere. In the database the key is (layer_id, record_id)."""

    uid = models.UUIDField(primary_key=True)
    kind = models.ForeignKey(Kind, models.DO_NOTHING, db_column="kind", db_constraint=False, related_name="+")
    title = models.TextField()
    status = models.TextField()
    category = models.TextField()
    org_unit_id = models.BigIntegerField(null=True)
    place_uid = models.UUIDField(null=True)
    located_by = models.TextField()
    geom = models.GeometryField(srid=4326, null=True)

    class Meta:
        managed = False
        db_table = "gis_feature"

    def __str__(self) -> str:
        return self.title


class Stamp(_Version):
    """Version and author of the current row of a table that has no index rows: lines, ledgers, code lists."""

    record_id = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "gis_stamp"


class History(_Version):
    """A superseded version: what the row was, when we believed it, who wrote it and who ended it."""

    uid = models.UUIDField(primary_key=True)
    recorded_to = models.DateTimeField()
    ended_by = models.ForeignKey(Change, models.DO_NOTHING, db_constraint=False, related_name="+")
    is_deleted = models.BooleanField()
    row_data = models.JSONField()
    geom = models.GeometryField(srid=4326, null=True)
    parent_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "gis_history"


class SearchTerm(models.Model):
    """A folded word or code by which a record is found; personal registers have a table of their own."""

    record_id = models.BigIntegerField(primary_key=True)
    layer = models.ForeignKey(Layer, models.DO_NOTHING, db_constraint=False, related_name="+")
    kind = models.ForeignKey(Kind, models.DO_NOTHING, db_column="kind", db_constraint=False, related_name="+")
    folded = models.TextField()
    is_code = models.BooleanField()

    class Meta:
        managed = False
        db_table = "gis_search"


class TileDirty(models.Model):
    """A box whose tiles were rendered before a change; appended in the transaction of the change itself."""

    id = models.BigAutoField(primary_key=True)
    layer = models.ForeignKey(Layer, models.DO_NOTHING, db_constraint=False, related_name="+")
    box = models.GeometryField(srid=4326)
    at = models.DateTimeField()
    xid = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "tile_dirty"


class InstalledFunction(models.Model):
    """Hash of a generated function or trigger as it was installed, so that `check` sees a database that lags behind."""

    name = models.CharField(max_length=120, primary_key=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "gis_installed"
