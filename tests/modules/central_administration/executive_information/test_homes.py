"""What each role sees first: declared of what exists, only what it may open, its own work counted."""

from __future__ import annotations

import html
import json

import pytest
from django.urls import reverse

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding
from gis_core.features import clock
from gis_core.ground.models import Parcel
from layers.engine import homes, records
from layers.engine.transitions import transition
from layers.registry import registry
from map_ui.reports import home
from modules.central_administration.executive_information.homes import HOMES
from modules.central_administration.executive_information.seeding import key_figures
from tests.contracts.examples import Given, area_around
from tests.modules.central_administration.executive_information.test_notes import values
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
WITH_WORK = {"revenue_officer", "cashier", "engineer", "surveyor", "executive", "clerk_chief", "registry_clerk"}


def test_homes_name_only_what_exists():
    for own in HOMES:
        for waiting in own.waiting:
            register = registry.by_key[waiting.register]
            states = register.workflow.states
            assert set(waiting.states) <= set(states), waiting
            takes = {
                role for state in waiting.states for step in register.workflow.from_state(state) for role in step.by
            }
            assert takes & set(own.roles), f"nothing waits for {own.roles} in {waiting}"
            assert not waiting.whose or waiting.whose == "org_unit" or waiting.whose in register.by_name
        assert set(own.figures) <= set(home.figures())
        for way in own.ways:
            assert not way.page or home.page_of(way)


def test_the_roles_of_the_office_have_a_home():
    roles = {role for own in HOMES for role in own.roles}
    assert WITH_WORK | {"auditor"} <= roles
    assert roles <= set(Role.objects.values_list("code", flat=True))
    assert {role for own in HOMES if own.waiting for role in own.roles} >= WITH_WORK


@pytest.mark.parametrize("role", [*sorted(WITH_WORK), "auditor", "council_chair"])
def test_every_role_sees_its_page(client, role):
    key_figures()
    user = account(role)
    sign_in(client, user)
    answer = client.get(reverse("home"))
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 200 and user.full_name in shown and "งานที่รอดำเนินการ" in shown
    for path in answer.context["ways"]:
        assert client.get(path.url).status_code == 200, path
    assert bool(answer.context["ways"]) is (role != "council_chair")


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        (("engineer",), "/"),
        (("engineer", "surveyor"), "/"),
        (("cashier",), "/home/"),
        (("engineer", "cashier"), "/home/"),
        (("village_head",), "/"),
    ],
)
def test_who_works_on_the_map_comes_to_it_first(client, roles, first):
    sign_in(client, account(*roles))
    assert client.get(reverse("first-page"))["Location"] == first


def test_a_stranger_is_asked_to_sign_in_and_signing_in_leads_there(client):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login?next=")


def test_what_waits_is_counted_for_the_unit_that_answers(client):
    key_figures()
    register = registry.by_slug["executive_information-note"]
    head = account("division_head")
    for _ in range(2):
        records.create(register, values(), user=account("executive"), reason="สั่งการ")
    sign_in(client, head)
    (task,) = client.get(reverse("home")).context["tasks"]
    assert (task.register, task.count, task.state) == (register, 2, "สั่งการ")
    assert task.url.endswith("status=issued") and client.get(task.url).status_code == 200
    with acting_as(system_user(), "ย้าย"):
        other = OrgUnit.objects.create(code="x-other", thai="กองอื่น", parent=OrgUnit.objects.first())
        RoleHolding.objects.filter(user=head).update(org_unit=other)
    assert not client.get(reverse("home")).context["tasks"], "another unit's notes are not its work"


def test_orders_on_records_and_areas_wait_for_their_unit_too_and_come_back_to_the_executive(client):
    executive, head = account("executive"), account("division_head")
    unit = {"org_unit": str(OrgUnit.objects.first().uid), "due_on": clock.today().isoformat(), "text": "สำรวจ"}
    record = {"record": str(Given({}).record(Parcel, 0).uid)}
    area = {"subject": "น้ำท่วม", "geom": json.loads(area_around(0).json)}
    orders = {"record_note": record, "area_note": area}
    for name, about in orders.items():
        register = registry.by_slug[f"executive_information-{name}"]
        note = records.create(register, unit | about, user=executive, reason="สั่งการ")
        sign_in(client, head)
        assert [each.register for each in client.get(reverse("home")).context["tasks"]] == [register]
        for code, form in (("acknowledge", {}), ("finish", {"outcome": "แล้ว"})):
            transition(register, note.uid, code, form, user=head, reason=code)
        assert not client.get(reverse("home")).context["tasks"]
        sign_in(client, executive)
        assert register in [each.register for each in client.get(reverse("home")).context["tasks"]]


def test_who_holds_two_roles_sees_both_once():
    found = homes.home_of(account("cashier", "accountant"))
    assert [way.page for way in found.ways] == ["counter", "bring", "", "", ""]
    assert len(set(found.figures)) == len(found.figures) == 2
