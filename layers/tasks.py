"""Work of the engine that the worker does."""

from __future__ import annotations

import uuid

from gis_core.access.models import User
from gis_core.jobs.background import Job, background
from layers.engine import changesets
from layers.engine.changesets import Others


@background("เลิกทำชุดการแก้ไข")
def undo_change_set(
    job: Job, batch: str, keep: list[str], force: list[str], others: Others, on_behalf_of: int | None
) -> str:
    """Undo a large set whole; the result is the address of the set of the undo."""
    new = changesets.undo(
        uuid.UUID(batch),
        user=job.user,
        reason=job.reason,
        keep=[uuid.UUID(uid) for uid in keep],
        force=[uuid.UUID(uid) for uid in force],
        others=others,
        on_behalf_of=User.objects.get(pk=on_behalf_of) if on_behalf_of else None,
        new_batch=job.uid,
        progress=lambda done, total: job.step(done, total),
    )
    return f"/changes/{new}"
