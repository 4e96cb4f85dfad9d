"""Tables come from the files of systems; here one stands in for them, with a rate each."""

from __future__ import annotations

from typing import Any

from gis_core.access.actor import acting_as, system_user
from modules.kernel.rates.models import RateTable
from tests.contracts.examples import Given


def _table(n: int, given: Given) -> RateTable:
    with acting_as(system_user(), "ตัวอย่าง"):
        return RateTable.objects.create(key=f"example_{n}", thai=f"ตารางตัวอย่าง {n}", law="ข้อบัญญัติตัวอย่าง")


RECORDS: dict[str, Any] = {"table": _table}
EXAMPLES: dict[str, Any] = {
    "row": lambda n, given: {
        "table": given.record(RateTable, n), "key": "fee", "thai": f"ค่าธรรมเนียม {n}", "value": "100",
        "valid": {"from": "1/1/2569", "to": ""}, "certainty": "verify", "law": "ข้อบัญญัติตัวอย่าง",
    },
}  # fmt: skip
CHANGES: dict[str, Any] = {"row": lambda n, given: {"value": "120"}}
