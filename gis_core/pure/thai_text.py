"""Thai text: digits, and the folding that search uses alike in Python and in PostgreSQL.

The rules below are written in the regular expressions that Python and PostgreSQL have in common;
``thai_fold_sql()`` renders them as the database function, whose file ``features/sql/thai_fold.sql`` a test holds equal.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)


def to_arabic_digits(text: str) -> str:
    """The text with ๐-๙ written 0-9."""
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """The text with 0-9 written ๐-๙, as official documents are printed."""
    return text.translate(_TO_THAI)


class FoldRule(NamedTuple):
    """One replacement: a regular expression, or a plain text when ``is_plain``."""

    pattern: str
    replacement: str
    is_plain: bool = False


# Classes of Thai characters, named by code point because combining marks cannot be read in a bracket.
_LETTER = r"[\u0e01-\u0e5b]"
_VOWEL_MARK = r"[\u0e31\u0e34-\u0e3a\u0e47\u0e4d]"
_TONE_MARK = r"[\u0e48-\u0e4c\u0e4e]"
_ANY_MARK = r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"

_DELETED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_SPACES = (
    "\t\n\u000b\f\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FROM = _UPPER + _THAI_DIGITS + _SPACES + _DASHES
_TO = _UPPER.lower() + "0123456789" + " " * len(_SPACES) + "-" * len(_DASHES)

_SPELLING = (
    FoldRule(f"({_TONE_MARK}+)({_VOWEL_MARK}+)", r"\2\1"),
    FoldRule(rf"({_ANY_MARK})\1+", r"\1"),
    FoldRule(rf"\u0e4d({_TONE_MARK}*)\u0e32", "\\1\u0e33"),  # nikhahit and sara aa are sara am
    FoldRule(rf"\u0e33({_ANY_MARK}+)", "\\1\u0e33"),
    FoldRule("\u0e40\u0e40", "\u0e41", is_plain=True),  # two sara e typed for sara ae
    FoldRule(" {2,}", " "),
)
_SHORT_WITHOUT_DOT = (
    FoldRule("หมู่(?= ?[0-9])", "ม."),
    FoldRule(rf"(?<!{_LETTER})ม(?= ?[0-9])", "ม."),
    FoldRule(rf"(?<!{_LETTER})กม(?= ?[0-9])", "กม."),
)
_SPACING = (
    FoldRule(rf" (?={_LETTER})", ""),
    FoldRule(rf"({_LETTER}\.?) ", r"\1"),
    FoldRule("(?<=[0-9]) ?/ ?(?=[0-9])", "/"),
    FoldRule("^ | $", ""),
)


def _abbreviations() -> tuple[FoldRule, ...]:
    """The table of long forms, the longest first, so that หมู่ที่ is found before a shorter form inside it."""
    text = files("gis_core.pure").joinpath("data/thai_abbreviations.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: (-len(row["written"]), row["written"]))
    return tuple(FoldRule(row["written"], row["folded"], is_plain=True) for row in rows)


RULES: tuple[FoldRule, ...] = (*_SPELLING, *_abbreviations(), *_SHORT_WITHOUT_DOT, *_SPACING)

#: What a text must hold for any of the rules above, or NFC, to change it. A text may hold it and stay as it is. Without
#: looking around and back references, which PostgreSQL searches slowly: most words are asked this alone.
_MAY_CHANGE = (
    r"[^ -~\u0e01-\u0e5b]",
    f"{_TONE_MARK}{_VOWEL_MARK}",
    r"[\u0e38\u0e39]\u0e3a",  # NFC puts phinthu before sara u
    "|".join(f"\\u{code:04x}{{2}}" for code in (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))),
    rf"\u0e4d{_TONE_MARK}*\u0e32",
    rf"\u0e33{_ANY_MARK}",
    "\u0e40\u0e40",
    *(re.escape(rule.pattern) for rule in _abbreviations()),
    "หมู่ ?[0-9]",
    "ม ?[0-9]",
    " {2}|^ | $",
    rf" {_LETTER}|{_LETTER}\.? ",
    "[0-9] / ?[0-9]|[0-9]/ [0-9]",
)
_CHARACTERS = str.maketrans(_FROM, _TO, _DELETED)
_UNFOLDED = re.compile("|".join(_MAY_CHANGE))
_COMPILED = tuple((None if rule.is_plain else re.compile(rule.pattern), rule) for rule in RULES)


def thai_fold(text: str) -> str:
    """The form under which two spellings of one Thai name are equal.

    ``ถ.สุขใจ``, ``ถนนสุขใจ`` and ``ถนน สุขใจ`` fold the same. Marks are put in one order and not repeated, sara am is one
    character, invisible characters go, digits are Arabic, Latin letters A-Z are small, long forms of an address become
    their abbreviation, and spaces stay only between two characters that are not Thai. Folding a folded text changes
    nothing. The database function ``thai_fold(text)`` gives the same result.
    """
    folded = text.translate(_CHARACTERS)
    previous = None
    while folded != previous and _UNFOLDED.search(folded):
        previous = folded
        folded = _fold_once(folded)
    return folded


def name_key(text: str) -> str:
    """A name as it is compared where people type it: folded, without blanks, dots and dashes: ``น.ส. 3 ก.`` and
    ``นส3ก`` are one.
    """
    return re.sub(r"[\s_.\-:/]+", "", thai_fold(text))


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for compiled, rule in _COMPILED:
        if compiled is None:
            text = text.replace(rule.pattern, rule.replacement)
        else:
            text = compiled.sub(rule.replacement, text)
    return text


def thai_fold_sql(rules: Sequence[FoldRule] = RULES) -> str:
    """The text of the database function that folds as ``thai_fold`` does."""
    steps = "\n".join(f"        folded := {_sql_step(rule)};" for rule in rules)
    return _SQL.format(
        origin=_sql_text(_FROM + _DELETED),
        target=_sql_text(_TO),
        steps=steps,
        unfolded=_sql_text("|".join(_MAY_CHANGE)),
        unwritten=_sql_text("|".join((r"[A-Z\u0e50-\u0e59]", *_MAY_CHANGE))),
    )


def _sql_step(rule: FoldRule) -> str:
    if rule.is_plain:
        return f"replace(folded, {_sql_text(rule.pattern)}, {_sql_text(rule.replacement)})"
    return f"regexp_replace(folded, {_sql_text(rule.pattern)}, {_sql_text(rule.replacement)}, 'g')"


def _sql_text(text: str) -> str:
    """A string constant; characters that cannot be seen or that combine stand as escapes.

    A backslash is doubled for the E string.
    """
    shown = "".join(char if _is_readable(char) else f"\\u{ord(char):04x}" for char in text.replace("\\", "\\\\"))
    shown = shown.replace("'", "''")
    return f"E'{shown}'" if "\\" in shown else f"'{shown}'"


def _is_readable(char: str) -> bool:
    return char == " " or not (unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp") or char in _DASHES)


_SQL = """\
-- Folds a Thai text for search; the twin of gis_core.pure.thai_text.thai_fold.
-- This file is rendered by thai_fold_sql() of that module: change the rules there.
-- Parameter: any text. Result: the folded text. Usable in an index: immutable, and no search_path changes it.

-- The long way, for texts that a rule may change.
CREATE OR REPLACE FUNCTION thai_fold_by_rules(text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog
AS $thai_fold$
DECLARE
    folded text COLLATE "C" := translate($1 COLLATE "C",
        {origin},
        {target});
    previous text COLLATE "C";
BEGIN
    WHILE folded IS DISTINCT FROM previous AND folded ~ {unfolded} LOOP
        previous := folded;
        IF folded IS NOT NFC NORMALIZED THEN
            folded := normalize(folded, NFC);
        END IF;
{steps}
    END LOOP;
    RETURN folded;
END
$thai_fold$;

-- Numbers and codes, and texts that are folded already, take the short way: an index has many thousands of them. The
-- planner writes this expression into the statement; for that it has no SET and is not STRICT (null stays null).
CREATE OR REPLACE FUNCTION thai_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $thai_fold$
    SELECT CASE WHEN $1 COLLATE "C" OPERATOR(pg_catalog.!~) '[^!-~]' THEN pg_catalog.lower($1 COLLATE "C")
        WHEN $1 COLLATE "C" OPERATOR(pg_catalog.!~) {unwritten} THEN $1
        ELSE public.thai_fold_by_rules($1) END
$thai_fold$;
"""
