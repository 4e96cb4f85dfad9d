"""What people write for a choice."""

from __future__ import annotations

import copy
import pickle

import pytest

from gis_core.ground.models import Parcel
from gis_core.pure.choice_names import Named, meant

CHOICES = [
    ("a", Named("โฉนดที่ดิน (น.ส.4)", "โฉนด", "น.ส.4 จ")),
    ("b", "น.ส.3 ก."),
    ("c", "เจ้าของ (บุคคล)"),
    ("d", "เจ้าของ (นิติบุคคล)"),
    ("e", "โกดัง"),
    ("f", "โกดัง (ร้าง)"),
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"), ("โฉนดที่ดิน (น.ส.4)", "a"), ("โฉนดที่ดิน", "a"), ("โฉนด", "a"), ("นส4จ", "a"), ("น.ส. 4 จ.", "a"),
        ("นส3ก", "b"), ("น.ส.๓ก", "b"), ("เจ้าของ", None), ("เจ้าของ(บุคคล)", "c"), ("โกดัง", "e"), ("", None), ("x", None),
    ],
)  # fmt: skip
def test_a_choice_is_known_by_its_label_in_other_spellings_and_by_its_other_names(text, value):
    assert meant(CHOICES, text) == value


def test_a_label_with_other_names_is_a_text_that_travels():
    label = CHOICES[0][1]
    for other in (copy.deepcopy(label), pickle.loads(pickle.dumps(label))):
        assert (other, other.also) == (label, ("โฉนด", "น.ส.4 จ"))


@pytest.mark.parametrize("choices", [Parcel.DeedType, Parcel.LandUse])
def test_no_other_name_of_the_tax_map_means_two_things(choices):
    for value, label in choices.choices:
        assert {meant(choices.choices, name) for name in (label, *getattr(label, "also", ()))} == {value}
