"""Where everything of one clone lies: the code, its run-time state, the socket folder of its database."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("ELOCAL_STATE") or ROOT / ".elocal").absolute()
VENV = STATE / "venv"
LOGS = STATE / "logs"
PYTHON = VENV / "bin" / "python"

# sockaddr_un.sun_path is 108 bytes with its closing zero; PostgreSQL adds the file name below to the folder.
SOCKET_PATH_LIMIT = 107
SOCKET_FILE = ".s.PGSQL.5432"


def short_hash(text: str) -> str:
    """Eight hex digits that tell two clones on one machine apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def socket_folder(state: Path, is_root: bool) -> Path:
    """A short folder for the socket: the state folder itself may be too deep for a socket's path."""
    base = Path("/run") if is_root else Path("/tmp")
    return base / f"elocal-{short_hash(str(state))}"


def fits_socket(folder: Path) -> bool:
    """Whether a PostgreSQL socket in this folder has a path that the kernel accepts."""
    return len(os.fsencode(folder / SOCKET_FILE)) <= SOCKET_PATH_LIMIT


def make_state() -> None:
    """The database's user may enter the state folder but not list it; the secrets in it are files of mode 600."""
    STATE.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    if STATE.stat().st_uid == os.getuid():
        STATE.chmod(0o711)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time; the kernel lets go when the holder dies, so nothing can be left locked."""
    make_state()
    with open(STATE / f"{name}.lock", "w") as handle:
        flock(handle, LOCK_EX)
        try:
            yield
        finally:
            flock(handle, LOCK_UN)
