"""The unprivileged account that PostgreSQL runs under: root may not run it."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gis_core.bootstrap.console import Stop

SYSTEM_USER = "elocal"


def is_root() -> bool:
    """Whether the command was started by root or through sudo."""
    return os.geteuid() == 0


def invoking_user() -> str:
    """The person who typed the command, also behind sudo."""
    return os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name


def cluster_user() -> pwd.struct_passwd:
    """The account that owns the database's files; made once when the command runs as root."""
    if not is_root():
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _create_system_user()
        return pwd.getpwnam(SYSTEM_USER)


def _create_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))
    if useradd is None:
        raise Stop("useradd is missing; type: apt-get install -y passwd")
    options = ["--system", "--user-group", "--home-dir", "/var/lib/elocal", "--shell", "/usr/sbin/nologin"]
    subprocess.run([useradd, *options, SYSTEM_USER], check=False, capture_output=True)


def identity(user: pwd.struct_passwd) -> dict[str, Any]:
    """Arguments for `subprocess` that run a command as this account; the working folder must be one it can enter."""
    if user.pw_uid == os.geteuid():
        return {"cwd": "/"}
    return {"cwd": "/", "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def run_as(user: pwd.struct_passwd, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs a command as this account with its text output captured unless told otherwise."""
    if "stdout" not in options:
        options.setdefault("capture_output", True)
    environment = {**os.environ, "HOME": user.pw_dir, "LC_ALL": "C.UTF-8", **options.pop("env", {})}
    return subprocess.run([str(part) for part in command], text=True, env=environment, **identity(user), **options)


def can_enter(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether this account can reach a folder: a clone below /root is closed to everyone else."""
    if user.pw_uid == os.geteuid():
        return True
    return run_as(user, ["test", "-x", folder]).returncode == 0
