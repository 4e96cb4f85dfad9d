"""What the worker hands to a background task, for tests that call the task themselves."""

from __future__ import annotations

from gis_core.jobs.models import JobProgress


class Stopped(Exception):
    """Stands for the end of a worker."""


class Worker:
    """Stands in for the running job; stops after so many steps."""

    def __init__(self, row: JobProgress, last: int | None = None) -> None:
        self.uid, self.user, self.last = row.uid, row.owner, last
        self.steps: list[tuple[int, int, str]] = []

    def step(self, done: int, total: int = 0, message: str = "") -> None:
        self.steps.append((done, total, message))
        if self.last is not None and done >= self.last:
            raise Stopped
