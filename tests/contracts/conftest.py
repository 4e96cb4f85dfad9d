"""Every contract runs over every register; a fault is reported by the register's key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from layers.bound import BoundRegister
from layers.registry import registry
from tests.contracts import examples
from tests.people import user_with


def pytest_generate_tests(metafunc: Any) -> None:
    if "register" in metafunc.fixturenames:
        chosen = getattr(metafunc.function, "registers", lambda _register: True)
        found = [r for r in registry.registers if chosen(r)]
        metafunc.parametrize("register", found, ids=[r.key for r in found])


@pytest.fixture
def given(db: None) -> examples.Given:
    return examples.Given({})


@pytest.fixture
def record(register: BoundRegister, given: examples.Given) -> Any:
    """Example 0 of the register."""
    return (
        given.record(register.model, 0)
        if registry.for_model(register.model) is register
        else examples.create(register, 0, given)
    )


@pytest.fixture
def as_role(client: Any) -> Callable[..., Any]:
    """Sign the client in as a new user with roles (and an area); gives the client."""

    def sign_in(*roles: str, area: Any = None, name: str = "") -> Any:
        user = user_with(*roles, name=name or f"reader_{'_'.join(roles) or 'nobody'}", area=area)
        session_of(client, user)
        return client

    return sign_in


def session_of(client: Any, user: Any) -> None:
    """A session that has passed the second factor, for roles that ask for one."""
    client.force_login(user)
    session = client.session
    session["second_factor_passed"] = True
    session.save()
