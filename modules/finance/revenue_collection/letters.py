"""Letters to those who pay: to whom, where, and about which record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gis_core.parties.models import Organisation, Person
from modules.kernel.notices.issuing import NewNotice
from modules.kernel.notices.kinds import NoticeKind

NO_ADDRESS = "ที่อยู่ตามทะเบียนของผู้เสียภาษี (ยังไม่มีในระบบ)"


def letter(
    kind: NoticeKind, title: str, body: str, *, about: Any, to: Any = None, place_uid: UUID | None = None
) -> NewNotice:
    """The notice `about` a record, not yet written. It goes to the person or organisation of that record or of `to`,
    and stands at the record's place unless another is given.
    """
    named = to or about
    return NewNotice(
        kind.code, title, _address_of(named.person or named.organisation), person_id=named.person_id,
        organisation_id=named.organisation_id, source_uid=about.uid, place_uid=place_uid or about.place_id, body=body,
    )  # fmt: skip


def _address_of(payer: Person | Organisation) -> str:
    return str(payer.house) if payer.house else NO_ADDRESS
