"""PostgreSQL's own client programs, aimed at one database as its owner."""

import contextlib
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from gis_core.bootstrap import archive
from gis_core.bootstrap.configuration import Target
from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.pg_files import quoted

# where a session stands while it makes, renames and drops databases
MAINTENANCE = "postgres"
# tables that no extension brought
OWN_TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
    SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e');
"""


@dataclass(frozen=True)
class Client:
    """Runs psql, pg_dump and pg_restore as the owner role."""

    target: Target

    @classmethod
    def of(cls, target: Target) -> "Client":
        """For the office's database."""
        return cls(target)

    @property
    def database(self) -> str:
        """Its name."""
        return self.target.name

    def of_database(self, name: str) -> "Client":
        """The same server, another database."""
        return Client(replace(self.target, name=name))

    def sql(self, statement: str, database: str | None = None) -> str:
        """Runs statements and returns the rows as text."""
        command = [*self._command("psql", database), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True)
        if done.returncode:
            raise Stop(f"database refused: {' '.join(done.stderr.split())}")
        return done.stdout.strip()

    def holds_data(self) -> bool:
        """Whether the database has a table of ours; a missing database holds none."""
        if not self.exists():
            return False
        return self.sql(OWN_TABLES) != "0"

    def exists(self) -> bool:
        """Whether there is a database of this name."""
        return self.sql(f"SELECT 1 FROM pg_database WHERE datname = {quoted(self.database)}", MAINTENANCE) == "1"

    def create(self) -> None:
        """An empty database of the owner, with the extensions that template1 has."""
        self.sql(f'CREATE DATABASE "{self.database}"', MAINTENANCE)
        self.sql(f'REVOKE ALL ON DATABASE "{self.database}" FROM PUBLIC', MAINTENANCE)
        self.sql(f'GRANT CONNECT, TEMPORARY ON DATABASE "{self.database}" TO {self.target.roles.app}', MAINTENANCE)

    def drop(self) -> None:
        """Removes it if it is there."""
        self.sql(f'DROP DATABASE IF EXISTS "{self.database}"', MAINTENANCE)

    def take_place(self, fresh: "Client", aside: str) -> None:
        """Gives the fresh database this one's name; the old one is dropped when that has worked."""
        old = self.of_database(aside)
        if self.exists():
            self.sql(f'ALTER DATABASE "{self.database}" RENAME TO "{aside}"', MAINTENANCE)
        try:
            self.sql(f'ALTER DATABASE "{fresh.database}" RENAME TO "{self.database}"', MAINTENANCE)
        except BaseException:
            if old.exists():
                self.sql(f'ALTER DATABASE "{aside}" RENAME TO "{self.database}"', MAINTENANCE)
            raise
        old.drop()

    @contextlib.contextmanager
    def dump(self) -> Iterator[BinaryIO]:
        """A stream of the dump in PostgreSQL's custom format; rights are given anew by the code that restores it."""
        command = [*self._command("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
        with tempfile.TemporaryFile() as errors:
            child = subprocess.Popen(command, env=self._environment(), stdout=subprocess.PIPE, stderr=errors)
            if child.stdout is None:
                raise Stop("pg_dump has no output")
            try:
                with child.stdout:
                    yield child.stdout  # type: ignore[misc]
            except BaseException:
                child.kill()
                child.wait()
                raise
            if child.wait():
                errors.seek(0)
                raise Stop(f"pg_dump failed: {errors.read().decode(errors='replace').strip()}")

    def load(self, file: Path, progress: archive.Progress) -> None:
        """Fills the empty database from a backup file, all or nothing."""
        contents = self._restore(file, ["--list"], archive.ignore)
        with tempfile.NamedTemporaryFile("w", suffix=".list") as listing:
            listing.write(restorable(contents))
            listing.flush()
            options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "-L", listing.name]
            self._restore(file, [*options, "-d", self.database, *self._server()], progress)

    def _restore(self, file: Path, options: Sequence[str], progress: archive.Progress) -> str:
        command = [tool("pg_restore"), *options]
        pipe = subprocess.PIPE
        child = subprocess.Popen(command, env=self._environment(), stdin=pipe, stdout=pipe, stderr=pipe)
        if child.stdin is None:
            raise Stop("pg_restore has no input")
        feeder = threading.Thread(target=archive.copy_dump, args=(file, child.stdin, progress), daemon=True)
        feeder.start()
        # `communicate` would close the input that the feeder writes to
        child.stdin = None
        output, errors = child.communicate()
        feeder.join()
        if child.returncode:
            raise Stop(f"pg_restore failed: {errors.decode(errors='replace').strip()}")
        return output.decode()

    def _command(self, name: str, database: str | None = None) -> list[str]:
        return [tool(name), *self._server(), "-d", database or self.database]

    def _server(self) -> list[str]:
        return ["-h", self.target.host, "-p", self.target.port, "-U", self.target.roles.owner]

    def _environment(self) -> dict[str, str]:
        password = {"PGPASSWORD": self.target.password} if self.target.password else {}
        return {**os.environ, **password, "LC_ALL": "C.UTF-8"}


def tool(name: str) -> str:
    """The newest client program: pg_dump refuses a server newer than itself."""
    found = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(
        (path for path in found if path.parts[-3].isdigit()), key=lambda path: int(path.parts[-3]), default=None
    )
    return str(newest) if newest else name


def restorable(listing: str) -> str:
    """Leaves out the extensions and their comments: the new database has them, and they belong to its superuser."""
    left_out = (" EXTENSION - ", " COMMENT - EXTENSION ")
    return "".join(f"{line}\n" for line in listing.splitlines() if not any(word in line for word in left_out))
