"""Killed in the middle: the process by os._exit, the connection by the server. Nothing is half written or lost, and the
same act goes through afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from gis_core.access.actor import acting_as
from gis_core.features.bases import Tracked
from gis_core.ground.models import Building, Parcel
from layers.engine import coverage
from tests.modules.finance.property_register import fabric_made as made

ENGINE = "layers.engine.coverage_"
SYSTEM = "modules.finance.property_register.handing_on."
#: (act, function after which it happens, how often the function runs before, who is killed)
POINTS = [
    ("divide", f"{ENGINE}dividing.lock_neighbours", 1, "process"),
    ("divide", f"{ENGINE}acts.put_aside", 1, "process"),
    ("divide", f"{ENGINE}dividing.add_nodes", 1, "connection"),
    ("divide", "layers.engine.records.write", 1, "process"),
    ("divide", "layers.engine.records.write", 2, "connection"),
    ("divide", f"{SYSTEM}spells", 1, "process"),
    ("divide", f"{SYSTEM}end_timed", 1, "connection"),
    ("merge", f"{ENGINE}acts.put_aside", 1, "connection"),
    ("merge", "layers.engine.records.write", 1, "process"),
    ("merge", f"{SYSTEM}descent", 1, "process"),
    ("merge", f"{SYSTEM}end_timed", 1, "connection"),
    ("reshape", f"{ENGINE}reshaping._settle", 1, "process"),
    ("reshape", f"{ENGINE}reshaping.add_nodes", 1, "connection"),
]
KILLED, LOST = 9, 3


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
        yield user, pair
        connection.close()


def act(name: str, user: Any, pair: list[Parcel]) -> None:
    if name == "divide":
        made.divide(pair[0], made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2)
    elif name == "merge":
        made.merge(pair, user)
    else:
        shape = made.polygon((0, 0), (40, 0), (44, 20), (40, 40), (0, 40))
        coverage.reshape(made.register(), pair[0].uid, shape, user=user, reason="สอบเขต")


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


def _end_connection() -> None:
    """The server ends the connection, as a failover does."""
    pid = connection.connection.info.backend_pid
    env = settings.ENV
    name = connection.settings_dict["NAME"]
    with psycopg.connect(
        host=env.db_host, port=env.db_port, dbname=name, user=connection.settings_dict["USER"]
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def _plant(target: str, times: int, who: str) -> None:
    """In the child only: after the `times`-th call of a function somebody is killed."""
    module_name, _, attribute = target.rpartition(".")
    module = import_module(module_name)
    original: Callable[..., Any] = getattr(module, attribute)
    calls = [0]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        calls[0] += 1
        if calls[0] == times:
            if who == "process":
                os._exit(KILLED)
            _end_connection()
        return result

    setattr(module, attribute, wrapped)


def in_a_child(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; its exit code."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as error:
            os._exit(LOST if isinstance(error.__cause__ or error, psycopg.OperationalError) else 4)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("name", ["divide", "merge", "reshape"])
def test_killed_in_the_middle(town, name):
    user, pair = town
    before = stored()
    for act_name, target, times, who in POINTS:
        if act_name != name:
            continue

        def work(target: str = target, times: int = times, who: str = who) -> None:
            _plant(target, times, who)
            act(name, user, pair)

        code = in_a_child(work)
        assert code == (KILLED if who == "process" else LOST), (target, code)
        assert stored() == before, target
    act(name, user, pair)
    assert stored() != before
