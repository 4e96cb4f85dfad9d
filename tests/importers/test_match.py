"""Which column a heading means."""

from __future__ import annotations

import pytest

from gis_core.ground.models import Signboard
from importers import match
from layers.registry import registry

pytestmark = pytest.mark.django_db
PERSON, COMPANY = "เจ้าของป้าย (บุคคล)", "เจ้าของป้าย (นิติบุคคล)"


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        ([PERSON, COMPANY], {PERSON: "person", COMPANY: "organisation"}),
        ([COMPANY, PERSON], {PERSON: "person", COMPANY: "organisation"}),
        ([PERSON], {PERSON: "person"}),
        (["เจ้าของป้าย"], {}),
        (["กว้าง (ซม.)"], {"กว้าง (ซม.)": "width_cm"}),
        (["กว้าง"], {"กว้าง": "width_cm"}),
    ],
)
def test_names_that_differ_in_brackets_alone_are_told_apart(headings, meant):
    """A unit in brackets may be left out; who is meant may not: the owner would land in the other column."""
    register = registry.for_model(Signboard)
    assert match.propose(register, match.form_for(register, headings), headings) == meant
