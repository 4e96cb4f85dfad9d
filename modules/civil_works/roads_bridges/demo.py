"""The roads of the demo town."""

from __future__ import annotations

from typing import Any


def load(town: Any) -> None:
    """Write the roads part of the town's plan."""
