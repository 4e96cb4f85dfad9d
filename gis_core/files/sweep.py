"""Files without a row: left by a change that was rolled back, or by a row deleted since. Taken away a day later."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gis_core.features.models import History
from gis_core.files import store
from gis_core.files.models import Attachment
from gis_core.jobs.nightly import nightly

GRACE_S = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{64}")
_BATCH = 500
_wanted: list[Callable[[set[str]], Iterable[str]]] = []


def also_wanted(asked: Callable[[set[str]], Iterable[str]]) -> None:
    """Register a question of another app: which of these fingerprints it still needs. Called in the app's `ready()`."""
    _wanted.append(asked)


@nightly("เก็บกวาดไฟล์ที่ไม่มีระเบียน")
def sweep(grace_s: float = GRACE_S) -> int:
    """Remove old files that no row, present or past, names; returns how many.

    A row in the history still names its file: the version can be restored with it.
    """
    before = time.time() - grace_s
    removed = sum(_remove(path, before) for path in _old(store.root() / "incoming", before))
    batch: list[Path] = []
    for path in _old(store.root(), before):
        batch.append(path)
        if len(batch) == _BATCH:
            removed += _sweep_batch(batch, before)
            batch = []
    return removed + _sweep_batch(batch, before)


def _old(folder: Path, before: float) -> Iterator[Path]:
    is_incoming = folder.name == "incoming"
    for path in folder.glob("*" if is_incoming else "**/*"):
        named = is_incoming or _NAME.fullmatch(path.stem)
        if named and path.is_file() and path.stat().st_mtime < before:
            yield path


def _sweep_batch(batch: list[Path], before: float) -> int:
    names = {path.stem for path in batch}
    wanted = set(Attachment.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    past = History.objects.filter(layer__table_name=Attachment._meta.db_table)
    wanted |= set(past.filter(row_data__sha256__in=list(names - wanted)).values_list("row_data__sha256", flat=True))
    for asked in _wanted:
        wanted |= set(asked(names - wanted))
    return sum(_remove(path, before) for path in batch if path.stem not in wanted)


def _remove(path: Path, before: float) -> bool:
    """Looks at the time again under the guard: a writer may have begun to rely on the file meanwhile."""
    with store.guarded(exclusive=True):
        if path.exists() and path.stat().st_mtime < before:
            path.unlink()
            return True
    return False
