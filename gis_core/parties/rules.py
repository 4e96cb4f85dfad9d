"""What every record that names a person or an organisation must keep. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis_core.pure.refusal import Refused


def one_party(record: Any, who: str, law: str) -> Iterator[Refused]:
    """One person or one organisation; `who` is what the record calls it."""
    if (record.person_id is None) == (record.organisation_id is None):
        yield Refused("ONE_OWNER", f"เลือก{who}เป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", law, "person")
