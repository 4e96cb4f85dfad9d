"""Marks that a set-up step was done for exactly these files, so that the next start skips it."""

import hashlib
from pathlib import Path


def digest(*parts: Path | str) -> str:
    """Hash over files (by content) and words such as a version."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Whether the mark holds this value."""
    return stamp.exists() and stamp.read_text() == value


def write(stamp: Path, value: str) -> None:
    """Sets the mark, last of all."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
