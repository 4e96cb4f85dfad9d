"""Dated figures of a system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """A rate table and the CSV file, beside the declaration, that seeds it."""

    table: str
    file: str


@dataclass(frozen=True)
class UsedRates:
    """The rows of a rate table that a figure is reckoned with: of the keys that begin so; without keys all of them."""

    table: str
    keys: tuple[str, ...] = ("",)
