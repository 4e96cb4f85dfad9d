"""The list of kill points says what the tests do: who is killed, in which act, after what, by which test.

After a change of the points, delete the list and run the test to write it anew.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bootstrap import test_server_kills
from tests.importers import test_kills, test_web_kills
from tests.modules.finance.property_register import test_fabric_kills

FILE = Path(__file__).parents[1] / "kill_points.csv"
COLUMNS = ("act", "killed", "where", "test")
Row = dict[str, str]


def _row(act: str, killed: str, where: str, module: object, test: str) -> Row:
    path = Path(module.__file__ or "").relative_to(FILE.parents[1]).as_posix()  # type: ignore[attr-defined]
    return dict(zip(COLUMNS, (act, killed, where, f"{path}::{test}"), strict=True))


def points() -> Iterator[Row]:
    """Every kill point of the tests."""
    for name, _target, _request in test_web_kills.POINTS:
        yield _row("import", "web", name, test_web_kills, f"test_what_was_not_answered_is_said_again[{name}]")
    for test, found in (
        ("test_reading_and_judging_go_on", test_kills.READING),
        ("test_a_commit_is_whole_and_once", test_kills.WRITING),
    ):
        for name, *_, how in found:
            yield _row("import", how, name, test_kills, f"{test}[{name}]")
    for act, target, times, who in test_fabric_kills.POINTS:
        where = f"after call {times} of {target.rpartition('.')[2]}"
        yield _row(act, who, where, test_fabric_kills, f"test_killed_in_the_middle[{act}]")
    tests = {"divide": "test_a_division_is_whole_or_not_there", "import": "test_an_import_goes_on_where_it_was"}
    for act, target, times in test_server_kills.POINTS:
        where = f"after call {times} of {target.rpartition('.')[2]}"
        yield _row(act, "server", where, test_server_kills, tests[act])


def test_the_list_is_what_the_tests_do() -> None:
    if not FILE.exists():
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(points())
    with FILE.open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == list(points())


def test_web_worker_and_database_are_each_killed_while_importing_and_dividing() -> None:
    """A division runs in the web alone: no worker has a part in it."""
    killed = Counter((row["act"], row["killed"]) for row in points())
    assert {who for act, who in killed if act == "import"} == {"web", "worker", "database", "server"}
    assert {who for act, who in killed if act == "divide"} == {"web", "database", "server"}
    assert sum(count for (act, _who), count in killed.items() if act in ("import", "divide")) >= 20
