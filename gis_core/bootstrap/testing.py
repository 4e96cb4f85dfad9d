"""`./elocal test`: the suite against a cluster of its own, then the map's pure functions in Node."""

import os

from gis_core.bootstrap.managing import set_up
from gis_core.bootstrap.places import PYTHON, ROOT
from gis_core.bootstrap.processes import run_to_end
from gis_core.bootstrap.throwaway import throwaway_site

JS_TESTS = ROOT / "tests" / "map_ui" / "js"


def test(arguments: list[str]) -> int:
    """Exit code is pytest's; the Node tests run when the whole suite, or their folder, is asked for."""
    if "--all" in arguments:
        arguments = [argument for argument in arguments if argument != "--all"]
        os.environ["ELOCAL_TEST_ALL"] = "1"
    set_up(tests=True)
    with throwaway_site("elocal_test") as environment:
        code = run_to_end([PYTHON, "-m", "pytest", *arguments], environment, ROOT)
    return code or _javascript(arguments)


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
