"""Bytes on disk under their SHA-256: `MEDIA_ROOT/aa/bb/<sha256>`. Flushed and named before any row knows them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gis_core.pure.refusal import Refused

MAX_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """What was written: its name in the store, its size and its place."""

    sha256: str
    size_bytes: int
    path: Path


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def path_of(sha256: str) -> Path:
    """Where the bytes of that fingerprint lie, or would lie."""
    return root() / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def guarded(exclusive: bool) -> Iterator[None]:
    """Writers share the guard, the sweep takes it alone, so that no file goes while a writer is about to rely on it."""
    root().mkdir(parents=True, exist_ok=True)
    with open(root() / ".guard", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield


def write(chunks: Iterable[bytes], max_bytes: int = MAX_BYTES) -> Stored:
    """Put bytes into the store; the same bytes are kept once. Errors: Refused ``FILE_TOO_BIG``, ``FILE_EMPTY``."""
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(handle, "wb") as file:
            sha256, size = _copy(chunks, file, max_bytes)
            file.flush()
            os.fsync(file.fileno())
        return Stored(sha256, size, _name(Path(name), sha256))
    finally:
        Path(name).unlink(missing_ok=True)


def write_copy(data: bytes, target: Path) -> None:
    """A copy that can be made again at any time: named in one step, not flushed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(target)


def _copy(chunks: Iterable[bytes], file, max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise Refused("FILE_TOO_BIG", f"ไฟล์ใหญ่เกิน {max_bytes // 1024 // 1024} เมกะไบต์", "", "file")
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise Refused("FILE_EMPTY", "ไฟล์ว่างเปล่า กรุณาตรวจไฟล์ต้นทางแล้วส่งใหม่", "", "file")
    return digest.hexdigest(), size


def _name(written: Path, sha256: str) -> Path:
    """Give the written file its final name; a file already there is only marked as wanted again, for the sweep."""
    final = path_of(sha256)
    with guarded(exclusive=False):
        if final.exists():
            os.utime(final)
            return final
        final.parent.mkdir(parents=True, exist_ok=True)
        written.chmod(0o640)
        written.replace(final)
        for folder in (final.parent, final.parent.parent, root()):
            _flush_folder(folder)
    return final


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
