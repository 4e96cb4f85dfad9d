"""The search box of a list: folded Thai words of the index, then similar spellings when nothing matches."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from string import Formatter
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat

from gis_core.features.find import search_key
from layers.bound import BoundRegister

WHOLE_WORDS = 3


def search(register: BoundRegister, user: Any, query: QuerySet, text: str) -> tuple[QuerySet, bool]:
    """(records found, whether they are only similar). Words of columns that are closed to the reader find nothing."""
    key = search_key(text)
    if not key:
        return query, False
    exact = _narrow(register, user, query, key, _terms(register, _like(key)), fuzzy=False)
    if len(key) < WHOLE_WORDS or exact.order_by().exists():
        return exact, False
    return _narrow(register, user, query, key, _terms(register, ("s.folded %% %s", key)), fuzzy=True), True


def _like(key: str) -> tuple[str, str]:
    escaped = re.sub(r"([\\%_])", r"\\\1", key)
    return "s.folded LIKE %s", f"%{escaped}%" if len(key) >= WHOLE_WORDS else f"{escaped}%"


def _terms(register: BoundRegister, test: tuple[str, str]) -> RawSQL:
    table = "gis_search_personal" if register.level.is_personal else "gis_search"
    sql = f"(SELECT s.record_id FROM {table} s WHERE s.layer_id = %s AND s.kind = %s AND {test[0]})"
    return RawSQL(sql, (register.layer_id, register.kind_id, test[1]))


def _narrow(register: BoundRegister, user: Any, query: QuerySet, key: str, terms: RawSQL, *, fuzzy: bool) -> QuerySet:
    found = query.filter(pk__in=terms)
    closed = {name for name, level in register.declared.field_levels.items() if level == "hidden"}
    entries = register.declared.search
    open_entries = [entry for entry in entries if not closed & set(columns_of(entry))]
    if len(open_entries) == len(entries) or register.may_unmask(user):
        return found
    # The index does not say which column a word came from: look again, at the open columns of what it found.
    words = {f"word_{number}": _folded(entry) for number, entry in enumerate(open_entries)}
    if not words:
        return query.none()
    tests = (Q(**{f"{name}__trigram_similar" if fuzzy else f"{name}__contains": key}) for name in words)
    return found.alias(**words).filter(reduce(or_, tests))


def columns_of(entry: str) -> list[str]:
    """The columns in a search entry, which is a column's name or a pattern such as "หมู่ {moo}"."""
    if "{" not in entry:
        return [entry]
    return [name for _text, name, _spec, _conversion in Formatter().parse(entry) if name]


def _folded(entry: str) -> Func:
    if "{" not in entry:
        whole: Any = Cast(F(entry), TextField())
    else:
        parts: list[Any] = []
        for text, name, _spec, _conversion in Formatter().parse(entry):
            parts += [Value(text)] if text else []
            parts += [Cast(F(name), TextField())] if name else []
        whole = Concat(*parts, output_field=TextField()) if len(parts) > 1 else parts[0]
    return Func(whole, function="thai_fold", output_field=CharField())
