"""An office in zone 47 and the two doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Office
from tests.doors import TYPED
from tests.modules.civil_works.roads_bridges import made


@pytest.fixture(autouse=True)
def office(request: Any) -> Iterator[None]:
    """The town of the tests, for those that use a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
        boundary = made.box(-20_000, -20_000, 20_000, 20_000)
        with acting_as(system_user(), "ตั้งหน่วยงาน"):
            Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", province="เพชรบูรณ์", boundary=boundary)
    yield
    cache.clear()


@pytest.fixture(params=list(TYPED))
def refused(request: Any, client: Any) -> Callable[..., list[str]]:
    """Send a new record through one of the doors; gives the texts of what was refused."""
    send = TYPED[request.param]

    def sent(name: str, values: dict[str, Any], lines: dict[str, Any] | None = None, user: Any = None) -> list[str]:
        return send(client, user or made.engineer(), made.register(name), values, lines or {})

    return sent
