"""Children end with us, and only those that we started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from gis_core.bootstrap import processes
from gis_core.bootstrap.places import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_leftover_is_ended_by_pid_and_start_time(tmp_path: Path) -> None:
    noted = tmp_path / "up.json"
    child = subprocess.Popen(SLEEP)
    processes.remember(noted, [child.pid])
    assert processes.start_time(child.pid) is not None
    # a zombie keeps its start time until it is waited for, so this test reaps it the way init would
    os.kill(child.pid, signal.SIGTERM)
    child.wait()
    assert processes.end_leftovers(noted) == 0 and not noted.exists()


def test_a_pid_that_belongs_to_someone_else_now_is_left_alone(tmp_path: Path) -> None:
    noted = tmp_path / "up.json"
    child = subprocess.Popen(SLEEP)
    try:
        noted.write_text(f'{{"{child.pid}": "1"}}')
        assert processes.end_leftovers(noted) == 0
        assert child.poll() is None
    finally:
        child.kill()
        child.wait()


def test_a_broken_note_is_survived(tmp_path: Path) -> None:
    noted = tmp_path / "up.json"
    noted.write_text("{")
    assert processes.end_leftovers(noted) == 0


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """kill -9 leaves no time to clean up: the kernel must do it."""
    program = (
        "import subprocess, sys, time\n"
        "from gis_core.bootstrap.processes import end_with_parent\n"
        f"child = subprocess.Popen({SLEEP!r}, preexec_fn=end_with_parent())\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 60
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)


def test_a_child_that_asks_after_its_parent_has_gone_ends_itself() -> None:
    """A worker of the web server is still loading while the server is killed: nobody would send it the signal."""
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    late = subprocess.Popen(SLEEP, preexec_fn=processes.end_with_parent(parent=gone.pid))
    try:
        assert late.wait(60) == 128 + signal.SIGTERM
    finally:
        late.kill()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
