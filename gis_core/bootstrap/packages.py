"""Programs and libraries from Debian: looked for by what they provide, installed only when missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gis_core.bootstrap import cluster
from gis_core.bootstrap.console import Step, Stop
from gis_core.bootstrap.os_user import is_root
from gis_core.bootstrap.places import LOGS, make_state

CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.d/elocal.conf")
NO_MAIN_CLUSTER = "create_main_cluster = false\nstart_conf = manual\n"


@dataclass(frozen=True)
class Need:
    """Something the product uses, how to see that it is there, and the packages that bring it."""

    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def has_program(name: str) -> Callable[[], bool]:
    """A test for a program in PATH."""
    return lambda: shutil.which(name) is not None


def has_file(pattern: str) -> Callable[[], bool]:
    """A test for a file that matches a pattern below /usr."""
    return lambda: next(Path("/usr").glob(pattern), None) is not None


SITE = (
    Need(has_file("lib/python3.11/ensurepip/__init__.py"), ("python3-venv",)),
    Need(has_program("node"), ("nodejs",)),
    Need(has_program("npm"), ("npm",)),
    Need(has_program("ogr2ogr"), ("gdal-bin",)),
    Need(has_program("pg_dump"), ("postgresql-client-15",)),
    Need(has_file("lib/*/libpangoft2-1.0.so.0"), ("libpango-1.0-0", "libpangoft2-1.0-0")),
    Need(has_file("lib/*/libharfbuzz-subset.so.0"), ("libharfbuzz-subset0",)),
)
CLUSTER = (
    Need(
        lambda: bool(cluster.installed_versions()),
        ("postgresql-15", "postgresql-15-postgis-3", "postgresql-15-postgis-3-scripts"),
    ),
)
TESTS = (
    Need(has_program("chromium"), ("chromium",)),
    Need(has_file("share/fonts/*/tlwg/*"), ("fonts-thai-tlwg",)),
    Need(has_program("pdftoppm"), ("poppler-utils",)),
)


def ensure(*, tests: bool = False, own_cluster: bool = True) -> None:
    """Installs what is missing; without the right to do so it says the one line to type."""
    needs = SITE + (CLUSTER if own_cluster else ()) + (TESTS if tests else ())
    missing = [name for need in needs if not need.is_there() for name in need.packages]
    if not missing:
        return
    prefix = _right_to_install(missing)
    make_state()
    with Step("system packages"), _no_main_cluster(prefix):
        _apt(prefix, "update", check=False)
        _apt(prefix, "install", "-y", "--no-install-recommends", *missing)


def _right_to_install(missing: list[str]) -> list[str]:
    """The words before `apt-get`: none for root, sudo for those who may use it."""
    if is_root():
        return []
    if shutil.which("sudo") and _sudo_works():
        return ["sudo"]
    raise Stop(f"missing packages; as root type: apt-get install -y --no-install-recommends {' '.join(missing)}")


def _sudo_works() -> bool:
    # asks for the password before the progress line starts; without a terminal it must work without one
    options = ["-v"] if sys.stdin.isatty() else ["-n", "true"]
    return subprocess.run(["sudo", *options], stderr=None if sys.stdin.isatty() else subprocess.DEVNULL).returncode == 0


def _apt(prefix: list[str], *arguments: str, check: bool = True) -> None:
    log = LOGS / "apt.log"
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments]
    with open(log, "ab") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    if check and done.returncode:
        errors = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("E:")]
        raise Stop(f"apt-get failed ({' '.join(errors[-1:])}); all of it is in {log}")


@contextmanager
def _no_main_cluster(prefix: list[str]) -> Iterator[None]:
    """Keeps Debian from making and starting its own `main` cluster when the server is installed by us."""
    if next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None) or CREATE_CLUSTER.exists():
        yield
        return
    _as_root(prefix, "mkdir", "-p", str(CREATE_CLUSTER.parent))
    _as_root(prefix, "tee", str(CREATE_CLUSTER), text=NO_MAIN_CLUSTER)
    try:
        yield
    finally:
        _as_root(prefix, "rm", "-f", str(CREATE_CLUSTER))


def _as_root(prefix: list[str], *command: str, text: str = "") -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run([*prefix, *command], input=text, text=True, env=environment, stdout=subprocess.DEVNULL, check=True)
