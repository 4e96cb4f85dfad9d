"""Recorded files of many makers, moved to the office's land: each is reviewed and becomes what it fits, a road or where
its line crosses itself an inspection; its pins become places. What holds neither ends in words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change, Feature
from gis_core.files.models import Attachment
from gis_core.ground.models import NamedPlace
from gis_core.networks.models import Road
from importers import quarantine
from importers.models import StagedRow
from importers.undo import undo
from layers.engine import changesets
from modules.kernel.inspections.models import Inspection
from tests.contracts.form_reader import FormReader
from tests.importers.doing import bring, verdicts, write
from tests.people import sign_in, user_with

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
FOLDER = Path(os.environ.get("ELOCAL_TEST_DATA") or BESIDE) / "gpx_variants"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.gpx"))}
PLACE = re.compile(rb"""(lat|lon)(\s*=\s*["'])([-+\d.eE]+)""")
HERE = {b"lat": 16.4, b"lon": 101.1}
#: Journeys of one file that are looked at.
MOST = 3
LAKE, FIELDS = "road road road", "road road"
BECOMES = {
    "Mojstrovka": "visit",
    "around-visnjan-with-car": "visit",
    "cerknicko-jezero-no-creator": LAKE,
    "cerknicko-jezero-with-elevations-zero": LAKE,
    "cerknicko-jezero-without-elevations": LAKE,
    "cerknicko-jezero": LAKE,
    "cerknicko-without-times": LAKE,
    "custom_schema_locations": "FILE_NO_ROWS",
    "default_schema_locations": "FILE_NO_ROWS",
    "first_and_last_elevation": "road",
    "gpx-with-node-with-comments": "TRACK_NONE",
    "gpx1.0_with_all_fields": FIELDS,
    "gpx1.1_with_all_fields": FIELDS,
    "gpx1.1_with_extensions": "TRACK_NONE",
    "gpx1.1_with_extensions_without_namespaces": "TRACK_NONE",
    "gpx_with_garmin_extension": "TRACK_NONE",
    "korita-zbevnica": "visit road road",
    "route": "visit",
    "track-with-empty-segment": "road",
    "track-with-extremes": "road",
    "track-with-less-sec-time": "TRACK_SHORT",
    "track-with-small-floats": "road",
    "track_with_dilution_errors": "TRACK_NONE",
    "track_with_speed": "road",
    "unicode": "TRACK_NONE",
    "unicode2": "FILE_NO_ROWS",
    "unicode_with_bom": "TRACK_NONE",
    "unicode_with_bom_noencoding": "TRACK_NONE",
    "validation_gpx10": FIELDS,
    "validation_gpx11": FIELDS,
}
#: Pins with a name, pins without.
PINS = {name: (7, 0) for name in BECOMES if name.startswith("cerknicko")} | {
    "gpx1.0_with_all_fields": (1, 1),
    "gpx1.1_with_all_fields": (1, 1),
    "gpx1.1_with_extensions": (0, 1),
    "gpx1.1_with_extensions_without_namespaces": (0, 1),
    "gpx_with_garmin_extension": (0, 1),
    "korita-zbevnica": (2, 0),
    "track_with_dilution_errors": (0, 1),
    "unicode": (6, 0),
    "unicode_with_bom": (1, 0),
    "unicode_with_bom_noencoding": (1, 0),
    "validation_gpx10": (1, 1),
    "validation_gpx11": (1, 1),
}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILES, reason="set ELOCAL_TEST_DATA to the folder of the real files"),
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def engineer():
    client = Client()
    client.user = user_with("engineer")
    sign_in(client, client.user)
    return client


@pytest.fixture
def road():
    with acting_as(system_user(), "ถนนทดสอบ"):
        line = LineString((101.0, 16.0), (101.01, 16.0), srid=4326)
        return Road.objects.create(road_code="ตย.ถ.1-001", name="ถนนทดสอบ", status="surveyed", geom=line)


#: From the office this far every way is Thailand.
MOST_DEGREES = 2.0


def moved(content: bytes) -> bytes:
    """The file with its first place in the office; everything else of it stays, but drawn together where it would lie
    in other countries.
    """
    first: dict[bytes, float] = {}
    for name, _, value in PLACE.findall(content):
        first.setdefault(name, float(value))
    farthest = max(abs(float(value) - first[name]) for name, _, value in PLACE.findall(content)) if first else 0
    scale = min(1, MOST_DEGREES / farthest) if farthest else 1

    def shifted(match: re.Match[bytes]) -> bytes:
        name, mark, value = match.groups()
        return name + mark + f"{(float(value) - first[name]) * scale + HERE[name]:.9f}".encode()

    return PLACE.sub(shifted, content)


def sent(client: Client, name: str) -> Any:
    content = moved(FILES[name].read_bytes())
    return client.post(f"/import/tracks/?name={name}.gpx", content, content_type="application/octet-stream")


def journeys(client: Client, name: str, road: Road) -> Iterator[str]:
    """What becomes of the first journeys of a file: road, visit, or the code of the word in which it ends."""
    answer = sent(client, name)
    if answer.status_code != 200:
        yield answer.json()["refusals"][0]["code"]
        return
    address = answer.json()["url"]
    for number, _, _ in client.get(address).context["journeys"][:MOST]:
        limits = f"?track={number}&max_speed_kmh=200"
        line = client.get(f"{address}line{limits}", headers={"accept": "application/json"})
        if line.status_code != 200:
            yield line.json()["refusals"][0]["code"]
        else:
            yield _made(client, address, limits, f"{name[:12]}-{number}", road)


def _made(client: Client, address: str, limits: str, code: str, road: Road) -> str:
    make = f"{address}to/line-roads_bridges-road/{limits}"
    reader = FormReader()
    reader.feed(client.get(make).content.decode())
    fields = reader.found | {"road_code": code, "name": f"จาก GPS {code}", "road_class": "other"}
    answer = client.post(make, fields)
    if answer.status_code == 302:
        return "road"
    assert "E-5507" in answer.content.decode(), "a road may not cross itself; nothing else is against it"
    make = f"{address}to/visit-roads_bridges-road/{limits}&road={road.uid}"
    answer = client.post(make, {"result": "fix", "note": code, "reason": "ตรวจ"})
    assert answer.status_code == 302, answer.content.decode()
    return "visit"


def pins(name: str) -> Any:
    """The pins of a file, read and judged as places."""
    return bring("base_map-named_place", user_with("engineer"), moved(FILES[name].read_bytes()), f"{name}.gpx")


@pytest.mark.parametrize("name", FILES)
def test_each_file_becomes_what_it_fits(engineer, road, name):
    words = BECOMES[name].split()
    assert list(journeys(engineer, name, road)) == words
    assert Road.objects.exclude(pk=road.pk).count() == words.count("road")
    assert Inspection.objects.count() == words.count("visit")
    kept = sum(word in ("road", "visit") for word in words)
    assert Attachment.objects.filter(original_name=f"{name}.gpx").count() == kept


@pytest.mark.parametrize("name", PINS)
def test_the_pins_of_each_file_become_places(name):
    named, nameless = PINS[name]
    work = pins(name)
    wanted = {"new": named, "refused": nameless}
    assert (work.batch.state, verdicts(work)) == ("judged", {verdict: n for verdict, n in wanted.items() if n})
    for row in StagedRow.objects.filter(batch=work.batch, verdict="refused"):
        assert quarantine.correct(work, row, {"thai": f"หมุดที่ {row.row_no}"}) == []
    write(work)
    assert NamedPlace.objects.filter(kind="other").count() == named + nameless
    undo(work.batch, work.user, "ลองแล้วเลิก")
    assert not NamedPlace.objects.exists()


def test_a_road_from_a_file_is_taken_back_with_its_file(engineer, road):
    assert "road" in journeys(engineer, "track-with-extremes", road)
    made = Road.objects.exclude(pk=road.pk).get()
    batch = Change.objects.get(pk=Feature.objects.get(uid=made.uid).change_id).batch_id
    changesets.undo(batch, user=engineer.user, reason="ลองแล้วเลิก")
    assert not Road.objects.filter(pk=made.pk).exists() and not Attachment.objects.exists()
