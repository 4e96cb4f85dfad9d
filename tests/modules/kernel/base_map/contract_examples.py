"""What the rules of the base map ask of its examples."""

from __future__ import annotations

from typing import Any

from gis_core.ground.models import Parcel
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
    "person": lambda n, given: {"national_id": _citizen(n), "first_name": f"สมชาย{n}", "last_name": "ทดสอบ"},
    "house": lambda n, given: {"house_no": f"{n}/1", "moo": "1", "parcel": given.record(Parcel, n)},
}
