"""SQL text of the words by which the records of one table are found: written by its triggers, compared and repaired
by `check_features`, and written anew where a declaration has changed.

A cell of visible ASCII without three letters in a row is a code: a number, a parcel's code, “12/3”. There are as many
as records, and nobody finds one by its middle or by a slip of the pen, so only the index of beginnings holds them. What
people leave out at the beginning of a code, the search puts there (`find`).
What a pattern says before a code (“โฉนด”) makes no word of it. Where the code is found by itself too, it is not kept a
second time with what is said before it: the search leaves that out and asks these tables alone (`find`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from gis_core.features.index_spec import IndexSpec
from gis_core.features.index_sql import TableSql, quote
from gis_core.pure.thai_text import thai_fold, thai_fold_sql

#: What a search leaves out of the typed text, and the index out of its patterns.
NOISE = re.compile(r"เลขที่|หมายเลข|รหัส")
#: Folding takes this space away in every row; left out of the pattern, most of its words are folded from the start.
SPACE_BEHIND_THAI = re.compile(r"([\u0e01-\u0e5b]\.?) $")
#: What a number or a code is written with; such a text is folded by writing its capitals small.
VISIBLE = "".join(map(chr, range(ord("!"), ord("~") + 1)))
#: A cell with one of these in it is no code.
NO_CODE = "[^!-~]|[A-Za-z]{3}"
NOTHING = "NULL::text"


# -- words -------------------------------------------------------------------------------------------------------------
def rows(table: TableSql, source: str) -> str:
    """SELECT (record_id, kind, folded, is_code) of the words by which rows of `source` are found; '' when the table is
    not searched. A word that many rows have is folded once.
    """
    if not table.spec.search:
        return ""
    parts = [_parts(table, entry) for entry in table.spec.search]
    words = ", ".join(f"({cell}, {word})" for _lead, cell, word in parts)
    once = [part for part, entry in zip(parts, table.spec.search, strict=True) if not said_before(table.spec, entry)]
    codes = ", ".join(f"({lead}, {cell})" for lead, cell, _word in once if lead != NOTHING)
    kind = f"({table.kind()})::smallint"
    # The FULL join is hashed or merged whatever the planner thinks of the rows (it remembers the session's first
    # write), and loses none: every word was folded. Two columns that say the same give a word twice, which harms
    # nobody; to look for such among 800,000 words takes as long as folding them. Codes are not gathered with the rest,
    # which would not fit into memory. A word has the collation of the index, which serves no other.
    long = f"""WITH long AS MATERIALIZED (
            SELECT t.id AS record_id, {kind} AS kind, v.word
            FROM {source} t CROSS JOIN LATERAL (VALUES {words}) v(cell, word)
            WHERE v.word <> '' AND (v.cell COLLATE "C" !~ '{NO_CODE}') IS NOT TRUE
        ), once AS MATERIALIZED (
            SELECT d.word, thai_fold(d.word) AS folded FROM (SELECT DISTINCT l.word FROM long l OFFSET 0) d
        )
        SELECT l.record_id, l.kind, o.folded, false AS is_code FROM long l FULL JOIN once o ON o.word = l.word
        WHERE o.folded <> ''"""
    if not codes:
        return long
    return f"""{long}
        UNION ALL
        SELECT t.id, {kind}, (v.lead || lower(v.cell COLLATE "C")) COLLATE "default", true
        FROM {source} t CROSS JOIN LATERAL (VALUES {codes}) v(lead, cell)
        WHERE v.cell <> '' AND v.cell COLLATE "C" !~ '{NO_CODE}'"""


def columns(table: TableSql) -> list[str]:
    """The columns that the words of a row, and the register they belong to, are made of."""
    paths = [path.partition("__")[0] for kind in table.spec.kinds for path, _value in kind.where]
    names = [name for entry in table.spec.search for _text, name in _split(entry) if name]
    return list(dict.fromkeys(table.column(name) for name in [*names, *paths]))


def said_before(spec: IndexSpec, entry: str) -> str:
    """What an entry says, folded, before a column by which records are found without it too; '' for other entries."""
    split = _split(entry)
    if len(split) != 1 or split[0][1] not in spec.search:
        return ""
    return _lead(split[0][0]) or ""


def _parts(table: TableSql, entry: str) -> tuple[str, str, str]:
    """What stands before a code, already folded; the cell that may be a code; the whole word, to be folded."""
    split = _split(entry)
    word = " || ".join(part for text, name in split for part in _spelt(table, text, name))
    if len(split) == 1 and split[0][1]:
        text, name = split[0]
        lead = _lead(text)
        if lead is not None:
            cell = f"t.{table.column(name)}::text"
            return quote(lead), cell, word if text else cell
    return NOTHING, NOTHING, word


def _split(entry: str) -> list[tuple[str, str]]:
    """(text, the column behind it or "") of an entry: a column, or a pattern such as "{house_no} หมู่ {moo}"."""
    if "{" not in entry:
        return [("", entry)]
    found = []
    for text, name, _spec, _conversion in Formatter().parse(entry):
        text = NOISE.sub(" ", text)
        found.append((SPACE_BEHIND_THAI.sub(r"\1", text) if name else text, name or ""))
    return found


def _spelt(table: TableSql, text: str, name: str) -> Iterator[str]:
    """A part of a pattern; the whole of it is nothing when one of its columns is empty."""
    if text:
        yield quote(text)
    if name:
        yield f"nullif(t.{table.column(name)}::text, '')"


@cache
def _lead(text: str) -> str | None:
    """A text folded, if what stands behind it is folded as if it stood alone: a visible ASCII character is."""
    lead = thai_fold(text)
    return lead if all(thai_fold(text + sign) == lead + sign.lower() for sign in VISIBLE) else None


# -- written by the triggers -------------------------------------------------------------------------------------------
def insert(table: TableSql, source: str) -> str:
    """Statement that writes the words of the rows of `source`."""
    words = rows(table, source)
    if not words:
        return ""
    return f"""INSERT INTO {table.search_table} (layer_id, record_id, kind, folded, is_code)
        SELECT {table.layer_id}, s.record_id, s.kind, s.folded, s.is_code FROM ({words}) s;"""


def delete(table: TableSql, source: str) -> str:
    """Statement that takes away the words of the rows of `source`."""
    found = places(table, source)
    return f"DELETE FROM {table.search_table} WHERE ctid = ANY(ARRAY({found}));" if found else ""


def places(table: TableSql, source: str) -> str:
    """SELECT of where the words of the rows of `source` are kept, each looked up by itself: whatever the planner once
    took their number for, it never reads the words of all records.
    """
    words = rows(table, source)
    if not words:
        return ""
    return f"""
            SELECT f.ctid FROM ({words}) w CROSS JOIN LATERAL (
                SELECT s.ctid FROM {table.search_table} s
                WHERE s.folded = w.folded AND s.layer_id = {table.layer_id} AND s.record_id = w.record_id OFFSET 0
            ) f"""


# -- compared and repaired ---------------------------------------------------------------------------------------------
def _wanted(table: TableSql) -> str:
    return f"SELECT DISTINCT record_id, kind, folded, is_code FROM ({rows(table, table.table)}) s"


def changed(table: TableSql) -> str:
    """Records whose words are not those of their columns; each side is worked out once, folding is what it costs."""
    present = (
        f"SELECT DISTINCT record_id, kind, folded, is_code FROM {table.search_table}"
        f" WHERE layer_id = {table.layer_id} AND record_id IN (SELECT id FROM {table.table})"
    )
    return f"""WITH wanted AS MATERIALIZED ({_wanted(table)}), present AS MATERIALIZED ({present})
        (TABLE wanted EXCEPT TABLE present) UNION ALL (TABLE present EXCEPT TABLE wanted)"""


def repairs(table: TableSql) -> Iterator[str]:
    """Statements that bring the words in step with the table."""
    number, store = table.layer_id, table.search_table
    yield f"""DELETE FROM {store} s WHERE s.layer_id = {number}
        AND NOT EXISTS (SELECT 1 FROM {table.table} t WHERE t.id = s.record_id)"""
    if table.spec.search:
        yield f"""WITH wrong AS MATERIALIZED (SELECT DISTINCT record_id FROM ({changed(table)}) c),
            gone AS (DELETE FROM {store} s USING wrong w WHERE s.layer_id = {number} AND s.record_id = w.record_id)
            INSERT INTO {store} (layer_id, record_id, kind, folded, is_code)
            SELECT {number}, n.record_id, n.kind, n.folded, n.is_code
            FROM ({_wanted(table)}) n JOIN wrong USING (record_id)"""


def renewal(table: TableSql) -> str:
    """The repairs as one text, which is another when the words are declared, or folded, otherwise than before."""
    folding = hashlib.sha256(thai_fold_sql().encode()).hexdigest()[:12]
    return f"-- words folded by {folding}\n" + ";\n".join(repairs(table))
