"""Beginning, finding and ending an import; who may see one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from gis_core.access.visible import visible
from gis_core.files import store
from gis_core.files.attach import safe_name
from gis_core.pure.refusal import Refused
from importers import match
from importers.models import ImportBatch
from layers.bound import BoundRegister
from layers.registry import registry

MAX_BYTES = 2 * 1024**3
PIECE_BYTES = 4 * 1024**2
KEEP_DAYS = 30
READ = 1 << 20
State = ImportBatch.State


def begin(register: BoundRegister, owner: Any, name: str, size: int = 0) -> ImportBatch:
    """A new import whose file is still to come. Refuses NO_RIGHT, FILE_TOO_BIG."""
    if not may_import(register, owner):
        raise Refused("NO_RIGHT", f"บัญชีนี้เพิ่ม{register.thai}จากไฟล์ไม่ได้")
    if size > MAX_BYTES:
        raise Refused("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {MAX_BYTES // 1024**3} กิกะไบต์ แบ่งไฟล์ก่อนนำเข้า", "", "file")
    return ImportBatch.objects.create(
        owner=owner, register_key=register.key, file_name=safe_name(name), size_bytes=size
    )


def may_import(register: BoundRegister, user: Any) -> bool:
    """Whether the user may add records of the register and a file can say all that one needs. What only follows from
    an act (a picture, a survey, an issued paper) is never offered.
    """
    return match.can_create(register) and not visible(register, user, "add").nothing


def _may_write(register: BoundRegister, user: Any) -> bool:
    return any(not visible(register, user, action).nothing for action in ("add", "change"))


def find(uid: uuid.UUID, user: Any) -> ImportBatch | None:
    """An import for its owner, or for a colleague with a right to add or change over the whole register; a staged row
    may hold what no list shows. None for anybody else, as for one that does not exist.
    """
    batch = ImportBatch.objects.select_related("owner").filter(uid=uid).first()
    register = registry.by_key.get(batch.register_key) if batch else None
    if batch is None or register is None or not _may_write(register, user):
        return None
    whole = any(visible(register, user, action).everything for action in ("add", "change"))
    return batch if batch.owner_id == user.pk or whole else None


def of_user(user: Any) -> QuerySet[ImportBatch]:
    """The user's own imports, newest first."""
    return ImportBatch.objects.filter(owner_id=user.pk).order_by("-created_at")


# -- the file ----------------------------------------------------------------------------------------------------------
def _part(batch: ImportBatch) -> Path:
    folder = store.root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"import-{batch.uid}"


def received(batch: ImportBatch) -> int:
    """Bytes of the file that are here."""
    path = _part(batch)
    return path.stat().st_size if path.exists() else 0


def take_piece(batch: ImportBatch, offset: int, chunks: Iterable[bytes]) -> int:
    """Append a piece that begins at `offset`; returns how much is here now. A piece that came before is not taken
    twice; one that leaves a gap is refused, and the sender asks where to go on.
    """
    here = received(batch)
    if batch.state != State.UPLOADING or offset != here:
        return here
    with _part(batch).open("ab") as file:
        for chunk in chunks:
            if file.tell() + len(chunk) > MAX_BYTES:
                raise Refused("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {MAX_BYTES // 1024**3} กิกะไบต์ แบ่งไฟล์ก่อนนำเข้า", "", "file")
            file.write(chunk)
        return file.tell()


def finish_upload(batch: ImportBatch) -> None:
    """Put the received file into the store. Refuses FILE_PART while some of it is missing."""
    here = received(batch)
    if batch.size_bytes and here != batch.size_bytes:
        raise Refused("FILE_PART", f"ได้รับไฟล์ {here:,} จาก {batch.size_bytes:,} ไบต์ ส่งต่อให้ครบ", "", "file")
    path = _part(batch)
    if not path.exists():
        raise Refused("FILE_EMPTY", "ไฟล์ว่างเปล่า กรุณาตรวจไฟล์ต้นทางแล้วส่งใหม่", "", "file")
    put(batch, _read(path))
    path.unlink(missing_ok=True)


def put(batch: ImportBatch, chunks: Iterable[bytes]) -> None:
    """Store the file of a batch at once."""
    stored = store.write(chunks, max_bytes=MAX_BYTES)
    batch.sha256, batch.size_bytes, batch.state = stored.sha256, stored.size_bytes, State.LOOKING
    batch.save(update_fields=["sha256", "size_bytes", "state", "touched_at"])


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(READ):
            yield chunk


def again(batch: ImportBatch, owner: Any) -> ImportBatch:
    """A new import of the same file into the same register."""
    os.utime(store.path_of(batch.sha256))
    return ImportBatch.objects.create(
        owner=owner,
        register_key=batch.register_key,
        file_name=batch.file_name,
        size_bytes=batch.size_bytes,
        sha256=batch.sha256,
        chosen=batch.chosen,
        state=State.LOOKING,
    )


# -- the end -----------------------------------------------------------------------------------------------------------
def discard(batch: ImportBatch) -> None:
    """Forget an import and its rows; a worker that reads or judges it finds it gone and stops. What it wrote stays,
    with its change set. Refuses BUSY.
    """
    _part(batch).unlink(missing_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        # after the piece that is just being read, whose rows would stay behind
        cursor.execute("SELECT state FROM importers_importbatch WHERE id = %s FOR UPDATE", [batch.pk])
        if (cursor.fetchone() or (batch.state,))[0] in (State.COMMITTING, State.UNDOING):
            raise Refused("BUSY", "กำลังบันทึกอยู่ รอให้เสร็จก่อน")
        cursor.execute("DELETE FROM importers_stagedrow WHERE batch_id = %s", [batch.pk])
        cursor.execute("DELETE FROM importers_importbatch WHERE id = %s", [batch.pk])


def gone() -> Refused:
    """Why the work on an import ends that somebody has discarded meanwhile."""
    return Refused("DISCARDED", "ทิ้งการนำเข้านี้แล้ว จึงหยุดทำ")


def clear_old(days: int = KEEP_DAYS) -> int:
    """Take away the rows of imports nobody has touched for a month; returns how many imports."""
    before = timezone.now() - timedelta(days=days)
    old = ImportBatch.objects.filter(touched_at__lt=before).exclude(state__in=(State.COMMITTING, State.UNDOING))
    found = list(old)
    for batch in found:
        if batch.is_written:
            # the batch itself stays, so that it can be undone from its page; the people's data in its rows does not
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM importers_stagedrow WHERE batch_id = %s", [batch.pk])
            ImportBatch.objects.filter(pk=batch.pk).update(found={}, counts={}, sha256="")
        else:
            discard(batch)
    return len(found)
