"""The environment variables that the site reads; what the person sets wins, `.elocal/elocal.env` comes next."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.pg_files import Roles
from gis_core.bootstrap.places import STATE

DATABASE = "elocal"


def parse_env_file(text: str) -> dict[str, str]:
    """Lines `NAME=value`; blank lines and lines with # are skipped, quotes around a value fall away."""
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.removeprefix("export ").partition("=")
        if not separator or not name.strip().isidentifier():
            raise Stop(f"elocal.env line {number} is not NAME=value")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        values[name.strip()] = value[1:-1] if quoted else value
    return values


def user_settings() -> dict[str, str]:
    """What the office itself has set, in the file and in the environment."""
    file = STATE / "elocal.env"
    settings = parse_env_file(file.read_text(encoding="utf-8")) if file.exists() else {}
    settings.update({name: value for name, value in os.environ.items() if name.startswith("ELOCAL_")})
    return settings


def roles(settings: Mapping[str, str]) -> Roles:
    """Names of the database roles."""
    usual = Roles()
    return Roles(settings.get("ELOCAL_DB_OWNER") or usual.owner, settings.get("ELOCAL_DB_APP") or usual.app)


@dataclass(frozen=True)
class Target:
    """The database that a command works on."""

    host: str
    port: str
    name: str
    roles: Roles
    password: str = ""


def existing_server(settings: Mapping[str, str]) -> Target | None:
    """The server that the office named instead of the private cluster, if it did."""
    host = settings.get("ELOCAL_DB_HOST")
    if not host:
        return None
    name = settings.get("ELOCAL_DB_NAME") or DATABASE
    return Target(
        host, settings.get("ELOCAL_DB_PORT") or "5432", name, roles(settings), settings.get("ELOCAL_DB_PASSWORD", "")
    )


def secret_key(state: Path) -> str:
    """Signs sessions; made once and kept, or everybody would be logged out at each start."""
    file = state / "secret_key"
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text().strip()


def site_environment(base: Mapping[str, str], target: Target, role: str, module: str, state: Path) -> dict[str, str]:
    """The whole environment of a Django process; `role` is `owner` or `app`, `base` may set what is not fixed here."""
    return {
        **base,
        "ELOCAL_DB_HOST": target.host,
        "ELOCAL_DB_PORT": target.port,
        "ELOCAL_DB_NAME": target.name,
        "ELOCAL_DB_OWNER": target.roles.owner,
        "ELOCAL_DB_APP": target.roles.app,
        "ELOCAL_DB_ROLE": role,
        "ELOCAL_DB_PASSWORD": target.password,
        "ELOCAL_STATE": str(state),
        "ELOCAL_MEDIA": base.get("ELOCAL_MEDIA") or str(state / "media"),
        "ELOCAL_SECRET_KEY": base.get("ELOCAL_SECRET_KEY") or secret_key(state),
        "ELOCAL_HOSTS": base.get("ELOCAL_HOSTS") or "localhost,127.0.0.1,[::1]",
        "DJANGO_SETTINGS_MODULE": base.get("ELOCAL_SETTINGS") or module,
        "PYTHONUNBUFFERED": "1",
        # a thread's own arena keeps what it freed from the others: an import's process grows by a quarter
        "MALLOC_ARENA_MAX": "1",
    }


def office_environment(target: Target, role: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Environment of the office's own site on this machine."""
    return site_environment({**os.environ, **settings}, target, role, "gis_core.settings.dev", STATE)


def test_environment(target: Target, state: Path) -> dict[str, str]:
    """Environment of a test: it never sees a setting of the office, such as the name of its real server."""
    base = {k: v for k, v in os.environ.items() if not k.startswith("ELOCAL_") or k.startswith("ELOCAL_TEST_")}
    base.pop("DJANGO_SETTINGS_MODULE", None)
    return site_environment(base, target, "app", "gis_core.settings.test", state)
