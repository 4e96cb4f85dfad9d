"""A cluster for one run of tests or measurements: own folder, no safety, gone afterwards whatever happens."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from gis_core.bootstrap.cluster import Cluster
from gis_core.bootstrap.configuration import Target, test_environment
from gis_core.bootstrap.console import Step
from gis_core.bootstrap.processes import end_with_parent

# short, because the socket lies in it, and on every machine enterable by the database's user
DISK = Path("/tmp")
MEMORY = Path("/dev/shm")
#: What a run of the suite may come to hold, with every copy of its database, and as much again.
ROOM = 3 * 2**30
PREFIX = "elocal-test-"
YOUNG_S = 60


@contextmanager
def throwaway_site(database: str, durable: bool = False) -> Iterator[dict[str, str]]:
    """Environment of a Django process with a new, empty cluster and state folder."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=DISK if durable else _quickest()))
    folder.chmod(0o711)
    with open(folder / "lock", "w") as lock:
        flock(lock, LOCK_EX)
        try:
            with throwaway_cluster(folder, database, durable) as target:
                state = folder / "state"
                (state / "media").mkdir(parents=True)
                yield test_environment(target, state)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_cluster(folder: Path, database: str, durable: bool = False) -> Iterator[Target]:
    """A running cluster with one database; the owner may create more, tests copy template databases."""
    cluster = Cluster(folder / "cluster", folder / "socket", durable=durable)
    with Step("throw-away database"):
        cluster.create()
        server = cluster.start_as_child(end_with_parent(signal.SIGQUIT))
        try:
            cluster.prepare()
            cluster.create_database(database)
        except BaseException:
            server.kill()
            raise
    try:
        yield Target(str(cluster.socket), "5432", database, cluster.roles)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(30)


def _quickest() -> Path:
    """Memory where it has room, else the disk, which takes ten times as long for the files of a copied database."""
    try:
        has_room = shutil.disk_usage(MEMORY).free > ROOM
    except OSError:
        return DISK
    return MEMORY if has_room and os.access(MEMORY, os.W_OK | os.X_OK) else DISK


def sweep() -> None:
    """Removes folders of runs that were killed; a living run holds its lock, one that just begins is too young."""
    for folder in (*DISK.glob(f"{PREFIX}*"), *MEMORY.glob(f"{PREFIX}*")):
        try:
            with open(folder / "lock") as lock:
                flock(lock, LOCK_EX | LOCK_NB)
                if time.time() - folder.stat().st_mtime > YOUNG_S:
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
