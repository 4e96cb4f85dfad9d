"""`./elocal check`: every tool that reads the code, one line each, as the build server runs it."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gis_core.bootstrap.configuration import Target, test_environment
from gis_core.bootstrap.console import say
from gis_core.bootstrap.managing import set_up
from gis_core.bootstrap.pg_files import Roles
from gis_core.bootstrap.places import LOGS, ROOT, STATE, VENV

# strict types where there is no Django: the law, the declarations, what reads strangers' files, and this package
TYPED = (
    "gis_core/bootstrap",
    "gis_core/pure",
    "importers/axis.py",
    "importers/crs.py",
    "importers/encoding.py",
    "importers/readers",
    "importers/sniff.py",
    "importers/tracks",
    "layers/declare",
    "layers/legend.py",
    "layers/map_style.py",
    "modules/**/rules.py",
    "modules/**/*_law.py",
)
SHOWN_LINES = 60
PAGES = ("map_ui/templates", "modules", "layers", "gis_core")


@dataclass(frozen=True)
class Check:
    """A tool and its arguments; `arguments` is asked when the tool's turn comes, None skips it."""

    name: str
    arguments: Callable[[], list[str] | None]


def check(arguments: list[str]) -> int:
    """Runs all tools even when one fails; their output is shown only then."""
    set_up(own_cluster=False)
    # no statement is sent: the comparison of migrations with models reads code only
    nowhere = Target("/nonexistent", "5432", "none", Roles())
    environment = test_environment(nowhere, STATE)
    failed = [tool.name for tool in CHECKS if not _passes(tool, environment)]
    if failed:
        say(f"  failed: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(tool: Check, environment: dict[str, str]) -> bool:
    words = tool.arguments()
    if words is None:
        say(f"  {tool.name:<24} nothing to check")
        return True
    began = time.monotonic()
    command = [str(VENV / "bin" / words[0]), *words[1:]]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    say(f"  {tool.name:<24} {verdict}  {time.monotonic() - began:.1f} s")
    if done.returncode:
        say(shortened(f"{done.stdout}{done.stderr}", LOGS / f"check_{words[0]}.log"))
    return done.returncode == 0


def shortened(output: str, log: Path) -> str:
    """The first lines of a tool's complaints; all of them go to a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(output)
    lines = output.strip("\n").splitlines()
    more = [f"... {len(lines) - SHOWN_LINES} more lines in {log}"] if len(lines) > SHOWN_LINES else []
    return "\n".join([*lines[:SHOWN_LINES], *more])


def existing(patterns: tuple[str, ...], root: Path = ROOT) -> list[str]:
    """Paths that match, in order; a pattern may match nothing yet."""
    return [str(path.relative_to(root)) for pattern in patterns for path in sorted(root.glob(pattern))]


def _pages() -> list[str] | None:
    folders = [folder for folder in existing(PAGES) if next((ROOT / folder).rglob("*.html"), None)]
    return ["djlint", *folders, "--lint", "--quiet"] if folders else None


def _django(*words: str) -> Callable[[], list[str]]:
    # without a database Django warns that it could not compare the applied migrations, which is not the question here
    return lambda: ["python", "-W", "ignore::RuntimeWarning", str(ROOT / "manage.py"), *words]


CHECKS = (
    Check("ruff check", lambda: ["ruff", "check", "--quiet", "--output-format", "concise", "."]),
    Check("ruff format", lambda: ["ruff", "format", "--check", "--output-format", "concise", "."]),
    Check("mypy", lambda: ["mypy", *existing(TYPED)]),
    Check("import contracts", lambda: ["lint-imports", "--no-cache", "--no-logo"]),
    Check("djlint", _pages),
    Check("migrations", _django("makemigrations", "--check", "--dry-run", "--verbosity", "1")),
)
