"""Taking numbers. `take` and `take_many` lock the series' row until the transaction ends, so numbers have no gaps."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.db import connection

from gis_core.features.copying import time_ordered_uuids
from gis_core.numbering.models import NumberSeries, NumberTaken
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import be_year, fiscal_year

#: One statement whatever the count; objects of 60,000 numbers would take longer than everything else of an import, and
#: so would lists of what the database counts and makes itself.
TAKE = f"""INSERT INTO {NumberTaken._meta.db_table} (series_id, state, "on", number, text, uid)
    SELECT %s, %s, %s, %s + place, text, uid::uuid
    FROM ROWS FROM (string_to_table(%s, E'\\n'), string_to_table(%s, E'\\n')) WITH ORDINALITY AS given(text, uid, place)
    ORDER BY place"""

YearBasis = Literal["calendar", "fiscal", "none"]


def year_of(on: date, basis: YearBasis) -> int:
    """The B.E. year a number of that day belongs to; 0 when the series never restarts."""
    if basis == "none":
        return 0
    return fiscal_year(on) if basis == "fiscal" else be_year(on)


def take(code: str, pattern: str, on: date, basis: YearBasis = "calendar") -> str:
    """The next number of a series as text. `pattern` may use {seq}, {be_year}, {yy}. Needs an open change."""
    return take_many(code, pattern, on, 1, basis)[0]


def take_many(code: str, pattern: str, on: date, count: int, basis: YearBasis = "calendar") -> list[str]:
    """`count` consecutive numbers, for a set form or an import."""
    return _give(code, pattern, on, count, basis, NumberTaken.State.USED)


def reserve(code: str, pattern: str, on: date, count: int, basis: YearBasis = "calendar") -> list[str]:
    """A block of numbers kept for later on the same day; each must end as used or cancelled (`use`, `cancel`)."""
    return _give(code, pattern, on, count, basis, NumberTaken.State.RESERVED)


def _give(code: str, pattern: str, on: date, count: int, basis: YearBasis, state: str) -> list[str]:
    year = year_of(on, basis)
    series = _locked(code, year)
    numbers = range(series.last + 1, series.last + count + 1)
    texts = [
        pattern.format(seq=number, be_year=year or be_year(on), yy=f"{(year or be_year(on)) % 100:02}")
        for number in numbers
    ]
    with connection.cursor() as cursor:
        uids = "\n".join(time_ordered_uuids(count))
        cursor.execute(TAKE, [series.pk, state, on, series.last, "\n".join(texts), uids])
    series.last = numbers[-1] if numbers else series.last
    series.save(update_fields=["last"])
    return texts


def _locked(code: str, year: int) -> NumberSeries:
    NumberSeries.objects.bulk_create([NumberSeries(code=code, year_be=year)], ignore_conflicts=True)
    return NumberSeries.objects.select_for_update().get(code=code, year_be=year)


def use(number: NumberTaken) -> None:
    """A reserved number is written on its paper. Refuses one that is used or cancelled."""
    _move(number, NumberTaken.State.USED)


def cancel(number: NumberTaken) -> None:
    """The number stays in the series as cancelled; the reason is that of the change it is cancelled in."""
    if number.state == NumberTaken.State.CANCELLED:
        raise Refused("NUMBER_STATE", f"เลขที่ {number.text} ยกเลิกไปแล้ว")
    number.state = NumberTaken.State.CANCELLED
    number.save(update_fields=["state"])


def _move(number: NumberTaken, state: str) -> None:
    if number.state != NumberTaken.State.RESERVED:
        raise Refused("NUMBER_STATE", f"เลขที่ {number.text} ไม่ได้อยู่ในสถานะจอง")
    number.state = state
    number.save(update_fields=["state"])
