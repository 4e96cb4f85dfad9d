"""Every contract runs over every register; a fault is reported by the register's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from layers.bound import BoundRegister
from layers.registry import registry
from tests.contracts import examples
from tests.people import user_with

HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: Any) -> None:
    if "register" in metafunc.fixturenames:
        chosen = getattr(metafunc.function, "registers", lambda _register: True)
        found = [r for r in registry.registers if chosen(r)]
        metafunc.parametrize("register", found, ids=[r.key for r in found], scope="module")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of one register of a file follow each other, those that ask for its example last: what it refers to is
    made once for all of them, and the example once for the latter. Those of no register find nothing of any.
    """
    places = [place for place, item in enumerate(items) if item.path.parent == HERE]
    numbers = {register.key: number for number, register in enumerate(registry.registers)}
    files: dict[Path, int] = {}

    def turn(item: Any) -> tuple[int, int, bool]:
        register = item.callspec.params.get("register") if hasattr(item, "callspec") else None
        file = files.setdefault(item.path, len(files))
        return file, -1 if register is None else numbers[register.key], "example" in item.fixturenames

    for place, item in zip(places, sorted((items[place] for place in places), key=turn), strict=True):
        items[place] = item


@contextmanager
def _put_back() -> Iterator[None]:
    """What is written inside is there for all tests until the end of the block, and each test's own is taken away
    after it, as from an empty database.
    """
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stage(
    register: BoundRegister, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[examples.Given, None]]:
    """What example 0 of the register refers to."""
    given = examples.Given({})
    with django_db_blocker.unblock(), _put_back():
        examples.prepare(register, 0, given)
        yield given, None


@pytest.fixture(scope="module")
def example(
    register: BoundRegister, stage: tuple[examples.Given, None], django_db_blocker: Any
) -> Iterator[tuple[examples.Given, Any]]:
    """Example 0 itself, with what it refers to."""
    given = deepcopy(stage[0])
    with django_db_blocker.unblock(), _put_back():
        record = (
            given.record(register.model, 0)
            if registry.for_model(register.model) is register
            else examples.create(register, 0, given)
        )
        yield given, record


@pytest.fixture
def copied(request: pytest.FixtureRequest, stage: tuple[examples.Given, None]) -> tuple[examples.Given, Any]:
    """The objects of the test alone; it may change them."""
    shared = request.getfixturevalue("example") if "example" in request.fixturenames else stage
    return deepcopy(shared)


@pytest.fixture
def given(db: None, copied: tuple[examples.Given, Any]) -> examples.Given:
    """Makes what the examples of the register refer to."""
    return copied[0]


@pytest.fixture
def record(db: None, example: Any, copied: tuple[examples.Given, Any]) -> Any:
    """Example 0 of the register."""
    return copied[1]


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
