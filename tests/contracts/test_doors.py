"""Nobody comes in without the right: strangers, wrong roles, readers limited to an area."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from gis_core.access.levels import Level
from tests.contracts import examples, forms
from tests.contracts.test_forms import addable, changeable, only

pytestmark = pytest.mark.django_db


def guarded(register):
    return register.level != Level.PUBLIC


def located(register):
    return register.has_geometry or bool(register.located_by)


def exportable(register):
    return any("export" in grant.action_set for grant in register.declared_grants)


def doors_of(register, record):
    """(address, action) of every page of a register and its record."""
    here = register.record_url(record.uid)
    yield register.url, "view"
    yield f"{register.url}pick?q=x", "view"
    yield f"{register.url}new", "add"
    yield f"{register.url}export/csv", "export"
    yield here, "view"
    yield f"{here}edit", "change"
    yield f"{here}delete", "delete"
    yield f"{here}history", "history"


def test_a_stranger_is_asked_to_sign_in(register, record, client):
    for address, action in doors_of(register, record):
        answer = client.get(address)
        if action == "view" and not guarded(register):
            assert answer.status_code == 200, address
        else:
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/accounts/login?next="), address


def test_a_role_without_grants_is_refused(register, record, as_role):
    client = as_role("council_chair")
    for address, action in doors_of(register, record):
        expected = 200 if action == "view" and not guarded(register) else 403
        assert client.get(address).status_code == expected, address


@only(addable)
def test_posting_asks_the_same_right(register, record, given, as_role):
    client = as_role("council_chair")
    assert client.post(f"{register.url}new", forms.posted(register, 1, given)).status_code == 403
    for door in ("edit", "delete"):
        assert client.post(f"{register.record_url(record.uid)}{door}", {"reason": "x"}).status_code == 403
    assert client.post(f"{register.record_url(record.uid)}history", {"version": "1", "reason": "x"}).status_code == 403


@only(lambda register: guarded(register) and located(register))
def test_a_reader_of_one_area_sees_nothing_else(register, given, as_role):
    inside, outside = examples.create(register, 0, given), examples.create(register, 3, given)
    role = examples.role_for(register, "view")
    client = as_role(role, area=examples.area_around(0))
    here, there = register.record_url(inside.uid), register.record_url(outside.uid)
    page = client.get(register.url).content.decode()
    assert here in page and there not in page
    assert "<strong>1</strong>" in page
    assert client.get(here).status_code == 200
    for door in ("", "edit", "history", "delete"):
        assert client.get(f"{there}{door}").status_code in (403, 404), door
    picked = json.loads(client.get(f"{register.url}pick").content)["results"]
    assert [row["uid"] for row in picked] == [str(inside.uid)]


@only(lambda register: exportable(register) and guarded(register) and located(register))
def test_an_export_holds_what_its_reader_may_see(register, given, as_role):
    inside, outside = examples.create(register, 0, given), examples.create(register, 3, given)
    role = examples.role_for(register, "export")
    client = as_role(role, area=examples.area_around(0))
    text = b"".join(client.get(f"{register.url}export/csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == [str(inside.uid)]
    assert str(outside.uid) not in text


@only(lambda register: changeable(register) and located(register))
def test_a_keeper_of_one_area_changes_nothing_outside(register, given, as_role):
    outside = examples.create(register, 3, given)
    client = as_role(examples.role_for(register, "change"), area=examples.area_around(0))
    answer = client.post(f"{register.record_url(outside.uid)}edit", {"reason": "x", "expected_version": "1"})
    assert answer.status_code == 404


def test_the_overview_names_only_what_may_be_opened(register, as_role):
    client = as_role("council_chair")
    page = client.get(reverse("registers")).content.decode()
    assert (f'href="{register.url}"' in page) is not guarded(register)
