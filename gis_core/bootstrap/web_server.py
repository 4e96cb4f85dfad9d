"""The web server's command, the same under `up`, in tests that need a real site, and in the benchmarks."""

import os
from pathlib import Path

from gis_core.bootstrap.addresses import Listen
from gis_core.bootstrap.places import PYTHON

#: Each thread holds a database connection; more than four only queue in front of the database's cores.
THREADS = 4


def workers() -> int:
    """One process a core, for an office's machine."""
    return max(2, min(os.cpu_count() or 2, 4))


def command(
    listen: Listen, *, processes: int = 2, threads: int = THREADS, python: str | Path = PYTHON
) -> list[str | Path]:
    """Granian (WSGI) on one address. A thread that rests gives its connection back after ten minutes."""
    options = (
        f"--interface wsgi --http 1 --no-ws --workers {processes} --blocking-threads {threads}"
        " --blocking-threads-idle-timeout 600 --workers-kill-timeout 5 --log-level warning"
    )
    place = ["--host", listen.address, "--port", str(listen.port)]
    return [python, "-m", "granian", *options.split(), *place, "gis_core.wsgi:application"]
