"""An import is taken back as the one change set it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from gis_core.pure.refusal import Refused
from importers.models import ImportBatch
from layers.engine import changesets

REASON = "เลิกทำการนำเข้า {name}"
KEPT = "คงไว้ตามที่มีผู้แก้ภายหลัง {count:,} ระเบียน"


def undo(
    batch: ImportBatch, user: Any, reason: str, keep: Iterable[str] = (), force: Iterable[str] = (), behalf: Any = None
) -> None:
    """Put back what the batch wrote; records somebody edited since must be named in `keep` or `force`.

    Done before: nothing happens. Raises Refusals, EDITED_LATER among them.
    """
    kept = [uuid.UUID(each) for each in keep]
    with transaction.atomic():
        row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if row.state == ImportBatch.State.UNDONE:
            return
        if row.change_set is None:
            raise Refused("NOTHING_WRITTEN", "การนำเข้านี้ยังไม่ได้บันทึก จึงไม่มีอะไรให้เลิกทำ")
        row.undo_set = changesets.undo(
            row.change_set,
            user=user,
            reason=reason or REASON.format(name=row.file_name),
            keep=kept,
            force=[uuid.UUID(each) for each in force],
            on_behalf_of=behalf,
        )
        row.state, row.message = ImportBatch.State.UNDONE, KEPT.format(count=len(kept)) if kept else ""
        row.save(update_fields=["undo_set", "state", "message", "touched_at"])
    batch.refresh_from_db()
