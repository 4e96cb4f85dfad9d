"""What a register gives out it takes back: every exported row is told to be the same, in every format."""

from __future__ import annotations

import pytest

from importers import match
from importers.models import StagedRow
from importers.work import State
from tests.contracts import examples
from tests.contracts.test_doors import exportable
from tests.contracts.test_exports import body
from tests.contracts.test_forms import addable, changeable, only
from tests.importers.doing import bring, judge, verdicts
from tests.people import user_with

pytestmark = pytest.mark.django_db


def importable(register):
    return addable(register) and match.can_create(register)


@only(lambda register: exportable(register) and importable(register) and changeable(register))
def test_what_was_exported_comes_back_as_the_same(register, record, given, as_role):
    keeper = user_with(*{examples.role_for(register, right) for right in ("add", "change", "view")}, name="keeper")
    client = as_role(examples.role_for(register, "export"))
    formats = ("csv", "xlsx") if register.level.is_personal else ("csv", "xlsx", "gpkg", "geojson")
    for fmt in formats:
        content = body(client.get(f"{register.url}export/{fmt}"))
        work = bring(register.slug, keeper, content, f"export.{fmt}", is_in_place=True)
        if work.batch.state == State.ASKING:
            judge(work)
        rows = list(StagedRow.objects.filter(batch=work.batch))
        assert verdicts(work) == {"same": len(rows)}, (
            fmt,
            [(row.differs, row.faults, row.reasons) for row in rows],
        )
        assert rows, fmt


@only(importable)
def test_the_door_of_imports_asks_the_right_to_add(register, client, as_role):
    address = f"/import/to/{register.slug}/"
    assert client.get(address).status_code == 302
    assert as_role("council_chair").get(address).status_code == 403
    assert as_role(examples.role_for(register, "add")).get(address).status_code == 200


@only(lambda register: not importable(register))
def test_nothing_comes_into_a_register_without_that_right(register, as_role):
    if changeable(register):
        assert as_role(examples.role_for(register, "change")).get(f"/import/to/{register.slug}/").status_code == 403
