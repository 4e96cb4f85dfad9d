"""The database folds Thai text exactly as Python does, and its function can stand in an index."""

from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core.pure.thai_text import thai_fold
from tests.worked_examples import Row, worked_examples

pytestmark = pytest.mark.django_db

PURE_TESTS = str(Path(__file__).parents[1] / "pure" / "beside.py")
THAI = st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B)
MARKS = st.sampled_from([chr(code) for code in (*range(0x0E31, 0x0E3B), *range(0x0E47, 0x0E4F))])
WORDS = st.sampled_from(
    [
        "ถนน",
        "ซอย",
        "ตำบล",
        "หมู่ที่",
        "หมู่",
        "กิโลเมตรที่",
        "ก.ม.",
        "ม",
        "กม",
        "ถ.",
        " ",
        " / ",
        "5",
        "๕",
        "A",
        "'",
        "\\",
        "\ufeff",
    ]
)
TEXTS = st.lists(THAI | MARKS | WORDS, max_size=25).map("".join)
# what PostgreSQL cannot store at all: the zero byte and half surrogate pairs
ANY_TEXT = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs", "Cn"]), max_size=25)


def fold_in_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT thai_fold(written) FROM unnest(%s::text[]) WITH ORDINALITY AS each (written, place) ORDER BY place",
            [texts],
        )
        return [folded for (folded,) in cursor.fetchall()]


@pytest.mark.parametrize("row", worked_examples(PURE_TESTS, "thai_fold"))
def test_the_same_table_in_the_database(row: Row) -> None:
    assert fold_in_database([row["written"]]) == [row["folded"]]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS | ANY_TEXT, min_size=1, max_size=20))
def test_database_and_python_agree(texts: list[str]) -> None:
    folded = [thai_fold(text) for text in texts]
    assert fold_in_database(texts) == folded
    assert fold_in_database(folded) == folded


def test_the_planner_writes_the_short_way_into_the_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (VERBOSE) SELECT thai_fold(t) FROM unnest(ARRAY['01A001', 'โฉนด12']) t")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "CASE WHEN" in plan and "thai_fold_by_rules" in plan
        cursor.execute("SET LOCAL search_path = pg_temp")
        cursor.execute("SELECT public.thai_fold('๑๒/๓ ถนน สุขใจ')")
        assert cursor.fetchone() == (thai_fold("๑๒/๓ ถนน สุขใจ"),)


def test_a_missing_text_stays_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT thai_fold(NULL)")
        assert cursor.fetchone() == (None,)


def test_the_function_may_stand_in_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provolatile, proparallel, proconfig FROM pg_proc"
            " WHERE oid IN ('thai_fold(text)'::regprocedure, 'thai_fold_by_rules(text)'::regprocedure) ORDER BY proname"
        )
        assert cursor.fetchall() == [("i", "s", None), ("i", "s", ["search_path=pg_catalog"])]
        cursor.execute("CREATE TEMPORARY TABLE named (thai text)")
        cursor.execute("CREATE INDEX ON named USING gin (thai_fold(thai) gin_trgm_ops)")
        cursor.execute("INSERT INTO named VALUES ('ถนน สุขใจ')")
        cursor.execute("SELECT thai FROM named WHERE thai_fold(thai) LIKE '%%' || thai_fold(%s) || '%%'", ["ถ.สุขใจ"])
        assert cursor.fetchall() == [("ถนน สุขใจ",)]
