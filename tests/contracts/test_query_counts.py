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
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.contracts import examples
from tests.people import account, sign_in

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


def counts(pages, readers, times: int) -> dict[str, int]:
    """Queries of each page that some role may open, asked so many times; the last one counts."""
    return {page: [count(readers[page], address) for _ in range(times)][-1] for page, address in pages.items()}


def signed_in(register, pages) -> dict[str, Client]:
    """Page -> a client that may open it, the same for all pages of one role."""
    roles = {page: examples.role_for(register, action) for page, (_address, action) in pages.items()}
    clients = {role: Client() for role in set(roles.values()) if role}
    for role, client in clients.items():
        sign_in(client, account(role))
    return {page: clients[role] for page, role in roles.items() if role}


def test_pages_cost_the_same_for_more_records(register, record, given, expected):
    pages = addresses(register, record)
    readers = signed_in(register, pages)
    asked = {page: pages[page][0] for page in readers}
    # what the process or a session reads once, it reads the first time
    once = counts(asked, readers, 2)
    for n in (1, 2, 3):
        examples.create(register, n, given)
    assert counts(asked, readers, 1) == once
    found = {"register": register.key} | {page: str(once.get(page, "")) for page in PAGES}
    assert expected.setdefault(register.key, found) == found
