"""Values as people read them."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from map_ui.display import text_of


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("tax_year_be", 2569, "2569"),
        ("baht", Decimal("1234.50"), "1,234.50"),
        ("baht", Decimal("1234.00"), "1,234"),
        ("baht", Decimal("100"), "100"),
        ("paid_baht", Decimal("1234"), "1,234.00"),
        ("paid_baht", Decimal(0), "0.00"),
        ("rate", Decimal("3.500000"), "3.5"),
        ("rate", Decimal("0.000000"), "0"),
        ("rate", Decimal("0.010000"), "0.01"),
        ("count", 12345, "12,345"),
    ],
)
def test_numbers(name: str, value: Any, shown: str) -> None:
    assert text_of(SimpleNamespace(name=name, kind="number", choices={}), value) == shown  # type: ignore[arg-type]
