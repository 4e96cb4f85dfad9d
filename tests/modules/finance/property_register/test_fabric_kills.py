"""Killed in the middle of a request of the editor: the web's process by SIGKILL, the database's session by its server.
Nothing is half written or lost, and the same act goes through afterwards. All kill points: tests/kill_points.csv.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from gis_core.access.actor import acting_as
from gis_core.features.bases import Tracked
from gis_core.ground.models import Building, Parcel
from tests import kill
from tests.modules.finance.property_register import fabric_made as made
from tests.people import sign_in

ENGINE = "layers.engine.coverage_"
SYSTEM = "modules.finance.property_register.handing_on."
#: (act, function after which it happens, how often the function runs before, who is killed)
POINTS = [
    ("divide", f"{ENGINE}dividing.lock_neighbours", 1, "web"),
    ("divide", f"{ENGINE}acts.put_aside", 1, "web"),
    ("divide", f"{ENGINE}dividing.add_nodes", 1, "database"),
    ("divide", "layers.engine.records.write", 1, "web"),
    ("divide", "layers.engine.records.write", 2, "database"),
    ("divide", f"{SYSTEM}spells", 1, "web"),
    ("divide", f"{SYSTEM}end_timed", 1, "database"),
    ("merge", f"{ENGINE}acts.put_aside", 1, "database"),
    ("merge", "layers.engine.records.write", 1, "web"),
    ("merge", f"{SYSTEM}descent", 1, "web"),
    ("merge", f"{SYSTEM}end_timed", 1, "database"),
    ("save", f"{ENGINE}reshaping._settle", 1, "web"),
    ("save", f"{ENGINE}reshaping.add_nodes", 1, "database"),
]


@pytest.fixture
def town(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        made.town()
        user = made.surveyor()
        ann = made.people("สมมุติ")[0]
        pair = [made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 + 40 * n, 40), user) for n in range(2)]
        for parcel in pair:
            made.own(parcel, (ann, "1/1"))
        made.draw("01A003", made.box(0, 40, 80, 80), user)
        with acting_as(user, "เพิ่มอาคาร"):
            Building.objects.create(building_code="01A001/001", parcel=pair[0], geom=made.box(15, 10, 25, 20)[0])
        client = Client(raise_request_exception=False)
        sign_in(client, user)
        yield client, pair
        connection.close()


def act(name: str, client: Client, pair: list[Parcel]) -> int:
    """What the editor sends; the status of the answer."""
    one = pair[0]
    bodies: dict[str, dict[str, Any]] = {
        "divide": {
            "uid": str(one.uid),
            "cut": [json.loads(made.line((20, -5), (20, 45)).geojson)],
            "values": {"children": [{"area_sqwah": "0-2-0"}] * 2},
        },
        "merge": {"uids": [str(parcel.uid) for parcel in pair], "values": {"child": {}}},
        "save": {
            "uid": str(one.uid),
            "geometry": json.loads(made.polygon((0, 0), (40, 0), (44, 20), (40, 40), (0, 40)).geojson),
        },
    }
    door = f"/draw/{made.register().slug}/{name}"
    return client.post(door, json.dumps(bodies[name]), content_type="application/json").status_code


def stored() -> dict[str, list[Any]]:
    """Every row of every tracked table, and how many versions, changes and marks there are."""
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, Tracked) and model._meta.managed and not model._meta.proxy:
                cursor.execute(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY id)), count(*) FROM {model._meta.db_table} t"
                )
                found[model._meta.db_table] = list(cursor.fetchone())
        for table in ("gis_feature", "gis_stamp", "gis_history", "gis_change", "gis_search", "tile_dirty"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = list(cursor.fetchone())
    return found


@pytest.mark.parametrize("name", ["divide", "merge", "save"])
def test_killed_in_the_middle(town, name):
    client, pair = town
    before = stored()
    for act_name, target, times, who in POINTS:
        if act_name != name:
            continue

        def work(target: str = target, times: int = times, who: str = who) -> int:
            kill.plant(target, times, who)
            return act(name, client, pair)

        code = kill.in_a_child(work)
        assert code == kill.EXITS[who], (target, code)
        assert stored() == before, target
    assert act(name, client, pair) == 200
    assert stored() != before
