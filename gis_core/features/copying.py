"""Many rows into one table by COPY, through its triggers: indexed, versioned and attributed like any other write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

#: The first digit of a UUID's last half: binary 10 and two bits of any hexadecimal digit.
VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def copy_rows(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write the rows; columns are those of the database. Needs an open change."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def take_ids(model: Any, count: int) -> list[int]:
    """So many numbers of the table's own, for rows that others will point to in the same breath."""
    with connection.cursor() as cursor:
        cursor.execute(
            # the name of the sequence is looked up once, not once a number
            "SELECT nextval(s) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS s OFFSET 0) q,"
            " generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def time_ordered_uuids(count: int) -> list[str]:
    """Version 7 UUIDs as text, each above the one before, so that the indexes of many rows fill from one end."""
    stamp = f"{time.time_ns() // 1_000_000:012x}"
    noise = os.urandom(8 * count).hex()
    # the version and a place among the rows, the variant and the first bits, the rest
    return [
        f"{stamp}{0x7000 | n * 0x1000 // count:04x}{VARIANT[noise[16 * n]]}{noise[16 * n + 1 : 16 * n + 16]}"
        for n in range(count)
    ]
