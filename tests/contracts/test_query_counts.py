"""How many queries each page of each register costs: the same for four records as for one, and what the file says.

A register that is not in the file is added to it: delete a line and run the test to write it anew, then look at the
difference.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contracts import examples

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "query_counts.csv"
PAGES = ("list", "search", "last", "record", "edit", "history", "pick", "csv")


@pytest.fixture(scope="module")
def expected() -> Iterator[dict[str, dict[str, str]]]:
    counts: dict[str, dict[str, str]] = {}
    if FILE.exists():
        with FILE.open(encoding="utf-8") as file:
            counts = {row["register"]: row for row in csv.DictReader(file)}
    known = len(counts)
    yield counts
    if len(counts) > known:
        with FILE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("register", *PAGES), lineterminator="\n")
            writer.writeheader()
            writer.writerows(counts[key] for key in sorted(counts))


def addresses(register, record) -> dict[str, tuple[str, str]]:
    """Page -> (address, action asked for)."""
    here = register.record_url(record.uid)
    return {
        "list": (register.url, "view"),
        "search": (f"{register.url}?q=ทดสอบ", "view"),
        "last": (f"{register.url}?page=last&size=25", "view"),
        "record": (here, "view"),
        "edit": (f"{here}edit", "change"),
        "history": (f"{here}history", "view"),
        "pick": (f"{register.url}pick?q=ทดสอบ", "view"),
        "csv": (f"{register.url}export/csv", "export"),
    }


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code == 200, address
    return len(queries)


def counts(register, record, as_role, when: str) -> dict[str, int]:
    """Queries of each page that some role may open; the process has read what it reads once."""
    found = {}
    for page, (address, action) in addresses(register, record).items():
        role = examples.role_for(register, action)
        if role:
            client = as_role(role, name=f"{when}_{page}")
            count(client, address)
            found[page] = count(client, address)
    return found


def test_pages_cost_the_same_for_more_records(register, record, given, as_role, expected):
    once = counts(register, record, as_role, "once")
    for n in (1, 2, 3):
        examples.create(register, n, given)
    assert counts(register, record, as_role, "again") == once
    found = {"register": register.key} | {page: str(once.get(page, "")) for page in PAGES}
    assert expected.setdefault(register.key, found) == found
