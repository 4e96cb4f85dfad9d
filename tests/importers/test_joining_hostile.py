"""A file of thirty parcels beside stored ones, drawn as files are: borders end closed, areas stay, undo undoes."""

from __future__ import annotations

import json
from math import sin

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon

from gis_core.ground.models import Parcel
from importers.undo import undo
from importers.work import State
from layers.engine import coverage
from tests.importers.doing import bring, geojson_of, judge, refusals, verdicts, write
from tests.importers.test_joining import PARCELS, open_borders, row
from tests.modules.finance.property_register import fabric_made as made

pytestmark = pytest.mark.django_db
#: How far the lots of a file lie off, in metres.
OFF = (0.004, -0.003, 0.005, 0.0, -0.004)
BANK = 1_000


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


def rounded(shape, digits=7):
    """As a file with so many digits holds it: seven are a centimetre."""

    def told(part):
        return [told(each) for each in part] if isinstance(part, list) else round(part, digits)

    plain = json.loads(shape.geojson)
    plain["coordinates"] = told(plain["coordinates"])
    return GEOSGeometry(json.dumps(plain), srid=4326)


def ring(*corners):
    return [(made.X + x, made.Y + y) for x, y in [*corners, corners[0]]]


def pond(west, south, east, north, hole):
    w, s, e, n = hole
    outer = ring((west, south), (east, south), (east, north), (west, north))
    return MultiPolygon(made.stored(Polygon(outer, ring((w, s), (e, s), (e, n), (w, n)))), srid=4326)


def bank(x, up):
    return 300 + up + 8 * sin(x / 17)


def river():
    xs = [40 + 350 * n / (BANK - 1) for n in range(BANK)]
    return made.polygon(*((x, bank(x, 0)) for x in xs), *((x, bank(x, 12)) for x in reversed(xs)))


def beside_river():
    """North of the river, along a fifth of its bank corner by corner."""
    xs = [40 + 350 * n / (BANK - 1) for n in range(BANK // 5)]
    return made.polygon(*((x, bank(x, 12)) for x in xs), (xs[-1], 390), (40, 390))


def file_rows():
    shapes = []
    for column in range(4):  # lots of other heights than the stored ones: T-junctions on both sides
        for j in range(5):
            o = OFF[(column + j) % 5]
            west, height = 40 + 40 * column, (40, 30, 40, 25)[column]
            shapes.append(made.box(west + o, height * j - o * (j > 0), west + 40 + OFF[column] * 0.5, height * (j + 1)))
    shapes.append(pond(210, 0, 310, 100, (240, 30, 280, 70)))
    shapes.append(made.box(240.003, 30, 280, 50.002))  # two lots in the hole
    shapes.append(made.box(240, 50, 279.996, 70))
    two = [made.box(320, 0, 350, 30)[0], made.box(360, 0, 390, 30)[0]]
    shapes.append(MultiPolygon(*two, srid=4326))
    shapes.append(made.box(350.004, 0, 360, 30))  # between the two parts
    shapes.append(river())
    shapes.append(beside_river())
    shapes.append(made.polygon((320, 60), (350, 60), (350, 60), (350, 90), (350.0000001, 90), (320, 90)))  # said twice
    shapes.append(
        made.polygon((350, 60), (380, 60), (380, 74.8), (389, 75), (380, 75.2), (380, 90), (350, 90))
    )  # a spike
    shapes.append(made.box(320, 90.003, 380, 110))
    return [rounded(shape) for shape in shapes]


def stored(user):
    for j in range(5):
        made.draw(f"01A{j + 1:03}", made.box(0, 40 * j, 40, 40 * j + 40), user)
    return {each.parcel_code: each.geom.wkt for each in Parcel.objects.all()}


def judged(user, shapes):
    rows = [row(f"01A{n:03}", shape) for n, shape in enumerate(shapes, 101)]
    work = bring(PARCELS, user, geojson_of(*rows), "p.geojson", is_in_place=True)
    return work if work.batch.state == State.JUDGED else judge(work)


def test_thirty_parcels_end_joined_and_are_taken_back(user):
    before = stored(user)
    shapes = file_rows()
    assert len(shapes) == 30
    work = judged(user, shapes)
    assert refusals(work) == {}
    write(work)
    assert verdicts(work) == {"new": 30}
    assert open_borders() == []
    ids = list(Parcel.objects.values_list("pk", flat=True))
    assert coverage.faults_of(made.register(), ids, user) == []
    for n, shape in enumerate(shapes, 101):
        now = Parcel.objects.get(parcel_code=f"01A{n:03}")
        assert now.geom.valid
        assert abs(made.area(now.geom) - made.area(shape)) <= made.metres(shape).length * 0.006, n
    undo(work.batch, user, "ทดลอง")
    assert {each.parcel_code: each.geom.wkt for each in Parcel.objects.all()} == before


def test_what_cannot_be_is_refused_and_the_rest_is_written_joined(user):
    stored(user)
    shapes = [
        made.box(40, 0, 80, 40),
        made.box(60, 20, 100, 60),  # over the first
        made.box(200, 0, 240, 40),
        made.box(200, 0, 240, 40),  # the same shape again
        made.box(20, 100, 60, 140),  # over a stored one
        made.polygon((300, 0), (340, 40), (340, 0), (300, 40)),  # edges that cross
        pond(210, 200, 310, 290, (240, 220, 280, 260)),
        rounded(
            made.polygon((350, 60), (380, 60), (380, 75), (389, 75), (380, 75), (380, 90), (350, 90))
        ),  # a spike of no width
        made.box(238, 220, 280, 260),  # in the hole, and two metres over its edge
    ]
    found = refusals(judged(user, shapes))
    assert set(found) == {1, 2, 3, 4, 5, 6, 7, 8, 9}
