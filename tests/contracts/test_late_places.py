"""A record may be written before what it stands at: it has its place as soon as that is there, without a repair."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from gis_core.access.actor import acting_as
from gis_core.features import check
from gis_core.features.models import Feature
from layers.registry import registry
from tests.contracts.test_forms import only

pytestmark = pytest.mark.django_db


def place_of(row: Any) -> tuple[Any, str]:
    feature = Feature.objects.get(uid=row.uid)
    return feature.place_uid, feature.located_by


def what_it_points_to(record: Any, path: str) -> list[Any]:
    """The stored records on the way of a path, nearest first; a place link leads to the record it names."""
    found, row = [], record
    for name in path.split("."):
        row = getattr(row, name)
        if isinstance(row, Feature):
            kind = registry.by_kind(row.kind_id)
            assert kind is not None
            row = kind.model._default_manager.get(uid=row.uid)
        found.append(row)
    return found


@only(lambda register: bool(register.located_by))
def test_a_record_written_before_its_place_is_placed_when_that_comes(register, record, clerk):
    record.refresh_from_db()
    before = place_of(record)
    assert before[0] is not None, "the example stands nowhere"
    on_the_way = what_it_points_to(record, before[1])
    for row in on_the_way:
        row.refresh_from_db()
    with acting_as(clerk, "เขียนใหม่โดยลูกมาก่อน"), connection.cursor() as cursor:
        for row in (record, *on_the_way):
            cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        for row in (record, *on_the_way):
            row.save(force_insert=True)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert place_of(record) == before
    assert check.check() == []
