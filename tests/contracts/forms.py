"""What a browser would send for an example."""

from __future__ import annotations

import json
from typing import Any

from layers.bound import BoundRegister
from tests.contracts import examples


def posted(register: BoundRegister, n: int, given: examples.Given) -> dict[str, str]:
    """The fields of the form of a new record, as text."""
    fields = as_text(examples.values_of(register, n, given))
    for key, rows in examples.lines_of(register, n, given).items():
        fields |= line_fields(key, rows)
    return fields | {"change_reason": "ทดสอบการบันทึก"}


def as_text(values: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.items():
        if name == "geom":
            found[name] = json.dumps(value) if value else ""
        elif isinstance(value, dict):
            found |= {f"{name}.{end}": day for end, day in value.items()}
        else:
            found[name] = str(getattr(value, "uid", value))
    return found


def line_fields(key: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Child lines as their inputs are named; what is already stored is sent with its uid."""
    found = {f"lines.{key}": "1"}
    for number, row in enumerate(rows):
        found |= {f"lines.{key}.{number}.{name}": text for name, text in as_text(row).items()}
    return found
