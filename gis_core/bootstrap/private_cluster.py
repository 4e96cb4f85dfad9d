"""The clone's own database, shared by the commands that run at the same time: the last one stops it."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

from gis_core.bootstrap.client import Client
from gis_core.bootstrap.cluster import Cluster
from gis_core.bootstrap.configuration import DATABASE, Target, existing_server, roles
from gis_core.bootstrap.console import Step, Stop
from gis_core.bootstrap.os_user import can_enter, cluster_user, is_root
from gis_core.bootstrap.places import STATE, locked, make_state, short_hash, socket_folder

ELSEWHERE = Path("/var/lib/elocal")


def private_cluster(settings: dict[str, str]) -> Cluster:
    """The cluster of this clone; its files lie outside when its user cannot enter the clone's folder."""
    make_state()
    return Cluster(_folder(), socket_folder(STATE, is_root()), roles=roles(settings))


def _folder() -> Path:
    pointer = STATE / "cluster"
    if pointer.exists():
        return pointer.resolve()
    if can_enter(cluster_user(), STATE):
        return pointer
    folder = ELSEWHERE / short_hash(str(STATE))
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if pointer.is_symlink():
        pointer.unlink()
    pointer.symlink_to(folder)
    return folder


@contextmanager
def database(settings: dict[str, str]) -> Iterator[Target]:
    """The database to work on: the server the office named, or the private cluster, running while inside."""
    named = existing_server(settings)
    if named:
        _must_answer(named)
        yield named
        return
    cluster = private_cluster(settings)
    with running(cluster):
        name = settings.get("ELOCAL_DB_NAME") or DATABASE
        yield Target(str(cluster.socket), "5432", name, cluster.roles)


def _must_answer(server: Target) -> None:
    """Asks the office's own server before anything is started that would fail one by one."""
    try:
        Client.of(server).sql("SELECT 1")
    except Stop as stop:
        hint = "its administrator types: psql -v owner=PASSWORD -v app=PASSWORD -f docker/postgis/prepare.sql"
        raise Stop(f"{stop}; a new server must be prepared once, {hint}") from None


@contextmanager
def running(cluster: Cluster) -> Iterator[None]:
    """Keeps the cluster up; users hold a shared lock, which the kernel drops even after kill -9."""
    with open(STATE / "cluster.users", "w") as users:
        with locked("cluster"):
            _bring_up(cluster)
            flock(users, LOCK_SH)
        try:
            yield
        finally:
            with locked("cluster"):
                _stop_if_last(cluster, users.fileno())


def _bring_up(cluster: Cluster) -> None:
    if not cluster.exists():
        with Step("database cluster (new)"):
            cluster.create()
            cluster.start()
            cluster.prepare()
            cluster.create_database(DATABASE)
    elif not cluster.is_running():
        with Step("database cluster"):
            cluster.start()


def _stop_if_last(cluster: Cluster, users: int) -> None:
    try:
        flock(users, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return
    if cluster.is_running():
        cluster.stop()


def attachments(settings: dict[str, str]) -> Path:
    """Folder of the uploaded files."""
    return Path(settings.get("ELOCAL_MEDIA") or STATE / "media")


def ensure_folders(settings: dict[str, str]) -> None:
    """The folder of attachments, closed to others."""
    attachments(settings).mkdir(mode=0o700, parents=True, exist_ok=True)
