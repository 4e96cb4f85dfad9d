"""Survey tasks from differences of area; land that zones and blocks leave over; papers about changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from gis_core.features import clock
from gis_core.ground.models import TaxBlock, TaxZone
from modules.finance.property_register import papers, quality, requests, survey_tasks
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow
from modules.kernel.documents.issue import draft
from tests.modules.finance.property_register import ground
from tests.people import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/r/property_register-change_request/survey_tasks"


@pytest.fixture
def land(db):
    """4.2 example 4: a deed of 1,600.0 square wah drawn as 6,050 square metres, and a parcel drawn as its deed says."""
    ground.town()
    ground.parcel(2, 100, 0, 140, 40)
    return ground.parcel(1, 0, 0, 55, 110, area_sqwah=1600)


def ask(user):
    with ground.write():
        return survey_tasks.open_tasks(user)


# -- survey tasks ------------------------------------------------------------------------------------------------------
def test_a_difference_over_the_limit_becomes_a_task_for_the_field_once(client, land):
    user = ground.user("assessor")
    sign_in(client, user)
    assert "01A001" in client.get(PAGE).content.decode()
    assert not ChangeRequest.objects.exists(), "looking asks for nothing"
    assert client.post(PAGE).status_code == 302
    made = ChangeRequest.objects.get()
    assert (made.event, made.target_id, made.needs_field, made.status) == ("resurvey", land.uid, True, "received")
    assert "4-0-0" in made.detail and "5.4" in made.detail
    assert survey_tasks.unasked(user) == [] and ask(user) == 0
    land.refresh_from_db()
    assert land.area_sqwah == 1600, "the deed's area stays the tax area"


@pytest.mark.parametrize(("days", "again"), [(4 * 365 - 5, 0), (4 * 365 + 5, 1)])
def test_what_was_looked_at_is_asked_for_again_when_the_survey_is_old(land, days, again):
    user = ground.user("assessor")
    assert ask(user) == 1
    on = clock.today() - timedelta(days=days)
    with ground.write():
        made = ChangeRequest.objects.get()
        made.status, made.requested_on = "applied", on
        made.save()
    assert ask(user) == again


def test_who_may_not_open_requests_has_no_such_page(client, land):
    sign_in(client, ground.user("auditor"))
    assert client.get(PAGE).status_code in (403, 404)


# -- zones and blocks --------------------------------------------------------------------------------------------------
def test_land_in_no_block_twice_covered_and_beyond_the_zone_is_told():
    ground.town()  # 1 x 1 km, block A over its western half
    user = ground.user("assessor")
    with ground.write():
        zone = TaxZone.objects.get()
        other = TaxBlock.objects.create(zone=zone, letter="B", code="01B", geom=ground.area(490, 0, 1000, 900))
    found = {(r["title"], r["kind"], r["other"]): r["m2"] for r in quality.untiled(user)}
    assert found == {
        ("01", "ยังไม่แบ่ง", ""): pytest.approx(Decimal(50_000), abs=50),
        ("01A", "ทับกับ", "01B"): pytest.approx(Decimal(9_000), abs=20),
    }
    with ground.write():
        other.geom = ground.area(500, 0, 1100, 1000)
        other.save()
    found = {(r["title"], r["kind"], r["other"]): r["m2"] for r in quality.untiled(user)}
    assert found == {("01B", "ออกนอก", "01"): pytest.approx(Decimal(100_000), abs=100)}


def test_blocks_that_meet_and_land_of_no_zone():
    ground.town()
    user = ground.user("assessor")
    with ground.write():
        zone = TaxZone.objects.get()
        TaxBlock.objects.create(zone=zone, letter="B", code="01B", geom=ground.area(500, 0, 1000, 1000))
    assert quality.untiled(user) == []
    with ground.write():
        zone.geom = ground.area(0, 0, 1000, 990)
        zone.save()
    found = {(r["uid"], r["kind"]) for r in quality.untiled(user)}
    blocks = set(TaxBlock.objects.values_list("uid", flat=True))
    assert found == {(None, "ยังไม่แบ่ง")} | {(uid, "ออกนอก") for uid in blocks}
    assert quality.untiled(ground.user("citizen")) == []


# -- papers ------------------------------------------------------------------------------------------------------------
def month_of(land):
    with ground.write():
        file = ControlFile.objects.create(
            register_no="ม10.1", period="2569-01", file_name="a.zip", sha256="1" * 64, received_on=date(2026, 2, 1),
            batch=UUID(int=1),
        )  # fmt: skip
        for number, effect in enumerate(("divide", "nothing"), start=2):
            ControlRow.objects.create(
                register_no=f"มร.{number}", file=file, parcel=land, source="deed", line_no=number, act="แบ่งแยกในนามเดิม",
                effect=effect, first_name="กมล",
            )  # fmt: skip
    return file


def test_the_months_list_leaves_out_what_changes_nothing(land):
    file = month_of(land)
    assert [row.effect for row in papers.monthly_list(file)["rows"]] == ["divide"]
    user = ground.user("revenue_officer")
    assert draft(ground.register("control_file"), papers.FILE_PAPERS[0], file, user).startswith(b"%PDF")


def test_a_notice_tells_the_parcel_its_owners_and_the_rows_it_came_from(land):
    ground.owner(land, ground.person("กมล"))
    row = month_of(land).rows.get(effect="divide")
    with ground.write():
        made = requests.open_request("division", land, detail="แบ่งแยก", user=ground.user("assessor"))
        row.request = made
        row.save()
    context = papers.change_notice(made)
    assert (context["parcel"], context["rows"]) == (land, [row])
    assert [str(spell.person) for spell in context["holders"]] == ["กมล ทดสอบ"]
    user = ground.user("revenue_officer")
    document = papers.CHANGE_PAPERS[0]
    assert draft(ground.register("change_request"), document, made, user).startswith(b"%PDF")
    page = render_to_string(document.template, {"record": made, "document": document, "signer": user, **context})
    assert "<td>สถานะ</td><td>รับคำขอ</td>" in page
