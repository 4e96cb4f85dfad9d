"""Declarations are right: none was left out, none names what does not exist, and the database is in step with them."""

from __future__ import annotations

import pytest
from django.core.checks import Tags, run_checks

from layers.checks import faults_of
from layers.registry import registry


def test_no_system_failed_to_load():
    assert registry.faults == []


@pytest.mark.parametrize("register", registry.registers, ids=lambda r: r.key)
def test_a_register_has_no_fault(register):
    assert list(faults_of(register)) == []


def test_the_site_has_no_fault():
    assert run_checks() == []


@pytest.mark.django_db
def test_the_database_is_in_step_with_the_declarations():
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
