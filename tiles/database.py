"""The tiles' own connections: a small pool for each process, prepared statements, binary answers.

Inside a transaction of the site's own connection the tiles read through that one, so that they see what it has written.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from tiles.link import Link, Row

#: Threads of a web process share these; more would only queue in front of the database's cores.
POOL_SIZE = 4
WAIT_S = 15.0
#: A tile's plan does not hang on its place: it is made once (a custom one costs more than many a tile). Tiles are many
#: at once, so none gets a second core.
OPTIONS = (
    "-c search_path=public -c jit=off -c statement_timeout=25s -c plan_cache_mode=force_generic_plan"
    " -c max_parallel_workers_per_gather=0"
)


class Pool:
    """The links of one database. Taking one costs no more than a semaphore."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._idle: deque[Link] = deque()
        self._places = threading.Semaphore(POOL_SIZE)

    def ask(self, statement: str, values: Mapping[str, Any], *, anew: bool = False) -> list[Row]:
        """The rows of one statement. psycopg.OperationalError: no link became free, or the database is away."""
        if not self._places.acquire(timeout=WAIT_S):
            raise psycopg.OperationalError("ฐานข้อมูลไม่ว่าง")
        try:
            return self._ask(statement, values, anew)
        finally:
            self._places.release()

    def _ask(self, statement: str, values: Mapping[str, Any], anew: bool) -> list[Row]:
        while True:
            try:
                link, rested = self._idle.pop(), True
            except IndexError:
                link, rested = Link(self.address), False
            try:
                return link.ask(statement, values, anew=anew)
            except psycopg.Error:
                # a link that broke while it rested, as when the server has started anew, says nothing of this question
                if not (rested and link.is_broken):
                    raise
            finally:
                if link.is_worn:
                    link.close()
                else:
                    self._idle.append(link)

    def close(self) -> None:
        """Close what rests; a link in use is closed when its thread forgets it."""
        while self._idle:
            self._idle.pop().close()


_lock = threading.Lock()
_pools: dict[str, Pool] = {}


def conninfo() -> str:
    """Where the office's database is: the settings of the site's connection, the only place that knows."""
    settings = connection.settings_dict
    return _conninfo(*(str(settings[name] or "") for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")))


@lru_cache(maxsize=16)
def _conninfo(dbname: str, user: str, password: str, host: str, port: str) -> str:
    parts = {"dbname": dbname, "user": user, "password": password, "host": host, "port": port}
    return make_conninfo(**{name: value for name, value in parts.items() if value}, options=OPTIONS)


def pool(address: str) -> Pool:
    """The pool of this process and database."""
    found = _pools.get(address)
    if found is None:
        with _lock:
            found = _pools.setdefault(address, Pool(address))
    return found


def in_transaction() -> bool:
    """Whether this thread has written, or may have, what nobody else sees yet."""
    return connection.in_atomic_block


def ask(statement: str, values: Mapping[str, Any], address: str = "", *, anew: bool = False) -> list[Row]:
    """The rows of one statement, in binary; it is prepared the first time a connection sees it, and planned once for
    all values, or `anew` for these.

    `address` names a database whatever the site's connection is at; without it the site's own is asked.
    """
    if not address and in_transaction():
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            return cursor.execute(statement, values, prepare=False, binary=True).fetchall()
    return pool(address or conninfo()).ask(statement, values, anew=anew)


def close() -> None:
    """Close the pools of this process; the next question opens one again."""
    with _lock:
        closing = list(_pools.values())
        _pools.clear()
    for each in closing:
        each.close()


def _forget() -> None:
    """A forked process must not touch its parent's connections; it opens its own."""
    global _lock
    _lock = threading.Lock()
    _pools.clear()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
