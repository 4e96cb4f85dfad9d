"""One connection for one statement at a time, as cheap as libpq can be asked.

psycopg's cursors cost more processor time than the database needs for a near tile: they wait in Python, so that other
tasks of the same thread may run. Here a thread has nothing else to do. libpq waits for the answer by itself, without
the interpreter's lock; the server's own statement_timeout ends what takes too long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

Row = tuple[Any, ...]

#: Prepared statements a connection may hold; then it is replaced by a new one.
PREPARED = 300
PARAMETER = re.compile(r"%\((\w+)\)s|%%")


@lru_cache(maxsize=1024)
def numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """A statement with $1, $2 … for its %(name)s, and the names in that order."""
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    text = PARAMETER.sub(place, statement)
    return text.encode(), tuple(names)


class Link:
    """A connection that prepares each statement once and answers in binary."""

    def __init__(self, address: str) -> None:
        self.connection: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True)
        self._adapt = Transformer(self.connection)
        self._prepared: dict[tuple[bytes, Sequence[int]], bytes] = {}

    @property
    def is_worn(self) -> bool:
        """Whether it is of no more use: broken, or full of statements."""
        return len(self._prepared) >= PREPARED or self.is_broken

    @property
    def is_broken(self) -> bool:
        return self.connection.pgconn.status != pq.ConnStatus.OK

    def ask(self, statement: str, values: Mapping[str, Any], *, anew: bool = False) -> list[Row]:
        """The rows of a statement, planned anew for these values or once for all. psycopg.Error: as its cursors do."""
        if not anew:
            return self._ask(statement, values)
        self._checked(self.connection.pgconn.exec_(b"SET plan_cache_mode = force_custom_plan"))
        try:
            return self._ask(statement, values)
        finally:
            self.connection.pgconn.exec_(b"RESET plan_cache_mode")

    def _ask(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        text, names = numbered(statement)
        adapt, server = self._adapt, self.connection.pgconn
        given = adapt.dump_sequence([values[name] for name in names], [PyFormat.AUTO] * len(names))
        name = self._name(text, adapt.types or ())
        result = self._checked(server.exec_prepared(name, given, adapt.formats, pq.Format.BINARY))
        adapt.set_pgresult(result, format=pq.Format.BINARY)
        return adapt.load_rows(0, result.ntuples, tuple)

    def _name(self, text: bytes, types: Sequence[int]) -> bytes:
        """The statement's name on this connection, prepared when it has none; parameters of other types are another."""
        name = self._prepared.get((text, types))
        if name is None:
            name = b"t%d" % len(self._prepared)
            self._checked(self.connection.pgconn.prepare(name, text, types))
            self._prepared[text, types] = name
        return name

    def _checked(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            raise error_from_result(result, self._adapt.encoding)
        return result

    def close(self) -> None:
        self.connection.close()
