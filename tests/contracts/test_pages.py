"""Every register has a list, a record page, a form and a history, for those who may and for nobody else."""

from __future__ import annotations

import uuid

import pytest

from tests.contracts import examples

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_record(register, record, as_role):
    client = as_role(examples.role_for(register, "view"))
    page = client.get(register.url)
    assert page.status_code == 200
    assert register.record_url(record.uid) in page.content.decode()


def test_the_record_has_a_page(register, record, as_role):
    client = as_role(examples.role_for(register, "view"))
    page = client.get(register.record_url(record.uid))
    assert page.status_code == 200
    assert register.thai in page.content.decode()
    assert client.get(f"{register.record_url(record.uid)}history").status_code == 200


def test_an_unknown_record_is_not_found(register, as_role):
    client = as_role(examples.role_for(register, "view"))
    assert client.get(register.record_url(uuid.uuid4())).status_code == 404
