"""A declaration that would let the search box tell a closed value is a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.bound import BoundRegister
from layers.checks import faults_of
from layers.declare import OnSheet, SheetText
from layers.registry import registry


def _declared(slug: str, **changes: object) -> BoundRegister:
    found = registry.by_slug[slug]
    return BoundRegister(replace(found.declared, **changes), found.system)


@pytest.mark.parametrize(
    ("slug", "level", "is_fault"),
    [
        ("base_map-named_place", "staff", True),
        ("base_map-named_place", "hidden", True),
        ("base_map-organisation", "staff", False),
        ("base_map-organisation", "hidden", True),
    ],
)
def test_a_closed_column_is_not_searched(slug, level, is_fault):
    register = _declared(slug, search=("x {thai}",), field_levels={"thai": level})
    assert any("search" in fault for fault in faults_of(register)) is is_fault


def test_a_personal_register_may_search_closed_columns():
    register = registry.by_slug["base_map-person"]
    assert "national_id" in register.declared.search
    assert list(faults_of(register)) == []


def test_a_workflow_names_people_and_states_there_are():
    flow = registry.by_slug["charges-charge_order"].workflow
    wrong = replace(flow.of("approve"), by_another_than=("asked_on",))
    register = _declared("charges-charge_order", workflow=replace(flow, transitions=(wrong,), edited_in=("askt",)))
    found = list(faults_of(register))
    assert any("approve: asked_on" in fault for fault in found) and any("edited_in" in fault for fault in found)


def test_what_nobody_adds_by_hand_is_granted_to_nobody():
    register = _declared("charges-charge_order", made_by="เกิดเอง")
    assert any("made_by" in fault and "revenue_officer" in fault for fault in faults_of(register))


@pytest.mark.parametrize(("level", "column", "word"), [("staff", "thai", "ระวาง"), ("public", "tahi", "thai")])
def test_a_sheet_writes_known_and_open_columns_alone(level, column, word):
    layer = replace(
        registry.by_slug["base_map-named_place"].layer, sheet=OnSheet(texts=(SheetText(column),)), label=None
    )
    register = _declared("base_map-named_place", layer=layer, field_levels={"thai": level}, search=())
    assert any(word in fault for fault in faults_of(register))
