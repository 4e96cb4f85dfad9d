"""Each process of a suite that runs in several has a site of its own: its database and its folder of state.

A plugin of pytest, because it must speak before Django's settings are read.
"""

from __future__ import annotations

import os
from pathlib import Path

#: What all processes of the run share.
RUN = Path(os.environ["ELOCAL_STATE"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _move_in() -> None:
    state = RUN / WORKER
    (state / "media").mkdir(parents=True, exist_ok=True)
    os.environ["ELOCAL_STATE"] = str(state)
    os.environ["ELOCAL_MEDIA"] = str(state / "media")
    os.environ["ELOCAL_DB_NAME"] += f"_{WORKER}"


if WORKER:
    _move_in()
