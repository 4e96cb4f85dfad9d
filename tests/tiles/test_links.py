"""The tiles' own connections: statements with names, kinds of values, what breaks and what goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tiles import database
from tiles.link import Link, numbered

PID = "SELECT pg_backend_pid()"


@pytest.fixture
def pool(django_db_setup: None) -> Iterator[database.Pool]:
    made = database.Pool(database.conninfo())
    yield made
    made.close()


def test_names_become_numbers():
    assert numbered("SELECT %(b)s, %(a)s, %(b)s, 5 %% 2") == (b"SELECT $1, $2, $1, 5 % 2", ("b", "a"))


def test_values_come_back_as_they_went(pool):
    values = {"f": 0.1, "t": "ที่ดิน", "b": b"\x00\xff", "l": [1, 70_000], "n": None}
    statement = "SELECT %(f)s::float8, %(t)s::text, %(b)s::bytea, %(l)s::bigint[], %(n)s::int"
    assert pool.ask(statement, values) == [(0.1, "ที่ดิน", b"\x00\xff", [1, 70_000], None)]


def test_a_statement_is_prepared_once_for_each_kind_of_values(pool):
    link = Link(pool.address)
    for value in (1, 2, 100_000, 3):
        assert link.ask("SELECT %(n)s + 0::bigint", {"n": value}) == [(value,)]
    (prepared,) = link.ask("SELECT count(*)::int FROM pg_prepared_statements WHERE statement LIKE '%% + 0::bigint'", {})
    link.close()
    assert prepared == (2,)


def test_a_refused_statement_leaves_its_link_in_use(pool):
    before = pool.ask(PID, {})
    with pytest.raises(psycopg.errors.DivisionByZero):
        pool.ask("SELECT 1 / %(n)s::int", {"n": 0})
    assert pool.ask(PID, {}) == before


def test_links_broken_while_they_rested_are_replaced_unseen(pool):
    ((pid,),) = pool.ask(PID, {})
    other = Link(pool.address)
    other.ask("SELECT pg_terminate_backend(%(pid)s::int, 5000)", {"pid": pid})
    other.close()
    assert pool.ask(PID, {}) != [(pid,)]


def test_threads_share_a_few_links(pool):
    seen: list[int] = []

    def ask() -> None:
        seen.append(pool.ask("SELECT pg_backend_pid() FROM pg_sleep(0.05)", {})[0][0])

    threads = [threading.Thread(target=ask) for _ in range(2 * database.POOL_SIZE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(seen), len(set(seen)) <= database.POOL_SIZE) == (2 * database.POOL_SIZE, True)
