"""The kinds of revenue every office starts with; it may add its own."""

from __future__ import annotations

import csv
from pathlib import Path

from gis_core.access.actor import acting_as, system_user
from gis_core.features.seeds import seed
from modules.kernel.charges.models import RevenueCode

FILE = Path(__file__).with_name("revenue_codes.csv")


@seed("ประเภทรายได้")
def revenue_codes() -> int:
    """Write the codes that are missing; those an office has changed stay as they are."""
    with FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = set(RevenueCode.objects.values_list("code", flat=True))
    fresh = [
        RevenueCode(**row | {"is_allocated": bool(row["is_allocated"])}) for row in rows if row["code"] not in known
    ]
    if fresh:
        with acting_as(system_user(), "บรรจุประเภทรายได้ตั้งต้น"):
            RevenueCode.objects.bulk_create(fresh)
    return len(fresh)
