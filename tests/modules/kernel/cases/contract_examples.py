"""An objection names what it is about, who objects, and days that are in time."""

from __future__ import annotations

from typing import Any

from gis_core.ground.models import Parcel
from gis_core.parties.models import Person

EXAMPLES: dict[str, Any] = {
    "case": lambda n, given: {
        "kind": "land_tax", "subject": str(given.record(Parcel, n).uid), "person": given.record(Person, n),
        "told_on": "1/3/2569", "received_on": "20/3/2569", "claim": f"ราคาประเมินสูงเกินจริง {n}",
        "claimed_baht": "1000",
    },
}  # fmt: skip
CHANGES: dict[str, Any] = {"case": lambda n, given: {"claim": "เนื้อที่คลาดเคลื่อน"}}
ROLES: dict[str, Any] = {"case": lambda n, given: "finance_head"}
