"""A PostgreSQL cluster of our own: made, started, stopped; never the machine's."""

import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gis_core.bootstrap import pg_files
from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.os_user import cluster_user, identity, invoking_user, run_as
from gis_core.bootstrap.pg_files import Roles
from gis_core.bootstrap.places import SOCKET_FILE, fits_socket

#: What pg_isready says of a server that recovers or is about to stop.
BEGINS = 1
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist", "pgcrypto", "pg_stat_statements")
#: How long a slow machine that is busy with other things may take to answer, to start or to stop.
PATIENCE_S = 180


def installed_versions() -> list[int]:
    """PostgreSQL versions on this machine that have PostGIS, newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = [int(path.parts[-3]) for path in found if re.fullmatch(r"\d+", path.parts[-3])]
    control = "/usr/share/postgresql/{}/extension/postgis.control"
    return sorted((v for v in versions if Path(control.format(v)).exists()), reverse=True)


def program(name: str, version: int | None = None) -> Path:
    """A PostgreSQL program of the given (or newest) version; Debian keeps them out of PATH."""
    versions = [version] if version else installed_versions()
    if not versions:
        raise Stop(
            "PostGIS is missing; type: apt-get install -y postgresql-15-postgis-3 postgresql-15-postgis-3-scripts"
        )
    return Path(f"/usr/lib/postgresql/{versions[0]}/bin/{name}")


def total_memory_mb() -> int:
    """Memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


@dataclass
class Cluster:
    """One cluster: `folder` holds its files and log, `socket` is the folder that clients connect to."""

    folder: Path
    socket: Path
    durable: bool = True
    roles: Roles = field(default_factory=Roles)
    user: pwd.struct_passwd = field(default_factory=cluster_user)

    @property
    def data(self) -> Path:
        """The data directory proper."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "postgres.log"

    @property
    def version(self) -> int | None:
        """Version of the files, or None before the cluster exists."""
        stamp = self.data / "PG_VERSION"
        return int(stamp.read_text()) if stamp.exists() else None

    def exists(self) -> bool:
        """Whether the cluster was made completely: the mark is written last."""
        return (self.folder / "complete").exists()

    def is_running(self) -> bool:
        """Whether it answers; one that is there and too busy is waited for, since a second one could not start."""
        if not (self.socket / SOCKET_FILE).exists():
            return False
        ask: list[str | Path] = [program("pg_isready", self.version), "-q", "-t", str(PATIENCE_S), "-h", self.socket]
        deadline = time.monotonic() + PATIENCE_S
        while (answer := subprocess.run(ask).returncode) == BEGINS and time.monotonic() < deadline:
            time.sleep(0.1)
        return answer == 0

    def create(self) -> None:
        """initdb with checksums; a half-made cluster of an earlier, killed start is thrown away first."""
        if self.data.exists():
            shutil.rmtree(self.data)
        self._own(self.folder, 0o700)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=peer", f"--username={pg_files.SUPERUSER}"]
        options += ["--data-checksums"] if self.durable else ["--no-sync"]
        self._run("initdb", *options, "-D", self.data)

    def configure(self) -> None:
        """Writes the configuration at each start: the clone may have moved, the person may be another."""
        if not fits_socket(self.socket):
            raise Stop(f"the socket folder {self.socket} has too long a name; set ELOCAL_STATE to a shorter path")
        people = {"root", invoking_user()}
        self._write("postgresql.conf", pg_files.conf(self.socket, total_memory_mb(), self.durable))
        self._write("pg_hba.conf", pg_files.hba(self.roles))
        self._write("pg_ident.conf", pg_files.ident(self.roles, self.user.pw_name, people))

    def start(self) -> None:
        """Starts the server in a session of its own, so that Ctrl-C reaches it only through `stop`."""
        self.configure()
        self._own(self.socket, 0o750, group=_invoking_group())
        self._run("pg_ctl", "start", "-w", "-t", PATIENCE_S, "-s", "-D", self.data, "-l", self.log)

    def stop(self) -> None:
        """Ends sessions and writes a checkpoint; the next start needs no recovery."""
        self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", PATIENCE_S, "-s", "-D", self.data)

    def start_as_child(self, die_with_parent: Callable[[], object]) -> subprocess.Popen[bytes]:
        """Starts a throw-away server that the kernel ends together with this process, even after kill -9."""
        self.configure()
        self._own(self.socket, 0o750, group=_invoking_group())
        command: list[str | Path] = [program("postgres", self.version), "-D", self.data]
        os.close(os.open(self.log, os.O_CREAT | os.O_WRONLY, 0o640))
        with open(self.log, "ab") as log:
            server: subprocess.Popen[bytes] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent, **identity(self.user),
            )  # fmt: skip
        self._wait(server)
        return server

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Runs statements as superuser and returns the rows as text, columns separated by `|`."""
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.socket), "-U", pg_files.SUPERUSER]
        command: list[str | Path] = [program("psql", self.version), *options, "-d", database, "-f", "-"]
        done = run_as(self.user, command, input=statement)
        if done.returncode:
            raise Stop(f"database refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def prepare(self) -> None:
        """Roles, and the extensions in template1: only a superuser may make PostGIS, so each new database has it."""
        owner, app = self.roles.owner, self.roles.app
        # the owner makes databases: a restore fills a fresh one beside the old
        self.sql(f"CREATE ROLE {owner} LOGIN CREATEDB; CREATE ROLE {app} LOGIN;")
        extensions = "".join(f"CREATE EXTENSION IF NOT EXISTS {name};\n" for name in EXTENSIONS)
        rights = (
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;\n"
            f"GRANT ALL ON SCHEMA public TO {owner};\n"
            # a national grid of an office's own must survive backup and restore
            f"GRANT INSERT, UPDATE, DELETE ON spatial_ref_sys TO {owner};\n"
        )
        self.sql(extensions + rights, "template1")
        (self.folder / "complete").touch()

    def create_database(self, name: str) -> None:
        """A database that belongs to the owner role; the socket lets in the two roles, PUBLIC gets nothing."""
        self.sql(
            f"CREATE DATABASE {name} OWNER {self.roles.owner};\n"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\n"
            f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {self.roles.app};\n"
        )

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self.is_running():
            if server.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"the database did not start: {_tail(self.log)}")
            time.sleep(0.03)

    def _run(self, name: str, *arguments: object) -> None:
        command: list[str | Path] = [program(name, self.version), *map(str, arguments)]
        # the server that pg_ctl starts keeps its output open: reading a pipe to the end would wait for the server
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if name == "pg_ctl" else {}
        done = run_as(self.user, command, **quiet)
        if done.returncode:
            raise Stop(f"{name} failed: {(done.stderr or '').strip() or _tail(self.log)}")

    def _own(self, folder: Path, mode: int, group: int | None = None) -> None:
        """Makes a folder of the cluster's user; a foreign one of that name below /tmp is not trusted."""
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid if group is None else group)
        if folder.stat().st_uid != self.user.pw_uid:
            raise Stop(f"{folder} belongs to another user; remove it")
        folder.chmod(mode)

    def _write(self, name: str, text: str) -> None:
        target = self.data / name
        target.write_text(text)
        if os.geteuid() == 0:
            os.chown(target, self.user.pw_uid, self.user.pw_gid)
        target.chmod(0o600)


def _invoking_group() -> int:
    """The group that may enter the socket folder: that of the person who typed the command."""
    return pwd.getpwnam(invoking_user()).pw_gid


def _tail(path: Path, lines: int = 5) -> str:
    """The end of a log, on one line."""
    if not path.exists():
        return "no log was written"
    return " / ".join(path.read_text(errors="replace").splitlines()[-lines:])
