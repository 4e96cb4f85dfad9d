"""The tiles' own connections: a small pool for each process, prepared statements, binary answers.

Inside a transaction of the site's own connection the tiles read through that one, so that they see what it has written.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

#: Threads of a web process share these; more would only queue in front of the database's cores.
POOL_SIZE = 4
PREPARED = 300
WAIT_S = 15.0
#: A tile's plan does not hang on its place: it is made once (a custom one costs more than many a tile). Tiles are many
#: at once, so none gets a second core.
OPTIONS = (
    "-c search_path=public -c jit=off -c statement_timeout=25s -c plan_cache_mode=force_generic_plan"
    " -c max_parallel_workers_per_gather=0"
)

Row = tuple[Any, ...]

_lock = threading.Lock()
_pools: dict[str, ConnectionPool[Any]] = {}


def conninfo() -> str:
    """Where the office's database is: the settings of the site's connection, the only place that knows."""
    settings = connection.settings_dict
    return _conninfo(*(str(settings[name] or "") for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")))


@lru_cache(maxsize=16)
def _conninfo(dbname: str, user: str, password: str, host: str, port: str) -> str:
    parts = {"dbname": dbname, "user": user, "password": password, "host": host, "port": port}
    return make_conninfo(**{name: value for name, value in parts.items() if value}, options=OPTIONS)


def pool(address: str) -> ConnectionPool[Any]:
    """The pool of this process and database, opened at the first question."""
    found = _pools.get(address)
    if found is None:
        with _lock:
            found = _pools.get(address)
            if found is None:
                found = _pools[address] = _open(address)
    return found


def _open(address: str) -> ConnectionPool[Any]:
    return ConnectionPool(
        address,
        min_size=1,
        max_size=POOL_SIZE,
        timeout=WAIT_S,
        kwargs={"autocommit": True},
        configure=_configure,
        open=True,
        name="tiles",
    )


def _configure(link: psycopg.Connection[Any]) -> None:
    link.prepared_max = PREPARED


def in_transaction() -> bool:
    """Whether this thread has written, or may have, what nobody else sees yet."""
    return connection.in_atomic_block


def ask(statement: str, values: Mapping[str, Any], address: str = "") -> list[Row]:
    """The rows of one statement, in binary; it is prepared the first time a connection sees it.

    `address` names a database whatever the site's connection is at; without it the site's own is asked.
    """
    if not address and in_transaction():
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(statement, values, prepare=False, binary=True).fetchall()
    with pool(address or conninfo()).connection() as link:
        return link.execute(statement, values, prepare=True, binary=True).fetchall()


def close() -> None:
    """Close the pools of this process; the next question opens one again."""
    with _lock:
        closing = list(_pools.values())
        _pools.clear()
    for each in closing:
        each.close(timeout=1.0)


def _forget() -> None:
    """A forked process must not touch its parent's connections; it opens its own."""
    global _lock
    _lock = threading.Lock()
    _pools.clear()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
