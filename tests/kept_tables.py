"""The migrated, still empty tables of an earlier run, kept for as long as nothing that makes them changes.

Applying every migration costs the better part of a minute, which somebody who runs one test file again and again need
not wait for. A clean clone and the full suite (`--all`) always migrate.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.conf import settings

from gis_core.bootstrap.client import restorable, tool

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".elocal" / "migrated"
PARTS = ("gis_core", "layers", "importers", "tiles", "modules", "map_ui", "tests/street_lamps")
IMPORTED = re.compile(r"^(?:from|import) ((?:gis_core|layers|importers|tiles|modules|map_ui)[\w.]*)", re.MULTILINE)


def kept_under() -> Path:
    """Where the tables of the files as they are now belong: asked before migrating, for the files may change since."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    digest.update((ROOT / "requirements.lock").read_bytes())
    digest.update(_run("pg_dump", "--version").encode())
    return FOLDER / f"{digest.hexdigest()[:24]}.dump"


def restore(database: str, kept: Path) -> bool:
    """Fill an empty database with the kept tables; False when there are none that fit."""
    if "ELOCAL_TEST_ALL" in os.environ:
        return False
    with _alone(kept.parent):
        if not kept.exists():
            return False
        contents = _run("pg_restore", "--list", str(kept))
        with tempfile.NamedTemporaryFile("w", suffix=".list") as listing:
            listing.write(restorable(contents))
            listing.flush()
            options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "-L", listing.name]
            _run("pg_restore", *options, "-d", database, *_server(), str(kept))
    return True


def keep(database: str, kept: Path) -> None:
    """Put the tables of a migrated database aside, in place of those of other migrations."""
    with _alone(kept.parent):
        waiting = kept.with_suffix(".part")
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={waiting}"]
        _run("pg_dump", *options, *_server(), "-d", database)
        waiting.replace(kept)
        for old in kept.parent.glob("*.dump"):
            if old != kept:
                old.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Another run of the same clone waits: it may be about to put other tables in place of these."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        flock(lock, LOCK_EX)
        yield


def _sources() -> set[Path]:
    """What makes tables, and the Python which migrations import."""
    found = {each for part in PARTS for each in (ROOT / part).rglob("*") if _makes_tables(each)}
    named = {name for each in found if each.parent.name == "migrations" for name in IMPORTED.findall(each.read_text())}
    places = [ROOT.joinpath(*name.split(".")) for name in named]
    imported = [each for place in places for each in (place.with_suffix(".py"), place / "__init__.py")]
    return found | {each for each in imported if each.exists()}


def _makes_tables(path: Path) -> bool:
    """A migration, a statement it may read, a setting, or an app of its own."""
    if path.suffix == ".py":
        return path.parent.name in ("migrations", "settings") or path.name == "apps.py"
    return path.suffix == ".sql" or path.name == "catalog.csv"


def _server() -> list[str]:
    env = settings.ENV
    return ["-h", env.db_host, "-p", str(env.db_port), "-U", env.db_owner]


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run([tool(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")
    return done.stdout
