"""The list of kill points says what the tests do: who is killed, in which act, after what, by which test.

After a change of the points, delete the list and run the test to write it anew.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests import kill
from tests.bootstrap import test_server_kills
from tests.importers import test_kills, test_web_kills
from tests.modules.finance.property_register import test_fabric_kills
from tests.modules.finance.revenue_collection import test_assess_at_once
from tests.modules.kernel import test_document_batches
from tests.modules.kernel.charges import test_at_once

FILE = Path(__file__).parents[1] / "kill_points.csv"
COLUMNS = ("act", "killed", "where", "test")
Row = dict[str, str]


def _row(act: str, killed: str, where: str, module: object, test: str) -> Row:
    path = Path(module.__file__ or "").relative_to(FILE.parents[1]).as_posix()  # type: ignore[attr-defined]
    return dict(zip(COLUMNS, (act, killed, where, f"{path}::{test}"), strict=True))


def _after(target: str, times: int) -> str:
    return f"after call {times} of {target.rpartition('.')[2]}"


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
        yield _row(act, who, _after(target, times), test_fabric_kills, f"test_killed_in_the_middle[{act}]")
    tests = {"divide": "test_a_division_is_whole_or_not_there", "import": "test_an_import_goes_on_where_it_was"}
    for act, target, times in test_server_kills.POINTS:
        yield _row(act, "server", _after(target, times), test_server_kills, tests[act])
    for target, who, _stands in test_at_once.POINTS:
        test = "test_killed_in_the_middle_and_sent_again_a_payment_is_there_once"
        yield _row("pay", who, _after(target, 1), test_at_once, f"{test}[{target.rpartition('.')[2]}-{who}]")
    for target, times, who in test_document_batches.POINTS:
        test = f"test_killed_in_the_middle_it_goes_on_without_gap_or_double[{target}-{times}-{who}]"
        # the job of the batch is a worker's
        killed = "worker" if who == kill.WEB else who
        yield _row("issue papers", killed, _after(target, times), test_document_batches, test)
    for target, times, who, _there in test_assess_at_once.POINTS:
        test = f"test_killed_in_the_middle_and_begun_again[{target.rpartition('.')[2]}-{times}-{who}]"
        killed = "worker" if who == kill.WEB else who
        yield _row("assess a year", killed, _after(target, times), test_assess_at_once, test)


def test_the_list_is_what_the_tests_do() -> None:
    if not FILE.exists():
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(points())
    with FILE.open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == list(points())


def test_web_worker_and_database_are_each_killed_in_the_acts_they_have_a_part_in() -> None:
    """A division runs in the web alone: no worker has a part in it."""
    killed = Counter((row["act"], row["killed"]) for row in points())
    assert {who for act, who in killed if act == "import"} == {"web", "worker", "database", "server"}
    assert {who for act, who in killed if act == "divide"} == {"web", "database", "server"}
    assert {who for act, who in killed if act == "pay"} == {"web", "database"}
    assert {who for act, who in killed if act in ("issue papers", "assess a year")} == {"worker", "database"}
    assert sum(count for (act, _who), count in killed.items() if act in ("import", "divide")) >= 20
