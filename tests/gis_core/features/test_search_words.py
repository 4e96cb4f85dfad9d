"""Words that are folded on the spot are those that folding would have given."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core.features import install
from gis_core.features.index_sql import _lead
from gis_core.ground.models import Parcel
from gis_core.pure.thai_text import thai_fold

pytestmark = pytest.mark.django_db

VALUES = st.text(st.sampled_from("09aZ/.- ก.มถนน๕หมู่'%"), min_size=1, max_size=8) | st.from_regex(
    r"[!-~]{1,8}", fullmatch=True
)


def words_of(values: list[str]) -> set[tuple[int, str]]:
    """(record, word) that the index of parcels would hold of these numbers of deeds."""
    table = next(each for each in install.table_sqls() if each.model is Parcel)
    source = """(SELECT n AS id, '' AS parcel_code, deed_no, '' AS land_no
        FROM unnest(%s::text[]) WITH ORDINALITY u(deed_no, n))"""
    with connection.cursor() as cursor:
        cursor.execute(table.search_rows("@source@").replace("%", "%%").replace("@source@", source), [values])
        return {(record, folded) for record, _kind, folded in cursor.fetchall()}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=1, max_size=12))
def test_numbers_codes_and_names_are_folded_alike(values: list[str]) -> None:
    # a pattern's space behind Thai letters is no part of the word
    expected = {(n, thai_fold(word)) for n, value in enumerate(values, 1) for word in (value, f"โฉนด{value}")}
    assert words_of(values) == expected


@pytest.mark.parametrize(
    ("text", "lead"),
    [("โฉนด", "โฉนด"), ("ถนน", "ถ."), ("", ""), ("หมู่", None), ("กม", None), ("ก.ม", None), ("5 ", None)],
)
def test_only_a_text_that_what_follows_does_not_touch_is_folded_before(text: str, lead: str | None) -> None:
    assert _lead(text) == lead
