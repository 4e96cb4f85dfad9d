"""The statements of a coverage, made for the table of its register."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_core.features import clock, measure
from layers.bound import BoundRegister
from layers.declare import Coverage, Figures

SQL = Path(__file__).parent / "sql"
FUNCTIONS = SQL / "coverage_functions.sql"
#: A gap shorter than this is the tip of a wedge, not a seam somebody forgot to close.
SLIVER_LENGTH_M = 1.0
_held: ContextVar[tuple[str, Figures] | None] = ContextVar("coverage_figures", default=None)


def coverage_of(register: BoundRegister) -> Coverage:
    """The declared coverage. Errors: ValueError for a register without one."""
    found = register.declared.coverage
    if found is None:
        raise ValueError(f"{register.key}: no coverage")
    return found


def figures_today(register: BoundRegister) -> Figures:
    """The figures of today; inside `figures_held` those with which the act began."""
    held = _held.get()
    return held[1] if held and held[0] == register.key else coverage_of(register).figures(clock.today())


@contextmanager
def figures_held(register: BoundRegister) -> Iterator[None]:
    """Read the figures once for all statements and sentences of the block."""
    token = _held.set((register.key, figures_today(register)))
    try:
        yield
    finally:
        _held.reset(token)


def container_model(register: BoundRegister) -> Any:
    """The table of the containers, or None."""
    within = coverage_of(register).within
    return register.model._meta.get_field(within).related_model if within else None


def statement(register: BoundRegister, name: str) -> str:
    """The text of a file for this register's table."""
    return _statement(name, _tokens(register), tuple(register.declared.where))


def _tokens(register: BoundRegister) -> tuple[tuple[str, str], ...]:
    container = container_model(register)
    tokens = {"table": register.model._meta.db_table, "title": register.title}
    if container is not None:
        tokens |= {
            "container": container._meta.db_table,
            "container_title": _title(container),
            "within": register.model._meta.get_field(coverage_of(register).within).column,
        }
    return tuple(tokens.items())


def _title(model: Any) -> str:
    """The column that names a container: its first unique text."""
    fields = model._meta.concrete_fields
    return next((f.column for f in fields if f.unique and f.get_internal_type() == "CharField"), "id")


@cache
def _statement(name: str, tokens: tuple[tuple[str, str], ...], where: tuple[str, ...]) -> str:
    text = (SQL / f"coverage_{name}.sql").read_text(encoding="utf-8")
    for token, value in tokens:
        text = text.replace(f"@{token}@", value)
    for alias in ("n", "t"):
        tests = [f"(%(any_state)s OR {alias}.status = ANY(%(live)s))"]
        tests += [f"{alias}.{column} = %(where_{column})s" for column in where]
        text = text.replace(f"@live:{alias}@", " AND ".join(tests))
    return text


def parameters(register: BoundRegister, **values: Any) -> dict[str, Any]:
    """The values every statement may name, and those given; shapes become EWKB."""
    coverage = coverage_of(register)
    figures = figures_today(register)
    fixed = {
        "zone": measure.office_srid(),
        "live": list(coverage.live),
        "any_state": not coverage.live,
        "join_m": float(figures.join_m),
        "overlap_m2": float(figures.overlap_m2),
        "overlap_percent": float(figures.overlap_percent),
        "sliver_m": float(figures.sliver_m),
        "sliver_length_m": SLIVER_LENGTH_M,
        "least_m2": float(figures.least_m2),
    }
    where = {f"where_{column}": value for column, value in register.declared.where.items()}
    return fixed | where | {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return bytes(value.ewkb) if isinstance(value, GEOSGeometry) else value


def ask(register: BoundRegister, name: str, **values: Any) -> list[tuple[Any, ...]]:
    """Run a file and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement(register, name), parameters(register, **values))
        return cursor.fetchall()


def analyze_rows(cursor: Any) -> None:
    """Tell the planner of coverage_rows; not of the shapes, which takes longer than the statements that read them."""
    cursor.execute("CREATE UNIQUE INDEX ON coverage_rows (row_no)")
    cursor.execute("CREATE INDEX ON coverage_rows (replaces) WHERE replaces IS NOT NULL")
    cursor.execute("ANALYZE coverage_rows (row_no, replaces)")


def shape_of(raw: Any) -> GEOSGeometry:
    """EWKB from the database as a shape."""
    return GEOSGeometry(memoryview(raw))
