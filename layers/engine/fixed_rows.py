"""Rows of whole numbers and measures between the database and arrays, in the binary form of COPY: no row becomes an
object of Python on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection

#: Signature, flags and length of the extension; what ends the rows.
HEAD, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
#: A column as `bigint`, `double precision` or `boolean`.
TYPES = {"i": ">i8", "f": ">f8", "b": ">i1"}


def _form(columns: Sequence[tuple[str, str]]) -> np.dtype[Any]:
    parts: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns:
        parts += [(f"size_{name}", ">i4"), (name, TYPES[kind])]
    return np.dtype(parts)


def read(sql: str, params: Mapping[str, Any], columns: Sequence[tuple[str, str]]) -> Any:
    """What a SELECT of such columns gives, as an array of records; no value may be NULL."""
    form = _form(columns)
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", params) as copy,
    ):
        raw = b"".join(copy)
    body = len(raw) - len(HEAD) - len(END)
    return np.frombuffer(raw, dtype=form, count=body // form.itemsize, offset=len(HEAD))


def write(table: str, columns: Sequence[tuple[str, str]], values: Sequence[Any]) -> None:
    """Arrays of equal length become rows of a table."""
    form = _form(columns)
    rows = np.empty(len(values[0]), dtype=form)
    rows["fields"] = len(columns)
    for (name, kind), array in zip(columns, values, strict=True):
        rows[f"size_{name}"], rows[name] = np.dtype(TYPES[kind]).itemsize, array
    names = ", ".join(name for name, _kind in columns)
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(HEAD + rows.tobytes() + END)
