"""What the rules of the base map ask of its examples."""

from __future__ import annotations

from typing import Any

from gis_core.ground.models import House, Parcel
from gis_core.pure.citizen_id import check_digit


def _citizen(n: int) -> str:
    twelve = f"1{n:011d}"
    return f"{twelve}{check_digit(twelve)}"


EXAMPLES: dict[str, Any] = {
    "admin_area": lambda n, given: {
        "code": f"670{n:03d}",
        "level": "village",
        "thai": f"บ้านทดสอบ {n}",
        "moo": str(n + 1),
    },
    "person": lambda n, given: {
        "national_id": _citizen(n),
        "first_name": f"สมชาย{n}",
        "last_name": "ทดสอบ",
        "house": given.record(House, n),
    },
    "organisation": lambda n, given: {"thai": f"วัดทดสอบ {n}", "kind": "religious", "house": given.record(House, n)},
    "household": lambda n, given: {"house": given.record(House, n), "members": "3"},
    "house": lambda n, given: {"house_no": f"{n}/1", "moo": "1", "parcel": given.record(Parcel, n)},
}
CHANGES: dict[str, Any] = {
    "admin_area": lambda n, given: {"thai": "บ้านเปลี่ยนชื่อ"},
    "person": lambda n, given: {"first_name": "สมศักดิ์"},
    "house": lambda n, given: {"moo": "7"},
    "organisation": lambda n, given: {"thai": "วัดใหม่"},
}
#: A registry clerk may keep houses without seeing parcels; the example stands on one.
ROLES: dict[str, Any] = {"house": lambda n, given: "surveyor"}
