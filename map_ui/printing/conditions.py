"""Conditions a reader has set on a layer's columns, asked of records as the map asks them of its features. Pure.

A condition is a column, an operator and a value; the operators are those of the map's filter dialog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gis_core.pure.refusal import Refused

Values = tuple[str, ...]
WITHOUT_VALUE = ("empty", "filled")
MANY = ("in", "out")
OPERATORS = ("in", "out", "has", "eq", "ne", "starts", "ge", "le", "between", *WITHOUT_VALUE)
MOST_VALUES, MOST_LETTERS = 200, 200


@dataclass(frozen=True)
class Condition:
    """`values`: none for empty and filled, two for between, any number for in and out, else one."""

    column: str
    operator: str
    values: Values
    is_number: bool

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Whether a record meets the condition."""
        value = record.get(self.column)
        return _TESTS[self.operator](self, value)

    @property
    def numbers(self) -> tuple[Any, ...]:
        return tuple(float(value) for value in self.values) if self.is_number else self.values


def condition(column: str, operator: Any, value: Any, is_number: bool) -> Condition:
    """Read one condition of a request. Errors: Refused ``FILTER``."""
    given = value if isinstance(value, list) else [] if value in (None, "") else [value]
    values = tuple(_text(each) for each in given if isinstance(each, str | int | float))
    wanted = {"between": 2, "empty": 0, "filled": 0}.get(operator, 1)
    fits = len(values) == wanted or (operator in MANY and 0 < len(values) <= MOST_VALUES) or not wanted
    if operator not in OPERATORS or not fits or any(len(each) > MOST_LETTERS for each in values):
        raise _refused(column)
    made = Condition(column, operator, values if wanted or operator in MANY else (), is_number)
    try:
        if operator in ("eq", "ne", "ge", "le", "between"):
            _ = made.numbers
    except ValueError:
        raise _refused(column) from None
    return made


def _refused(column: str) -> Refused:
    return Refused("FILTER", f"เงื่อนไขของคอลัมน์ {column} ไม่ถูกต้อง ตั้งตัวกรองใหม่", field="layers")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _is_filled(_: Condition, value: Any) -> bool:
    return value is not None and _text(value) != ""


def _compared(test: Callable[[Any, tuple[Any, ...]], bool]) -> Callable[[Condition, Any], bool]:
    def asked(self: Condition, value: Any) -> bool:
        if not _is_filled(self, value):
            return False
        return test(float(value) if self.is_number else _text(value), self.numbers)

    return asked


_equal = _compared(lambda value, given: value == given[0])
_TESTS: dict[str, Callable[[Condition, Any], bool]] = {
    "empty": lambda self, value: not _is_filled(self, value),
    "filled": _is_filled,
    "in": lambda self, value: _text(value) in self.values,
    "out": lambda self, value: _text(value) not in self.values,
    "has": lambda self, value: self.values[0].lower() in _text(value).lower(),
    "starts": lambda self, value: _text(value).lower().startswith(self.values[0].lower()),
    "eq": _equal,
    "ne": lambda self, value: not _equal(self, value),
    "ge": _compared(lambda value, given: value >= given[0]),
    "le": _compared(lambda value, given: value <= given[0]),
    "between": _compared(lambda value, given: given[0] <= value <= given[1]),
}
