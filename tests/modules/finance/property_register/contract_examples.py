"""What the rules of the property register ask of its examples: each in a zone and block of its own."""

from __future__ import annotations

from typing import Any

from gis_core.ground.models import Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from tests.contracts.examples import square


def _code(n: int) -> str:
    return f"{n + 1:02}"


EXAMPLES: dict[str, Any] = {
    "zone": lambda n, given: {"code": _code(n), "geom": square(n, 0.0008)},
    "block": lambda n, given: {
        "zone": given.record(TaxZone, n), "letter": "A", "code": f"{_code(n)}A", "geom": square(n, 0.0006),
    },
    "parcel": lambda n, given: {
        "block": given.record(TaxBlock, n),
        "parcel_code": f"{_code(n)}A001",
        "deed_type": "ns4",
        "deed_no": f"{5000 + n}",
        "land_use": "residence",
        "moo": "1",
    },
    "building": lambda n, given: {
        "parcel": given.record(Parcel, n), "building_code": f"{_code(n)}A001/001", "geom": square(n, 0.0001),
        "structure": "wood", "floors": "1",
    },
    "ownership": lambda n, given: {
        "valid": {"from": "1/1/2560", "to": ""}, "parcel": given.record(Parcel, n), "person": given.record(Person, n),
        "role": "owner", "share_num": "1", "share_den": "1",
    },
}  # fmt: skip
LINES: dict[str, Any] = {"parcel": lambda n, given: {}}
CHANGES: dict[str, Any] = {
    "zone": lambda n, given: {"code": "77"},
    "block": lambda n, given: {"letter": "B"},
    "parcel": lambda n, given: {"land_no": "7"},
    "building": lambda n, given: {"floors": "7"},
    "ownership": lambda n, given: {"act": "ซื้อขาย"},
}
