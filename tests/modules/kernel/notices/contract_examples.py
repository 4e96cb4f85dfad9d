"""A notice is written by its form: to one person, about a place."""

from __future__ import annotations

from typing import Any

from gis_core.ground.models import NamedPlace
from gis_core.parties.models import Person

EXAMPLES: dict[str, Any] = {
    "notice": lambda n, given: {
        "kind": "order", "title": f"แจ้งคำสั่ง {n}", "person": given.record(Person, n), "address": f"{n} หมู่ 1",
        "place": str(given.record(NamedPlace, n).uid), "issued_on": "1/2/2568",
    },
}  # fmt: skip
LINES: dict[str, Any] = {"notice": lambda n, given: {}}
CHANGES: dict[str, Any] = {"notice": lambda n, given: {"title": "แจ้งคำสั่งฉบับแก้ไข"}}
