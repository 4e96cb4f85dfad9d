"""Child processes: started, watched and ended by their own id, never by name."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gis_core.bootstrap.places import LOGS

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 2**20
POLITE_S = 12.0

Command = Sequence[str | Path]


def end_with_parent(number: int = signal.SIGTERM, parent: int | None = None) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal to the child when its parent dies, even by kill -9.

    parent: the process whose end is meant, when it is not the one that calls this. It may have died before the kernel
    was asked, which then sends nothing: the child ends itself.
    """
    libc = ctypes.CDLL(None)
    expected = parent or os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != expected:
            os._exit(128 + number)

    return ask


def run_to_end(command: Command, environment: Mapping[str, str], folder: Path) -> int:
    """Runs a command in the foreground; when we are asked to stop, it may finish its own cleaning up first."""
    words = [str(word) for word in command]
    child = subprocess.Popen(words, env=dict(environment), cwd=folder, preexec_fn=end_with_parent())
    try:
        return child.wait()
    except KeyboardInterrupt as interrupt:
        # the terminal sends Ctrl-C to both; a kill reaches only us
        if interrupt.args != (signal.SIGINT,):
            child.send_signal(signal.SIGINT)
        _wait_or_kill(child)
        raise


def _wait_or_kill(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(POLITE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@dataclass
class Service:
    """A long-running part of the product with its log."""

    name: str
    command: Command
    child: subprocess.Popen[bytes] | None = None
    _where: tuple[Mapping[str, str], Path] | None = None

    @property
    def log(self) -> Path:
        """What the service prints."""
        return LOGS / f"{self.name}.log"

    def start(self, environment: Mapping[str, str], folder: Path) -> None:
        """Starts it in a session of its own: Ctrl-C reaches it only through `stop`."""
        self._where = environment, folder
        _turn_over(self.log)
        with open(self.log, "ab") as output:
            self.child = subprocess.Popen(
                [str(word) for word in self.command], env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, preexec_fn=end_with_parent(),
            )  # fmt: skip

    def start_again(self) -> None:
        """Starts what has ended as it was started."""
        assert self._where is not None
        self.start(*self._where)

    def has_ended(self) -> bool:
        """Whether it stopped by itself."""
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        """Asks it to end, then insists; its session is its own, so its children go with it."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(POLITE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()


def _turn_over(log: Path) -> None:
    """Keeps one older log, so that a long-lived office does not fill its disk."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log, indented."""
    if not log.exists():
        return "    (no log)"
    return "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])


def start_time(pid: int) -> str | None:
    """When a process started, in the kernel's ticks; None when there is none. Pid and time together never repeat."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # the second field is the name in brackets and may hold spaces
    return text.rpartition(")")[2].split()[19]


def remember(file: Path, pids: Sequence[int]) -> None:
    """Notes what was started, for the next start after a kill -9."""
    file.write_text(json.dumps({str(pid): start_time(pid) for pid in pids}))


def end_leftovers(file: Path) -> int:
    """Ends what an earlier start noted and could not stop; a pid that now belongs to another process is left alone."""
    if not file.exists():
        return 0
    try:
        noted = json.loads(file.read_text())
    except ValueError:
        noted = {}
    living = [int(pid) for pid, began in noted.items() if began and start_time(int(pid)) == began]
    for pid in living:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + POLITE_S
    while any(start_time(pid) == noted[str(pid)] for pid in living) and time.monotonic() < deadline:
        time.sleep(0.1)
    file.unlink(missing_ok=True)
    return len(living)
