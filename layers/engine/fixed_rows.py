"""Rows of whole numbers and measures between the database and arrays: no row becomes an object of Python on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection

Columns = Sequence[tuple[str, str]]
#: Signature, flags and length of the extension of a binary COPY; what ends its rows.
HEAD, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
#: A column as `bigint`, `double precision` or `boolean`.
TYPES = {"i": ">i8", "f": ">f8", "b": ">i1"}
SENT = {"i": "int8send", "f": "float8send", "b": "boolsend"}


def read(sql: str, params: Mapping[str, Any], columns: Columns) -> Any:
    """What a SELECT of such columns gives, as an array of records; no value may be NULL. It comes as one value: row by
    row a client takes longer to receive them than the database to find them.
    """
    sent = " || ".join(f"{SENT[kind]}(r.{name})" for name, kind in columns)
    names = ", ".join(name for name, _kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg({sent}, ''::bytea) FROM ({sql}) r({names})", params)
        raw = bytes(cursor.fetchone()[0] or b"")
    return np.frombuffer(raw, dtype=np.dtype([(name, TYPES[kind]) for name, kind in columns]))


def write(table: str, columns: Columns, values: Sequence[Any]) -> None:
    """Arrays of equal length become rows of a table."""
    parts: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns:
        parts += [(f"size_{name}", ">i4"), (name, TYPES[kind])]
    rows = np.empty(len(values[0]), dtype=np.dtype(parts))
    rows["fields"] = len(columns)
    for (name, kind), array in zip(columns, values, strict=True):
        rows[f"size_{name}"], rows[name] = np.dtype(TYPES[kind]).itemsize, array
    names = ", ".join(name for name, _kind in columns)
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(HEAD + rows.tobytes() + END)


def array_of(numbers: Any) -> str:
    """Whole numbers as the database spells an array of them; a client spells it number by number."""
    return "{" + ",".join(map(str, numbers.tolist())) + "}"
