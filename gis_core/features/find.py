"""Finding records by what people type: folded words, beginnings, parts, and small spelling errors."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from django.db import connection

from gis_core.features.index_spec import specs
from gis_core.features.lookup import Predicate
from gis_core.features.search_sql import NOISE, said_before
from gis_core.pure.thai_text import thai_fold

SQL = Path(__file__).parent / "sql"
OF_TABLES = "layer_id = ANY(ARRAY(SELECT id FROM gis_layer WHERE table_name = ANY(%(tables)s)))"
#: Words looked up for each record shown: a record may be found by several of its words, and similar ones come unsorted.
OF_A_WORD, OF_SIMILAR = 2, 5
#: A number or a code, with what a pattern says before it.
CODE = re.compile(r"(?P<lead>[\u0e01-\u0e5b.]*)(?P<code>(?=[^0-9]{0,2}[0-9])[!-~ ]+)")
#: A shorter code begins too many others to be what was meant.
LEAST_OF_CODE = 3
ZEROS, ZONES = [n * "0" for n in range(1, 8)], [f"{zone:02}" for zone in range(100)]
CITIZEN = re.compile(r"\b(\d)-(\d{4})-(\d{5})-(\d{2})-(\d)\b")


class Hit(NamedTuple):
    """A record found; `rank` 0 exact, 0.5 a code but for what it begins with, 1 beginning, 2 part, above 3 similar. The
    point and box are those of its place, if any.
    """

    kind: int
    uid: uuid.UUID
    title: str
    status: str
    word: str
    rank: float
    lon: float | None
    lat: float | None
    west: float | None
    south: float | None
    east: float | None
    north: float | None
    place_uid: uuid.UUID | None
    record_id: int


@cache
def _statement(table: str, asked: str) -> str:
    text = (SQL / "find_terms.sql").read_text(encoding="utf-8")
    return text.replace("@table@", table).replace("@asked@", asked)


def search_key(text: str) -> str:
    """The typed text as the index holds words, without filler such as “เลขที่” and the dashes of a citizen's number."""
    return CITIZEN.sub(r"\1\2\3\4\5", thai_fold(NOISE.sub(" ", text)))


def spellings(key: str) -> list[str]:
    """The key, then how its code may be kept otherwise: without spaces and dashes, without zeros before it."""
    match = CODE.fullmatch(key)
    if match is None:
        return [key]
    joined = re.sub(r"[ \-]", "", match["code"])
    codes = (code for code in (joined, joined.lstrip("0")) if len(code) >= LEAST_OF_CODE)
    return list(dict.fromkeys([key, *(match["lead"] + code for code in codes)]))


def questions(key: str) -> Iterator[tuple[str, list[str]]]:
    """(key, tables asked; none for all) of a typed key: in its spellings, each without what is said before a code where
    its tables keep the code alone (“โฉนด 123”), then as it is.
    """
    known = said_before_codes()
    for spelled in spellings(key):
        match = CODE.fullmatch(spelled)
        tables = known.get(match["lead"], []) if match else []
        if match and tables:
            yield match["code"], tables
        yield spelled, []


def said_before_codes() -> dict[str, list[str]]:
    """Tables by what is said before codes that they keep alone."""
    found: dict[str, list[str]] = {}
    for model, spec in specs().items():
        for entry in spec.search:
            if lead := said_before(spec, entry):
                found.setdefault(lead, []).append(model._meta.db_table)
    return found


def longer(key: str) -> list[str]:
    """Beginnings of the codes of which the key leaves out the first part: zeros before a number, the two digits of the
    zone before a letter ("A011" is "01A011").
    """
    match = CODE.fullmatch(key)
    if match is None or len(match["code"]) < LEAST_OF_CODE:
        return []
    before = ZONES if re.match("[a-z][0-9]", match["code"]) else ZEROS if match["code"][0] in "123456789" else ()
    return [match["lead"] + each + match["code"] for each in before]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def find(
    text: str,
    visible: Predicate,
    limit: int = 12,
    table: Literal["gis_search", "gis_search_personal"] = "gis_search",
) -> list[Hit]:
    """Records whose words match `text`, best first. Similar spellings are asked for only when too little
    matches, and no word is the very text: that one is spelt right.
    """
    typed = search_key(text)
    if not typed:
        return []
    asked = ((key, tables, _ask(key, tables, visible, limit, table, fuzzy=False)) for key, tables in questions(typed))
    key, tables, hits = next((found for found in asked if found[2]), (typed, [], []))
    enough = len(hits) >= min(limit, 3) or (hits and hits[0].rank < 1)
    return hits if enough else _ask(key, tables, visible, limit, table, fuzzy=True)


def _ask(key: str, tables: list[str], visible: Predicate, limit: int, table: str, fuzzy: bool) -> list[Hit]:
    test, values = visible
    parameters = {
        **values,
        "q": key,
        "tables": tables,
        "prefix": f"{_escaped(key)}%",
        "longer": longer(key),
        "inside": f"%{_escaped(key)}%",
        "fuzzy": fuzzy,
        "most": limit * (OF_SIMILAR if fuzzy else OF_A_WORD),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        asked = OF_TABLES if tables else "TRUE"
        cursor.execute(_statement(table, asked).replace("@visible@", test), parameters)
        return [Hit(*row) for row in cursor.fetchall()]
