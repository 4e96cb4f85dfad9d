"""The Python environment: a venv that holds exactly what `requirements.lock` names, checked by hash."""

import subprocess
import sys
from pathlib import Path

from gis_core.bootstrap import stamps
from gis_core.bootstrap.console import Step, Stop
from gis_core.bootstrap.places import LOGS, PYTHON, ROOT, VENV, locked

LOCK = ROOT / "requirements.lock"
STAMP = VENV / "lock.stamp"
# the lock names wheels of this version only
WANTED = (3, 11)
CANDIDATES = ("/usr/bin/python3", "/usr/bin/python3.11", "/usr/local/bin/python3.11", sys.executable)


def ensure() -> None:
    """Builds or updates the venv when the lock changed."""
    wanted = stamps.digest(LOCK)
    if stamps.is_current(STAMP, wanted):
        return
    with locked("setup"), Step("Python packages"):
        if stamps.is_current(STAMP, wanted):
            return
        if not PYTHON.exists():
            _run([find_python(), "-m", "venv", "--clear", VENV])
        _run([PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "-r", LOCK])
        stamps.write(STAMP, wanted)


def find_python() -> str:
    """An interpreter of the wanted version, Debian's own first."""
    probe = f"import sys, ensurepip; sys.exit(sys.version_info[:2] != {WANTED})"
    for candidate in CANDIDATES:
        if Path(candidate).exists() and subprocess.run([candidate, "-c", probe], capture_output=True).returncode == 0:
            return candidate
    raise Stop("Python 3.11 with venv is missing; type: apt-get install -y python3 python3-venv (on Debian 12)")


def _run(command: list[str | Path]) -> None:
    log = LOGS / "python_packages.log"
    with open(log, "ab") as output:
        done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=output, stderr=output)
    if done.returncode:
        last = log.read_text(errors="replace").strip().splitlines()[-1:]
        raise Stop(f"Python packages could not be installed ({' '.join(last)}); all of it is in {log}")
