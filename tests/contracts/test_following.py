"""Every reference to a parcel has been decided: what becomes of it when the parcel is divided or merged."""

from __future__ import annotations

import pytest
from django.db import models

from gis_core.features import following
from gis_core.features.bases import PlaceLink, TimedRecord
from gis_core.features.following import Fate, references
from gis_core.ground.models import Parcel
from modules.finance.property_register import handing_on

FOUND = list(references(Parcel))


@pytest.mark.parametrize("reference", FOUND, ids=str)
def test_a_reference_to_a_parcel_has_its_fate(reference):
    assert reference.follows is not None, (
        f'{reference}: say what becomes of it, follows = {{"{reference.field.name}": …}}'
    )
    model, follows = reference.model, reference.follows
    columns = {field.name for field in model._meta.concrete_fields}
    assert {name for name in (follows.ended, follows.by) if name} <= columns
    if isinstance(reference.field, PlaceLink):
        assert follows.fate is Fate.STAYS, "what names a record of any kind speaks of that record"
    if follows.fate is Fate.BY_PLACE:
        assert "geom" in columns
    if follows.fate is Fate.BY_ANOTHER:
        assert "parcel" in {f.name for f in model._meta.get_field(follows.by).related_model._meta.concrete_fields}
    if follows.fate is Fate.BEGINS_AGAIN:
        assert issubclass(model, TimedRecord)


def test_what_begins_again_is_copied_by_both_acts():
    assert {each.model for each in references(Parcel, Fate.BEGINS_AGAIN)} == set(handing_on.TIMED)


def test_the_references_that_are_known_are_found():
    names = {str(each) for each in FOUND}
    assert {"ground.Building.parcel", "files.Attachment.record", "roads_bridges.LandGift.parcel"} <= names


def test_a_decision_names_a_column_that_refers():
    """A misspelt name would leave the real column undecided without anybody being told which."""
    for model in {each.model for each in FOUND}:
        assert {each.field.name for each in FOUND if each.model is model} >= set(model.follows)


def test_an_undecided_reference_is_told(monkeypatch):
    undecided = type("Undecided", (), {})
    field = models.ForeignKey(Parcel, models.PROTECT)
    field.name = "parcel"
    undecided._meta = type("Meta", (), {"concrete_fields": [_bound(field)], "label": "shop.Undecided"})
    monkeypatch.setattr(following.apps, "get_models", lambda: [undecided])
    (found,) = references(Parcel)
    assert (str(found), found.follows) == ("shop.Undecided.parcel", None)


def _bound(field):
    field.remote_field.model = Parcel
    return field
