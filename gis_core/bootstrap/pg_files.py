"""The text of PostgreSQL's configuration files (pure functions)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "postgres"
MAP = "elocal"


@dataclass(frozen=True)
class Roles:
    """The two database roles: the owner migrates, the application reads and writes rows and nothing else."""

    owner: str = "elocal_owner"
    app: str = "elocal_app"


def hba(roles: Roles) -> str:
    """Who may connect: this machine's accounts over the socket, as the roles the map below gives them."""
    lines = ["# written at each start; local accounts only, no password and no network"]
    lines += [f"local all {role} peer map={MAP}" for role in (roles.owner, roles.app, SUPERUSER)]
    return "\n".join(lines) + "\n"


def ident(roles: Roles, cluster_user: str, people: Iterable[str]) -> str:
    """Which account may be which role: only the account that owns the files is superuser."""
    rows = [f'{MAP} "{cluster_user}" {SUPERUSER}']
    for person in sorted({cluster_user, *people}):
        rows += [f'{MAP} "{person}" {role}' for role in (roles.owner, roles.app)]
    return "\n".join(["# map  account  role", *rows]) + "\n"


def memory_settings(total_mb: int) -> dict[str, str]:
    """A quarter of the memory for shared buffers, up to 768 MB: with web and worker that is a third of a 4 GB PC."""
    shared = max(64, min(total_mb // 4, 768))
    return {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(128, total_mb // 2)}MB",
        "maintenance_work_mem": f"{max(64, min(total_mb // 16, 512))}MB",
        "work_mem": "32MB" if total_mb >= 4096 else "8MB",
    }


def conf(socket_folder: Path, total_mb: int, durable: bool) -> str:
    """postgresql.conf: the socket only; a throw-away cluster (`durable=False`) gives up safety for speed."""
    settings: dict[str, str] = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "port": "5432",
        "max_connections": "80",
        "shared_preload_libraries": "pg_stat_statements",
        # planning with JIT costs more than it saves on PostGIS queries of a few milliseconds
        "jit": "off",
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_min_duration_statement": "2000" if durable else "-1",
        **memory_settings(total_mb),
        **_durability(durable),
    }
    return "# written at each start\n" + "".join(f"{name} = {quoted(value)}\n" for name, value in settings.items())


def _durability(durable: bool) -> Mapping[str, str]:
    if durable:
        return {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    off = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    # sites, workers and cashiers of several processes of the suite at once
    off |= {"max_connections": "250"}
    # its files may lie in memory
    off |= {"min_wal_size": "64MB", "max_wal_size": "256MB", "wal_level": "minimal", "max_wal_senders": "0"}
    return {**off, "shared_buffers": "128MB", "autovacuum": "on"}


def quoted(value: str) -> str:
    """A value or SQL literal in single quotes."""
    return "'" + value.replace("'", "''") + "'"
