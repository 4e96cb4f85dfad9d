"""The past of child lines: all versions of all lines of one record, found without reading the history of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.features.as_of import lines_as_of
from gis_core.features.models import History
from layers.engine import records
from layers.engine.line_history import line_versions, stamps_of
from layers.registry import registry
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.street_lamps.models import LampPart

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(db: None) -> Any:
    """A lamp of which one part was changed, one taken away and one added."""
    user = street.engineer()
    made = street.lamp(0, user, lines={"lamppart": [{"thai": "ก", "quantity": "1"}, {"thai": "ข", "quantity": "1"}]})
    first = made.parts.order_by("id").first()
    lines = {"lamppart": [{"uid": str(first.uid), "thai": "ก", "quantity": "4"}, {"thai": "ค", "quantity": "1"}]}
    records.update(street.lamps(), made.uid, {}, user=user, reason="เปลี่ยน", lines=lines)
    street.lamp(1, user, lines={"lamppart": [{"thai": "ของดวงอื่น", "quantity": "1"}]})
    return made


def test_every_version_of_every_line_is_told(lamp):
    (bound,) = street.lamps().lines
    found = [(v.row["thai"], v.row["quantity"], v.number, v.until is None) for v in line_versions(bound, lamp)]
    assert sorted(found) == [("ก", 1, 1, False), ("ก", 4, 2, True), ("ข", 1, 1, False), ("ค", 1, 1, True)]
    assert sorted(stamps_of(bound, lamp).values()) == [1, 2]


def test_the_history_keeps_the_record_of_each_line(lamp):
    layer = History.objects.filter(layer__table_name=LampPart._meta.db_table)
    assert set(layer.values_list("parent_id", flat=True)) == {lamp.pk}


@pytest.mark.parametrize("ask", ["versions", "as of"])
def test_lines_of_one_record_are_found_by_an_index(lamp, ask):
    (bound,) = street.lamps().lines
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    moment = History.objects.earliest("recorded_from").recorded_from
    with CaptureQueriesContext(connection) as queries:
        if ask == "versions":
            line_versions(bound, lamp)
        else:
            lines_as_of(LampPart, [lamp.pk], moment)
    (statement,) = [q["sql"] for q in queries if "gis_history" in q["sql"] and "recorded_to" in q["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "layer_id_parent_id_idx" in plan and "parent_id = " in plan, plan


def test_a_line_has_one_parent_where_several_are_declared():
    """History keeps one number with each line, so that no row may be a line of two records at once."""
    models = [bound.model for register in registry.registers for bound in register.lines]
    for model in {model for model in models if models.count(model) > 1}:
        given = examples.Given({})
        row = given.record(model, 0)
        parents = [bound.parent_field for r in registry.registers for bound in r.lines if bound.model is model]
        assert sum(getattr(row, f"{name}_id") is not None for name in parents) == 1, model
