"""Where the files of a throw-away cluster lie, and that none stay behind."""

import os
import time
from contextlib import ExitStack
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from gis_core.bootstrap import throwaway


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A disk and a memory of the test's own."""
    disk, memory = tmp_path / "disk", tmp_path / "memory"
    for name, folder in (("DISK", disk), ("MEMORY", memory)):
        folder.mkdir()
        monkeypatch.setattr(throwaway, name, folder)
    monkeypatch.setattr(throwaway, "ROOM", 0)
    return disk, memory


def test_it_lies_in_memory_where_there_is_room(
    places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, memory = places
    assert throwaway._quickest() == memory
    monkeypatch.setattr(throwaway, "ROOM", 2**80)
    assert throwaway._quickest() == disk
    monkeypatch.setattr(throwaway, "ROOM", 0)
    monkeypatch.setattr(throwaway, "MEMORY", tmp_path / "no such folder")
    assert throwaway._quickest() == disk


def test_what_killed_runs_left_is_taken_away_from_both_and_what_runs_stays(places: tuple[Path, Path]) -> None:
    for place in places:
        for name in ("killed", "living", "young"):
            folder = place / f"{throwaway.PREFIX}{name}"
            folder.mkdir()
            (folder / "lock").touch()
            if name != "young":
                old = time.time() - throwaway.YOUNG_S - 1
                os.utime(folder, (old, old))
    with ExitStack() as living:
        for place in places:
            flock(living.enter_context(open(place / f"{throwaway.PREFIX}living" / "lock", "w")), LOCK_EX)
        throwaway.sweep()
    for place in places:
        left = sorted(folder.name.removeprefix(throwaway.PREFIX) for folder in place.iterdir())
        assert left == ["living", "young"]
