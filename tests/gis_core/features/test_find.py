"""What is found by typing: the best first, and whatever the reader may see however much others hold."""

import pytest
from django.contrib.gis.geos import Point

from gis_core.access.actor import acting_as, system_user
from gis_core.features.find import find
from gis_core.ground.models import NamedPlace

EVERYTHING = ("TRUE", {})
NEAR = ("f.geom && ST_MakeEnvelope(%(w)s, 14, %(e)s, 15, 4326)", {"w": 100.0, "e": 101.0})


def placed(names: list[str], lon: float) -> None:
    with acting_as(system_user(), "ทดสอบการค้นหา"):
        for name in names:
            NamedPlace.objects.create(thai=name, kind=NamedPlace.Kind.TEMPLE, geom=Point(lon, 14.5, srid=4326))


def titles(text: str, visible=EVERYTHING) -> list[str]:
    return [hit.title for hit in find(text, visible)]


@pytest.mark.django_db
def test_the_very_word_comes_first_then_beginnings_then_parts():
    placed(["ตลาดวัดป่าจิก", "วัดป่าจิกน้อย", "วัดป่าจิก"], 100.5)
    assert titles("วัดป่าจิก") == ["วัดป่าจิก", "วัดป่าจิกน้อย", "ตลาดวัดป่าจิก"]


@pytest.mark.django_db
def test_similar_names_are_shown_only_when_nothing_is_spelt_so():
    placed(["วัดป่าจิกสามัคคี", "วัดป่าจักสามัคคี"], 100.5)
    assert titles("วัดป่าจิกสามัคคี") == ["วัดป่าจิกสามัคคี"]
    assert titles("วัดป่าจึกสามัคคี") != []


@pytest.mark.django_db
def test_many_records_elsewhere_do_not_hide_the_one_that_may_be_seen():
    placed([f"ศาลา {number}" for number in range(100, 180)], 102.5)
    placed(["ศาลา 1 ริมคลองบางจาก"], 100.5)
    assert titles("ศาลา 1", NEAR) == ["ศาลา 1 ริมคลองบางจาก"]


@pytest.mark.django_db
def test_a_record_found_by_several_of_its_words_is_shown_once():
    placed(["วัดเขาเขียว วัดเขาใหญ่"], 100.5)
    assert titles("วัดเขา") == ["วัดเขาเขียว วัดเขาใหญ่"]
