"""The search box of a list: folded Thai words of the index, then similar spellings when nothing matches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_
from string import Formatter
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat

from gis_core.features.find import longer, questions, search_key
from gis_core.pure.thai_text import to_arabic_digits
from layers.bound import BoundRegister

WHOLE_WORDS = 3
ALIKE_WORDS, ALIKE_NUMBERS = 0.3, 0.6
MOST_SIMILAR = 500
PATIENCE_MS = 1500


def search(register: BoundRegister, user: Any, query: QuerySet, text: str) -> tuple[QuerySet, bool]:
    """(records found, whether they are only similar). Words of columns that are closed to the reader find nothing."""
    key = search_key(text)
    if not key:
        return query, False
    numbered = _numbered(register, query, text)
    if numbered is not None and numbered.order_by().exists():
        return numbered, False
    for typed in _typed(register, key):
        exact = _narrow(register, user, query, typed, _holding(register, typed), fuzzy=False)
        if len(key) < WHOLE_WORDS or exact.order_by().exists():
            return exact, False
    return _narrow(register, user, query, key, _similar(register, key), fuzzy=True), True


def _typed(register: BoundRegister, key: str) -> Iterator[str]:
    """The spellings of a key, each without what is said before the codes of this register too."""
    table = register.model._meta.db_table
    return (typed for typed, tables in questions(key) if not tables or table in tables)


def _numbered(register: BoundRegister, query: QuerySet, text: str) -> QuerySet | None:
    """The records whose register number begins as typed, by the number's own index, where the words of the search hold
    none; None where no number was typed.
    """
    typed = to_arabic_digits(text.strip())
    is_number = register.declared.number and "register_no" not in register.declared.search
    return query.filter(register_no__startswith=typed) if is_number and any(c.isdecimal() for c in typed) else None


def _table(register: BoundRegister) -> str:
    return "gis_search_personal" if register.level.is_personal else "gis_search"


def _holding(register: BoundRegister, key: str) -> RawSQL:
    """Sub-select of the records with a word that begins with the key or holds it. Codes, and whatever is asked by too
    short a key to look for inside, are found by their beginnings; codes also without their first part.
    """
    escaped = re.sub(r"([\\%_])", r"\\\1", key)
    of_register = f"SELECT s.record_id FROM {_table(register)} s WHERE s.layer_id = %s AND s.kind = %s"
    numbers = (register.layer_id, register.kind_id)
    begins = f"{of_register} AND s.folded LIKE %s"
    if len(key) < WHOLE_WORDS:
        return RawSQL(f"({begins})", (*numbers, f"{escaped}%"))
    holds = f"{of_register} AND NOT s.is_code AND s.folded LIKE %s"
    shortens = f"""SELECT c.record_id FROM unnest(%s::text[]) l(begins) CROSS JOIN LATERAL ({of_register}
        AND s.folded ~>=~ l.begins AND s.folded ~<~ (l.begins || chr(127)) AND s.is_code OFFSET 0) c"""
    values = (*numbers, f"{escaped}%", *numbers, f"%{escaped}%", longer(key), *numbers)
    return RawSQL(f"({begins} UNION ALL {holds} UNION ALL {shortens})", values)


def _similar(register: BoundRegister, key: str) -> list[int]:
    """The records with the most similar words. Numbers resemble each other too easily, so more of them must agree; a
    question that still takes too long finds nothing.
    """
    threshold = ALIKE_NUMBERS if any(c.isdigit() for c in key) else ALIKE_WORDS
    sql = f"""SELECT s.record_id FROM {_table(register)} s
        WHERE s.layer_id = %s AND s.kind = %s AND NOT s.is_code AND s.folded %% %s
        ORDER BY similarity(s.folded, %s) DESC LIMIT %s"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {threshold}")
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            cursor.execute(sql, [register.layer_id, register.kind_id, key, key, MOST_SIMILAR])
            return [row[0] for row in cursor.fetchall()]
    except OperationalError:
        return []
    finally:
        if connection.in_atomic_block:  # there SET LOCAL would outlive the question
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET LOCAL statement_timeout = DEFAULT; SET LOCAL pg_trgm.similarity_threshold = DEFAULT"
                )


def _narrow(
    register: BoundRegister, user: Any, query: QuerySet, key: str, terms: RawSQL | list[int], *, fuzzy: bool
) -> QuerySet:
    return open_to(register, user, query.filter(pk__in=terms), key, fuzzy=fuzzy)


def open_to(register: BoundRegister, user: Any, found: QuerySet, key: str, *, fuzzy: bool) -> QuerySet:
    """Of the records found by a folded word, those found by a column that is open to the reader."""
    closed = {name for name, level in register.declared.field_levels.items() if level == "hidden"}
    entries = register.declared.search
    open_entries = [entry for entry in entries if not closed & set(columns_of(entry))]
    if len(open_entries) == len(entries) or register.may_unmask(user):
        return found
    # The index does not say which column a word came from: look again, at the open columns of what it found.
    words = {f"word_{number}": _folded(entry) for number, entry in enumerate(open_entries)}
    if not words:
        return found.none()
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
