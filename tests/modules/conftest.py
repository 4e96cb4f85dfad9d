"""What tests of several modules ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gis_core.features import clock


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Say which day it is; the 10th of February 2026 to begin with."""

    def say(on: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: on)

    say(date(2026, 2, 10))
    return say
