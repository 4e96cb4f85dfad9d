"""An edit is seen, whoever drew what when: ages, races between connections, what is thrown out and what stays."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import psycopg
import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import NamedPlace, Parcel
from layers.registry import registry
from tests.conftest import owner_connection
from tests.tiles.conftest import add_parcels, decode, tile_at, url
from tiles import audience, database, drawing, freshness, refresh, render
from tiles.cache import pack
from tiles.freshness import Watch
from tiles.snapshot import parse

PLACES = "base_map-named_place"


def names(client: Client, zoom: int = 16) -> list[str]:
    found = decode(client.get(url(PLACES, tile_at(zoom, 100.5, 15.0))).content).get(PLACES, [])
    return sorted(f["properties"]["title"] for f in found)


def rename(town: SimpleNamespace, name: str) -> None:
    with acting_as(system_user(), "เปลี่ยนชื่อ"):
        NamedPlace.objects.filter(pk=town.temple.pk).update(thai=name)


@pytest.fixture
def quiet(town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """The watch without its thread, so that a test decides when it looks."""
    monkeypatch.setattr(freshness, "_look_for_ever", lambda *_: None)
    monkeypatch.setattr(freshness, "MOST_S", 60.0)
    watch = freshness.watch()
    assert watch is not None
    yield watch


def kept_files(watch: Watch) -> set[str]:
    return {str(path.relative_to(watch.cache.root)) for path in watch.cache.root.glob("*/*/*/*/*")}


def test_a_kept_tile_is_served_until_a_change_is_seen_and_then_drawn_anew(town, quiet):
    client = Client()
    assert names(client) == ["วัดทดสอบ"]
    assert len(kept_files(quiet)) == 1
    rename(town, "วัดใหม่")
    assert names(client) == ["วัดทดสอบ"]
    assert quiet.look() == 1
    assert names(client) == ["วัดใหม่"]


def test_a_process_that_has_not_looked_for_a_second_serves_nothing_from_the_disk(town, quiet):
    client = Client()
    names(client)
    rename(town, "วัดใหม่")
    quiet.looked_at -= freshness.MOST_S + 0.01
    assert names(client) == ["วัดใหม่"]


def test_another_viewer_sees_an_edit_within_a_second(town):
    client = Client()
    for number in range(3):
        names(client)
        rename(town, f"วัด {number}")
        # who asks later than that must see it, however long the answer takes on a busy machine
        asked = within = time.monotonic() + 1.0
        while asked <= within:
            asked = time.monotonic()
            shown = names(client)
            time.sleep(0.02)
        assert shown == [f"วัด {number}"]


def test_a_transaction_that_began_before_the_tile_and_commits_after_it_leaves_no_stale_tile(town, quiet):
    """The older transaction has the lower number and the lower dirty id; only its visibility tells that it is news."""
    client = Client()
    with other_writer(town.temple.pk, "วัดเก่ากว่า") as older:
        with acting_as(system_user(), "เพิ่มอีกแห่ง"):
            NamedPlace.objects.create(thai="ศาลา", kind="other", geom=Point(100.5001, 15.0001))
        quiet.look()
        assert names(client) == ["วัดทดสอบ", "ศาลา"]
        assert len(kept_files(quiet)) == 1
        older.commit()
    assert quiet.look() == 1
    assert names(client) == ["วัดเก่ากว่า", "ศาลา"]


def test_a_tile_drawn_before_a_known_change_is_served_but_not_kept(town, quiet, monkeypatch):
    real = render.ready_or_drawn

    def slowly(*args):
        drawn = real(*args)
        rename(town, "วัดใหม่")
        quiet.look()
        return drawn

    monkeypatch.setattr(drawing, "ready_or_drawn", slowly)
    assert names(Client()) == ["วัดทดสอบ"]
    assert kept_files(quiet) == set()
    monkeypatch.setattr(drawing, "ready_or_drawn", real)
    assert names(Client()) == ["วัดใหม่"]


def test_a_tile_put_in_place_by_a_process_that_then_dies_is_thrown_out_by_the_others(town, quiet):
    register = registry.by_slug[PLACES]
    old = render.render(register, tile_at(16), audience.everything())
    rename(town, "วัดใหม่")
    quiet.look()
    path = quiet.cache.path(PLACES, "v", audience.ALL, tile_at(16))
    kept = pack(old.body, old.snapshot)
    quiet.cache.put(quiet.cache.write(path, kept), path)  # the other process did not know of the change
    assert quiet.look() == 0
    for change in quiet.recent:
        object.__setattr__(change, "seen_at", change.seen_at - freshness.REPEAT_S - 1)
    assert quiet.look() == 1


def test_a_starting_process_throws_out_what_the_last_one_left(town, quiet, settings):
    client = Client()
    names(client)
    left = kept_files(quiet)
    freshness.stop()
    rename(town, "วัดใหม่")
    again = freshness.watch()
    assert again is not quiet
    assert left
    assert kept_files(again) == set()
    assert names(client) == ["วัดใหม่"]


def test_a_cache_nobody_looked_after_for_an_hour_is_thrown_away(town, quiet):
    import os

    names(Client())
    long_ago = time.time() - 4000
    os.utime(quiet.note, (long_ago, long_ago))
    freshness.stop()
    assert kept_files(freshness.watch()) == set()


def test_changes_worked_off_by_the_worker_still_reach_every_web_process(town, quiet):
    client = Client()
    names(client)
    rename(town, "วัดใหม่")
    refresh.refresh_pending()
    assert database.ask("SELECT count(*)::int FROM tile_dirty", {}) == [(0,)]
    assert quiet.look() == 1
    assert names(client) == ["วัดใหม่"]


def test_a_rolled_back_change_throws_nothing_out(town, quiet):
    names(Client())
    with other_writer(town.temple.pk, "วัดที่ไม่เกิด") as other:
        other.rollback()
    assert quiet.look() == 0
    assert len(kept_files(quiet)) == 1


def test_a_parcel_throws_out_no_more_than_64_tiles(town, quiet, reader):
    client = reader("assessor")
    add_parcels(town, range(3, 12), range(12))
    quiet.look()
    for zoom in range(8, 21):
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                tile = tile_at(zoom, 100.5 + dx * 0.0005, 15 + dy * 0.0005)
                client.get(url("tiles-parcel", tile))
    before = len(kept_files(quiet))
    with acting_as(system_user(), "แก้แปลงเดียว"):
        Parcel.objects.filter(pk=town.parcels[4].pk).update(land_use="public")
    thrown = quiet.look()
    assert 8 <= thrown <= 64
    assert len(kept_files(quiet)) == before - thrown


def test_a_bulk_load_keeps_nothing_for_a_while_instead_of_looking_at_each_box(town, quiet, monkeypatch):
    monkeypatch.setattr(freshness, "MANY_CHANGES", 3)
    client = Client()
    names(client)
    for number in range(5):
        rename(town, f"วัด {number}")
    assert quiet.look() == 1
    names(client)
    assert kept_files(quiet) == set()


def test_many_editors_and_viewers_never_leave_a_stale_tile(town):
    """Edits and views run at once for a few seconds; whatever is on the disk at the end is what the database says."""
    stop = time.monotonic() + 3.0
    client, failures = Client(), []

    def view() -> None:
        try:
            while time.monotonic() < stop:
                for zoom in (12, 14, 16, 18):
                    client.get(url(PLACES, tile_at(zoom, 100.5, 15.0)))
        finally:
            from django.db import connection

            connection.close()

    threads = [threading.Thread(target=view) for _ in range(2)]
    for thread in threads:
        thread.start()
    is_over = False
    while not is_over:
        is_over = time.monotonic() >= stop
        last = f"วัด {time.monotonic_ns()}"
        rename(town, last)
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    freshness.watch().look()
    for zoom in (14, 16, 18):
        if names(client, zoom) != [last]:
            failures.append(zoom)
    assert failures == []


class other_writer:
    """Another connection with a change of its own that is not committed yet."""

    def __init__(self, pk: int, name: str) -> None:
        self.pk, self.name = pk, name

    def __enter__(self) -> psycopg.Connection:
        from django.db import connection

        self.link = owner_connection(connection.settings_dict["NAME"])
        self.link.autocommit = False
        self.link.execute(
            "SELECT set_config('elocal.change_id', gis_begin_change(%s, NULL, 'อีกคน', NULL)::text, true)",
            [system_user().pk],
        )
        self.link.execute("UPDATE ground_namedplace SET thai = %s WHERE id = %s", [self.name, self.pk])
        return self.link

    def __exit__(self, *_: object) -> None:
        self.link.close()


def test_snapshots_tell_what_they_have_seen():
    seen = parse("100:110:103,105")
    assert [seen.sees(xid) for xid in (99, 100, 103, 104, 105, 109, 110, 2**63)] == [
        True, True, False, True, False, True, False, False,
    ]  # fmt: skip
    assert parse("5:5:").sees(4)
