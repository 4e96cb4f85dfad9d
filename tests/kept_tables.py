"""The migrated, still empty tables of an earlier run, kept for as long as nothing that makes them changes.

Applying every migration costs the better part of a minute, which somebody who runs one test file again and again need
not wait for. A clean clone and the full suite (`--all`) always migrate.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

from gis_core.bootstrap.client import restorable, tool

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".elocal" / "migrated"
PARTS = ("gis_core", "layers", "importers", "tiles", "modules", "map_ui")


def restore(database: str) -> bool:
    """Fill an empty database with the kept tables; False when there are none that fit."""
    kept = _path()
    if "ELOCAL_TEST_ALL" in os.environ or not kept.exists():
        return False
    contents = _run("pg_restore", "--list", str(kept))
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listing:
        listing.write(restorable(contents))
        listing.flush()
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "-L", listing.name]
        _run("pg_restore", *options, "-d", database, *_server(), str(kept))
    return True


def keep(database: str) -> None:
    """Put the tables of a migrated database aside, in place of those of other migrations."""
    kept = _path()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink(missing_ok=True)
    waiting = kept.with_suffix(f".{os.getpid()}")
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={waiting}"]
    _run("pg_dump", *options, *_server(), "-d", database)
    waiting.replace(kept)


def _path() -> Path:
    digest = hashlib.sha256()
    for path in sorted(each for part in PARTS for each in (ROOT / part).rglob("*") if _makes_tables(each)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    digest.update((ROOT / "requirements.lock").read_bytes())
    digest.update(_run("pg_dump", "--version").encode())
    return FOLDER / f"{digest.hexdigest()[:24]}.dump"


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
