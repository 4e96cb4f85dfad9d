"""Dated figures of a system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """A rate table and the CSV file, beside the declaration, that seeds it."""

    table: str
    file: str
