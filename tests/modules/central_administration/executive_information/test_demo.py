"""What the demo town's executive sees: orders that are answered and wait, and a brief that can be printed."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.features.models import Feature
from gis_core.ground.models import Parcel
from modules.central_administration.executive_information import approval, brief, demo, quarterly
from modules.central_administration.executive_information.models import (
    ExecutiveNote,
    Kpi,
    KpiSnapshot,
    MonthlyBrief,
    QuarterlyReport,
    RecordNote,
)
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.charges import demo as charges_demo
from modules.kernel.charges.models import RevenueEstimate
from tests.contracts.examples import Given
from tests.people import user_with

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 4, 22)


def test_its_brief_tells_what_was_kept_at_the_end_of_its_month(db):
    key_figures()
    for role in ("planner", "executive", "finance_head", "clerk_chief", "system_admin"):
        user_with(role, name=role)
    parcel = Given({}).record(Parcel, 0)
    demo.load(Town(SimpleNamespace(), UNTIL))
    told = MonthlyBrief.objects.get()
    assert (told.fiscal_year_be, told.month) == (2569, 3)
    assert set(KpiSnapshot.objects.filter(area="").values_list("on", flat=True)) == {date(2026, 3, 31)}
    assert brief.content(told)["groups"]
    assert sorted(ExecutiveNote.objects.values_list("status", flat=True)) == ["done", "issued"]
    assert RecordNote.objects.get().record_id == parcel.uid
    assert clock.today() != UNTIL


def test_every_figure_has_its_owner_a_quarter_is_reported_and_one_figure_waits(db):
    key_figures()
    with acting_as(system_user(), "หน่วยงาน"):
        office = OrgUnit.objects.order_by("code").first()
        works = OrgUnit.objects.get_or_create(code="03", defaults={"thai": "กองช่าง", "parent": office})[0]
    for role in ("planner", "executive", "finance_head", "clerk_chief", "system_admin"):
        user_with(role, name=role)
    demo.load(Town(SimpleNamespace(), UNTIL))
    assert not Kpi.objects.filter(org_unit=None).exists()
    assert set(Kpi.objects.filter(dimension="infrastructure").values_list("org_unit", flat=True)) == {works.pk}
    report = QuarterlyReport.objects.get()
    assert (report.fiscal_year_be, report.quarter) == (2569, 2) and quarterly.content(report)["groups"]
    (draft,) = Kpi.objects.exclude(status="in_use")
    assert (draft.status, draft.proposed_by.username) == ("draft", "system_admin")
    assert draft.code in approval.unused()


def test_what_it_tells_everybody_is_published_by_the_chief_and_shown(client):
    key_figures()
    for role in ("planner", "executive", "finance_head", "clerk_chief", "system_admin"):
        user_with(role, name=role)
    demo.load(Town(SimpleNamespace(), UNTIL))
    chosen = Kpi.objects.filter(is_public=True)
    assert {kpi.code.rpartition(".")[2] for kpi in chosen} == {code[1:] for code in demo.PUBLIC}
    change = Feature.objects.get(uid=chosen.first().uid).change
    assert change.actor.username == "clerk_chief"
    page = client.get("/figures/public/").content.decode()
    assert all(kpi.thai in page for kpi in chosen) and "ยังไม่ได้เผยแพร่" not in page


def test_it_expects_a_tenth_more_of_what_the_state_gave_the_year_before(db):
    key_figures()
    for role in ("planner", "executive", "finance_head", "clerk_chief", "accountant", "system_admin"):
        user_with(role, name=role)
    town = Town(SimpleNamespace(), UNTIL)
    charges_demo.load(town)
    demo.load(town)
    given = RevenueEstimate.objects.filter(revenue__is_allocated=True)
    assert set(given.values_list("fiscal_year_be", flat=True)) == {2569}
    assert given.get(revenue__code="vat_share").estimate_baht == 181_500, "four quarters of 41,250, and a tenth"
    assert given.count() == 6
