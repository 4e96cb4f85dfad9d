"""An issued paper comes from issuing it; here the row alone stands in for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import NamedPlace
from modules.kernel.documents.models import IssuedDocument


def _paper(n: int, given: Any) -> IssuedDocument:
    place = given.record(NamedPlace, n)
    with acting_as(system_user(), "ตัวอย่างเอกสาร"):
        return IssuedDocument.objects.create(
            record_id=place.uid, register_key="example", code="paper", thai="หนังสือรับรอง", number=f"ก {n}",
            status="valid", issued_on=date(2025, 2, 1), signer=system_user(), sha256="0" * 64,
        )  # fmt: skip


RECORDS = {"issued": _paper}
EXAMPLES: dict[str, Any] = {"issued": lambda n, given: {"void_reason": f"ยกเลิก {n}"}}
