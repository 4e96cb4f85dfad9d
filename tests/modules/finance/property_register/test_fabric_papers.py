"""Files, papers and visits of a parcel that is no more are found from the parcels that follow it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gis_core.access.actor import acting_as
from gis_core.files.attach import attach
from layers.registry import registry
from modules.kernel.documents.issue import document_of, issue
from modules.kernel.documents.models import IssuedDocument
from modules.kernel.inspections.models import Inspection
from tests.modules.finance.property_register import fabric_made as made
from tests.people import sign_in

pytestmark = pytest.mark.django_db
HEADING = "เอกสารและข้อมูลของแปลงเดิม"


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def old(user):
    """01A001 with a file, an issued paper and a visit."""
    parcel = made.draw("01A001", made.box(0, 0, 40, 40), user)
    with acting_as(user, "แนบ"):
        attach(parcel.uid, [b"%PDF-1.4 deed"], "deed-of-01A001.pdf")
        Inspection.objects.create(
            target_id=parcel.uid, round=1, inspector=user, visited_at=timezone.now(), result=Inspection.Result.PASS
        )
    register = registry.for_model(type(parcel))
    issue(
        register,
        document_of(register, "parcel_report"),
        parcel,
        user=user,
        reason="ทดสอบ",
        site="https://office.example/",
    )
    return parcel


@pytest.fixture
def halves(old, user):
    return made.divide(old, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2).children


def page(client, user, parcel) -> str:
    sign_in(client, user)
    return client.get(made.register().record_url(parcel.uid)).content.decode()


def test_a_child_shows_what_stayed_with_its_parent(client, user, old, halves):
    for child in halves:
        text = page(client, user, child)
        assert HEADING in text
        assert "deed-of-01A001.pdf" in text
        for model in (Inspection, IssuedDocument):
            url = registry.for_model(model).url
            assert f"{url}?" in text.split(HEADING)[1], url


@pytest.fixture
def merged(old, halves, user):
    """The western half of 01A001 and 01A002 north of it, as one."""
    other = made.draw("01A002", made.box(0, 40, 20, 80), user)
    (ann,) = made.people("สมมุติ")
    for parcel in (halves[0], other):
        made.own(parcel, (ann, "1/1"))
    with acting_as(user, "แนบ"):
        attach(other.uid, [b"%PDF-1.4 other"], "deed-of-01A002.pdf")
    return made.merge([halves[0], other], user).record


def test_it_is_found_over_several_acts(client, user, merged):
    text = page(client, user, merged)
    assert text.index("deed-of-01A002.pdf") < text.index("deed-of-01A001.pdf"), "the nearest first"


def test_a_parcel_without_forebears_or_with_bare_ones_says_nothing(client, user):
    bare = made.draw("01A001", made.box(0, 0, 40, 40), user)
    assert HEADING not in page(client, user, bare)
    (child, _other) = made.divide(bare, made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2).children
    assert HEADING not in page(client, user, child)


def test_what_hangs_on_a_parcel_out_of_the_readers_area_stays_closed(client, user, merged):
    """The merged parcel reaches into his area, the northern one before it does not."""
    text = page(client, made.surveyor("limited", area=made.box(-5, -5, 30, 35)), merged)
    assert "deed-of-01A001.pdf" in text
    assert "deed-of-01A002.pdf" not in text
    assert "01A002" not in text.split(HEADING)[1]
