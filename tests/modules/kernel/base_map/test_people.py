"""A number that names nobody is refused by the same code at every door where people are typed."""

from __future__ import annotations

import pytest

from gis_core.parties.models import Person
from gis_core.pure.refusal import Refusals
from layers.engine import records
from layers.registry import registry
from tests.doors import TYPED
from tests.people import user_with

pytestmark = pytest.mark.django_db
TEXT = "เลขประจำตัวประชาชนไม่ถูกต้อง"
WRONG = {"national_id": "1234567890120", "first_name": "ก", "last_name": "ข"}


@pytest.mark.parametrize("door", TYPED)
def test_a_wrong_number_is_refused(client, door):
    found = TYPED[door](client, user_with("registry_clerk"), registry.for_model(Person), WRONG, {})
    assert found == [TEXT]
    assert not Person.objects.filter(first_name="ก").exists()


def test_it_has_its_code():
    with pytest.raises(Refusals) as caught:
        records.create(registry.for_model(Person), WRONG, user=user_with("registry_clerk"), reason="ทดสอบ")
    assert list(caught.value.codes) == ["BAD_ID"]
