"""One town of the usual size for all tests; it is frozen, so that they may share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gis_core.demo.plan import TownPlan, build_town


@pytest.fixture(scope="session")
def town() -> Iterator[TownPlan]:
    yield build_town()
