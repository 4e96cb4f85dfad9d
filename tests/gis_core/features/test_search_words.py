"""Words that are folded on the spot are those that folding would have given."""

from __future__ import annotations

import re

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_core.access.actor import acting_as, system_user
from gis_core.features import install
from gis_core.features.bases import Tracked
from gis_core.features.find import find
from gis_core.features.models import SearchTerm
from gis_core.features.search_sql import NO_CODE, _lead, places, rows
from gis_core.ground.models import NamedPlace, Parcel, TaxBlock, TaxZone
from gis_core.pure.thai_text import thai_fold

pytestmark = pytest.mark.django_db

GROUND = MultiPolygon(Polygon.from_bbox((100.5, 14.5, 100.501, 14.501)), srid=4326)

VALUES = st.text(st.sampled_from("09aZ/.- ก.มถนน๕หมู่'%"), min_size=1, max_size=8) | st.from_regex(
    r"[!-~]{1,8}", fullmatch=True
)


def words_of(values: list[str]) -> set[tuple[int, str]]:
    """(record, word) that the index of parcels would hold of these numbers of deeds."""
    table = next(each for each in install.table_sqls() if each.model is Parcel)
    source = """(SELECT n AS id, '' AS parcel_code, deed_no, '' AS land_no
        FROM unnest(%(values)s::text[]) WITH ORDINALITY u(deed_no, n))"""
    with connection.cursor() as cursor:
        cursor.execute(rows(table, "@source@").replace("%", "%%").replace("@source@", source), {"values": values})
        return {(record, folded) for record, _kind, folded, _is_code in cursor.fetchall()}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=1, max_size=12))
def test_numbers_codes_and_names_are_folded_alike(values: list[str]) -> None:
    # a pattern's space behind Thai letters is no part of the word; before a code it makes none
    expected = {(n, thai_fold(value)) for n, value in enumerate(values, 1)}
    expected |= {(n, thai_fold(f"โฉนด{value}")) for n, value in enumerate(values, 1) if re.search(NO_CODE, value)}
    assert words_of(values) == {(n, folded) for n, folded in expected if folded}


@pytest.mark.parametrize(
    ("text", "lead"),
    [("โฉนด", "โฉนด"), ("ถนน", "ถ."), ("", ""), ("หมู่", None), ("กม", None), ("ก.ม", None), ("5 ", None)],
)
def test_only_a_text_that_what_follows_does_not_touch_is_folded_before(text: str, lead: str | None) -> None:
    assert _lead(text) == lead


def named(register_no: str, thai: str) -> NamedPlace:
    with acting_as(system_user(), "ทดสอบคำค้น"):
        place = NamedPlace(register_no=register_no, thai=thai, kind=NamedPlace.Kind.TEMPLE)
        place.geom = "SRID=4326;POINT(100.5 14.5)"
        place.save()
    return place


def kept(place: NamedPlace) -> dict[str, bool]:
    return dict(
        SearchTerm.objects.filter(record_id=place.pk, layer__table_name="ground_namedplace").values_list(
            "folded", "is_code"
        )
    )


def found(text: str) -> list[str]:
    return [hit.title for hit in find(text, ("TRUE", {}))]


def test_a_code_is_found_by_itself_and_its_beginning_a_name_also_by_its_parts():
    numbered, temple = named("ส.1", "12/345-6A"), named("ส.2", "วัดกลางน้ำ")
    assert kept(numbered) == {"12/345-6a": True}
    assert kept(temple) == {"วัดกลางน้ำ": False}
    assert found("12/345") == found("๑๒/๓๔๕-๖A") == [numbered.thai]
    assert found("345-6") == found("12/346-6A") == []
    assert found("กลางน้ำ") == found("วัดกลางนำ้") == [temple.thai]


@pytest.mark.parametrize(
    ("kept_as", "typed"),
    [
        ("01A011", ["01A011", "a011", "01-A-011", "01 A 011", "A011"]),
        ("01A011/002", ["A011/002", "A011", "01A011"]),
        ("0012345", ["12345", "0012345", "๑๒๓๔๕", "1234"]),
        ("12345", ["0012345", "12345"]),
        ("12/3", ["12/3", "012/3", "12 / 3"]),
    ],
)
def test_a_code_is_found_as_people_shorten_it(kept_as: str, typed: list[str]) -> None:
    place = named("ส.1", kept_as)
    named("ส.2", "77B077")
    for text in typed:
        assert found(text)[0] == place.thai, text
        assert "77B077" not in found(text), text
    assert place.thai not in found("011"), "every block has such a lot"


def parcel(code: str, deed_no: str) -> Parcel:
    with acting_as(system_user(), "ทดสอบคำค้น"):
        zone = TaxZone.objects.get_or_create(code="01", defaults={"geom": GROUND})[0]
        block = TaxBlock.objects.get_or_create(zone=zone, letter="A", defaults={"code": "01A", "geom": GROUND})[0]
        return Parcel.objects.create(parcel_code=code, block=block, deed_no=deed_no, area_sqwah=100, geom=GROUND)


def test_what_is_said_before_a_number_names_the_register_it_is_looked_for_in():
    deed, place = parcel("01A001", "0777"), named("ส.1", "0777")
    both = [deed.parcel_code, place.thai]
    assert sorted(found("0777")) == sorted(both)
    for text in ("โฉนด 0777", "โฉนดเลขที่ ๐๗๗๗", "โฉนด 777", "โฉนด07"):
        assert found(text) == [deed.parcel_code], text
    assert found("บ้าน 0777") == []


def test_what_is_said_before_a_number_with_letters_is_a_word_of_its_own():
    deed = parcel("01A001", "๗๗ก")
    assert found("โฉนด 77ก") == found("77ก") == [deed.parcel_code]


def test_words_follow_a_name_and_stay_where_another_value_changes():
    place = named("ส.1", "วัดกลางน้ำ")
    before = ctids(place)
    with acting_as(system_user(), "แก้หมายเหตุ"):
        NamedPlace.objects.filter(pk=place.pk).update(kind=NamedPlace.Kind.OTHER)
    assert ctids(place) == before
    with acting_as(system_user(), "เปลี่ยนชื่อ"):
        NamedPlace.objects.filter(pk=place.pk).update(thai="วัดท่าเรือ")
    assert list(kept(place)) == ["วัดท่าเรือ"]
    with acting_as(system_user(), "ลบ"):
        place.delete()
    assert not SearchTerm.objects.filter(folded__in=["วัดกลางน้ำ", "วัดท่าเรือ"])


@pytest.mark.parametrize("model", [Parcel, NamedPlace])
def test_words_are_taken_away_by_looking_each_up(model: type[Tracked]) -> None:
    table = next(each for each in install.table_sqls() if each.model is model)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + places(table, table.table).replace("%", "%%"), [])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Cond: \(\(folded = ", plan), plan


def ctids(place: NamedPlace) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM gis_search WHERE record_id = %s ORDER BY 1", [place.pk])
        return [row[0] for row in cursor.fetchall()]


def test_what_a_search_leaves_out_of_the_question_is_left_out_of_patterns():
    table = next(each for each in install.table_sqls() if each.model is Parcel)
    assert any("ดิน" in part for part in [rows(table, "x")]) and "เลขที่" not in rows(table, "x")
