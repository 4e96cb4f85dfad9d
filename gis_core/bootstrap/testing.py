"""`./elocal test`: the suite against a cluster of its own, then the map's pure functions in Node.

The whole suite runs in as many processes as the machine has cores, each with a database of its own; a file's tests stay
together and in order, because what a file shares is made once for it. Files that were asked for run in one process.
"""

import os

from gis_core.bootstrap.managing import set_up
from gis_core.bootstrap.places import PYTHON, ROOT
from gis_core.bootstrap.processes import run_to_end
from gis_core.bootstrap.throwaway import throwaway_site

#: More would only wait for each other at the one database server.
MOST_PROCESSES = 4
JS_TESTS = ROOT / "tests" / "map_ui" / "js"


def test(arguments: list[str]) -> int:
    """Exit code is pytest's; the Node tests run when the whole suite, or their folder, is asked for."""
    if "--all" in arguments:
        arguments = [argument for argument in arguments if argument != "--all"]
        os.environ["ELOCAL_TEST_ALL"] = "1"
    set_up(tests=True)
    with throwaway_site("elocal_test") as environment:
        code = run_to_end([PYTHON, "-m", "pytest", *(arguments or _in_parallel())], environment, ROOT)
    return code or _javascript(arguments)


def _in_parallel() -> list[str]:
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder"] if processes > 1 else []


def bench(arguments: list[str]) -> int:
    """Measures in a cluster with the safety of the real one, because half of what is measured is writing."""
    set_up(tests=True)
    with throwaway_site("elocal_bench", durable=True) as environment:
        return run_to_end([PYTHON, "-m", "tests.speed", *arguments], environment, ROOT)


def _javascript(arguments: list[str]) -> int:
    files = sorted(JS_TESTS.glob("**/*.test.*js"))
    if arguments or not files:
        return 0
    return run_to_end(["node", "--test", *files], os.environ, ROOT)
