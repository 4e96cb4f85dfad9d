"""A cluster for one run of tests or measurements: own folder, no safety, gone afterwards whatever happens."""

import ctypes
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from gis_core.bootstrap.cluster import Cluster
from gis_core.bootstrap.configuration import Target, site_environment
from gis_core.bootstrap.console import Step

# short, because the socket lies in it, and on every machine enterable by the database's user
BASE = Path("/tmp")
PREFIX = "elocal-test-"
PR_SET_PDEATHSIG = 1
SETTINGS = "gis_core.settings.test"


def end_with_parent(number: int = signal.SIGQUIT) -> object:
    """For `preexec_fn`: the kernel sends this signal to the child when its parent dies, even by kill -9."""
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


@contextmanager
def throwaway_site(database: str, durable: bool = False) -> Iterator[dict[str, str]]:
    """Environment of a Django process with a new, empty cluster and state folder."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=BASE))
    folder.chmod(0o711)
    with open(folder / "lock", "w") as lock:
        flock(lock, LOCK_EX)
        try:
            with throwaway_cluster(folder, database, durable) as target:
                state = folder / "state"
                (state / "media").mkdir(parents=True)
                own = {name: value for name, value in os.environ.items() if name.startswith("ELOCAL_TEST")}
                yield _without_office(site_environment(target, "app", SETTINGS, state, own), own)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _without_office(environment: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """Tests never see a setting of the office, such as the name of its real server."""
    derived = site_environment_names()
    return {k: v for k, v in environment.items() if not k.startswith("ELOCAL_") or k in derived or k in own}


def site_environment_names() -> frozenset[str]:
    """The variables that are always set anew."""
    words = "DB_HOST DB_PORT DB_NAME DB_OWNER DB_APP DB_ROLE DB_PASSWORD STATE MEDIA SECRET_KEY HOSTS"
    return frozenset(f"ELOCAL_{word}" for word in words.split())


@contextmanager
def throwaway_cluster(folder: Path, database: str, durable: bool = False) -> Iterator[Target]:
    """A running cluster with one database; the owner may create more, tests copy template databases."""
    cluster = Cluster(folder / "cluster", folder / "socket", durable=durable)
    with Step("throw-away database"):
        cluster.create()
        server = cluster.start_as_child(end_with_parent())
        try:
            cluster.prepare(owner_creates_databases=True)
            cluster.create_database(database)
        except BaseException:
            server.kill()
            raise
    try:
        yield Target(str(cluster.socket), "5432", database, cluster.roles)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(30)


def sweep() -> None:
    """Removes folders of runs that were killed; a living run holds its lock."""
    for folder in BASE.glob(f"{PREFIX}*"):
        try:
            with open(folder / "lock") as lock:
                flock(lock, LOCK_EX | LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, BlockingIOError):
            continue
