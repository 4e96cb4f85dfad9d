"""What the person at the keyboard sees: one line a step, and one line when something is missing."""

import sys
import threading
import time
from types import TracebackType


class Stop(Exception):
    """Ends the command with one line that says what is wrong and what to type."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Progress goes to standard error, so that `./elocal manage dumpdata > file` holds data only."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """`with Step("database cluster"):` prints the name, then the elapsed seconds; counts along on a terminal.

    `tell` shows how far a long step is: beside the seconds on a terminal, else as lines of their own.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.detail = ""
        self._live = sys.stderr.isatty()
        self._done = threading.Event()

    def __enter__(self) -> "Step":
        self._started = time.monotonic()
        if self._live:
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()
        else:
            print(f"  {self.name} ... ", end="", file=sys.stderr, flush=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        outcome = f"{time.monotonic() - self._started:.1f} s" if kind is None else "failed"
        if self._live:
            self._ticker.join()
            print(f"\r\033[K  {self.name}  {outcome}", file=sys.stderr, flush=True)
        else:
            print(outcome, file=sys.stderr, flush=True)

    def tell(self, detail: str) -> None:
        """Show a line of the step's own progress."""
        self.detail = detail
        if not self._live:
            print(f"\n    {detail}", end=" ", file=sys.stderr, flush=True)

    def _tick(self) -> None:
        while not self._done.wait(0.2):
            seconds = time.monotonic() - self._started
            print(f"\r\033[K  {self.name}  {self.detail} {seconds:.0f} s", end="", file=sys.stderr, flush=True)
