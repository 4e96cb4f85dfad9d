"""Where pictures lie: `staged` while they are looked at, `kept` once a record names them."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from gis_core.pure.refusal import Refused

#: A town of 50 km² at 10 cm is about 1 GB as a compressed GeoTIFF.
MAX_BYTES = 2 * 1024**3
STAGED_S = 7 * 86_400


@dataclass(frozen=True)
class Staged:
    """A picture that was sent and is not yet a record: who sent it, how it was called, what its file says."""

    uid: uuid.UUID
    owner_id: int
    name: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return _folder("staged") / f"{self.uid}.tif"

    def save(self) -> None:
        """Write the note beside the file; the file is there before it."""
        note = self.path.with_suffix(".json")
        partial = note.with_suffix(".part")
        partial.write_text(json.dumps(asdict(self) | {"uid": str(self.uid)}), encoding="utf-8")
        partial.replace(note)

    def drop(self) -> None:
        self.path.with_suffix(".json").unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def _folder(name: str) -> Path:
    place = Path(settings.MEDIA_ROOT) / "imagery" / name
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(file_uid: uuid.UUID | str) -> Path:
    """The file of a record."""
    return _folder("kept") / f"{file_uid}.tif"


def stage(chunks: Iterable[bytes], name: str, owner_id: int, max_bytes: int = MAX_BYTES) -> Staged:
    """Write a picture as it comes in, never more of it than is allowed. Errors: Refused ``FILE_TOO_BIG``,
    ``FILE_EMPTY``, ``DISK``.
    """
    staged = Staged(uuid.uuid4(), owner_id, name)
    size = 0
    try:
        with staged.path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > max_bytes:
                    raise Refused("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {max_bytes // 1024**2:,} เมกะไบต์", "", "file")
                file.write(chunk)
        if not size:
            raise Refused("FILE_EMPTY", "ไฟล์ว่างเปล่า", "", "file")
    except OSError as error:
        staged.drop()
        raise Refused("DISK", "พื้นที่จัดเก็บของเครื่องแม่ข่ายไม่พอ แจ้งผู้ดูแลระบบ", "", "file") from error
    except BaseException:
        staged.drop()
        raise
    return staged


def staged_of(uid: uuid.UUID, owner_id: int) -> Staged | None:
    """A picture its own sender is looking at; None for anybody else's and for one that is gone."""
    note = _folder("staged") / f"{uid}.json"
    try:
        row: Mapping[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    except OSError:
        return None
    found = Staged(uid, row["owner_id"], row["name"], row["facts"])
    return found if found.owner_id == owner_id and found.path.exists() else None


def keep(made: Path, file_uid: uuid.UUID) -> Path:
    """Give a finished file its final name, flushed before any row knows it."""
    final = path_of(file_uid)
    _flush(made)
    made.replace(final)
    _flush(final.parent)
    return final


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def work_path(file_uid: uuid.UUID) -> Path:
    """Where a conversion writes; beside the kept files, so that the last step is a rename."""
    return _folder("work") / f"{file_uid}.tif"


def old_files(names: Iterable[str] = ("staged", "work"), older_s: float = STAGED_S) -> list[Path]:
    """Files nobody came back for."""
    before = time.time() - older_s
    return [path for name in names for path in _folder(name).iterdir() if path.stat().st_mtime < before]
