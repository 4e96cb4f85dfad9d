"""Tiles: drawn and kept, by zoom, and how soon an edit is seen by somebody else."""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.gis.db.models.functions import Translate
from django.core.management import call_command
from django.db import connection
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.access.levels import Level
from gis_core.ground.models import Parcel
from layers.bound import BoundRegister
from layers.registry import registry
from tests.people import user_with
from tests.speed.report import Row, milliseconds
from tests.speed.web import load, site
from tiles import audience, cache, database, freshness, recipes, render
from tiles.grid import EXTENT, Tile, column_of, lat_of, lon_of, row_of
from tiles.statements import buffer_of, sql_of

CONNECTIONS = 8
MIX = 240
REQUESTS = 12_000
ROUNDS = 5
#: So many times the tiles in a round, of the site (the kept ones thrown away each time) and of the bare statements. In
#: rounds of a second a connection's first questions, which are planned, are most of what the peer does.
WARM = 20
ALL = audience.everything()
Extent = tuple[float, float, float, float]


def measure() -> list[Row]:
    parcels = next(r for r in registry.registers if r.model is Parcel and r.layer)
    public = largest_public()
    call_command("make_tiles")
    rows = _low(parcels)
    cookie = cookie_for(parcels)
    with site() as port:
        rows += _uncached(port, public) + _uncached(port, parcels, cookie)
        rows += _cached(port, public) + _edits(port, parcels, cookie)
    return [*rows, _thrown_out(parcels)]


def largest_public() -> BoundRegister:
    """The public layer with the most records."""
    layers = [r for r in registry.registers if r.layer and r.level == Level.PUBLIC and r.layer.zooms[1] >= 18]
    return max(layers, key=lambda r: r.model.objects.count())


def _extent() -> Extent:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ST_Extent(geom) FROM {Parcel._meta.db_table}")
        west, south, east, north = (float(n) for n in re.findall(r"[\d.]+", cursor.fetchone()[0]))
        return west, south, east, north


def _ranges(zoom: int, extent: Extent) -> tuple[range, range]:
    """Columns and rows of the tiles that hold the town."""
    west, south, east, north = extent
    return (
        range(int(column_of(west, zoom)), int(column_of(east, zoom)) + 1),
        range(int(row_of(north, zoom)), int(row_of(south, zoom)) + 1),
    )


def _chosen(zooms: list[int], extent: Extent, count: int) -> list[Tile]:
    """The fixed list of tiles, as even over the zooms as there are any."""
    dice, found = random.Random(7), []
    for zoom in zooms:
        columns, rows = _ranges(zoom, extent)
        every = [(x, y) for x in columns for y in rows]
        found += [Tile(zoom, x, y) for x, y in dice.sample(every, min(len(every), count // len(zooms)))]
    dice.shuffle(found)
    return found


def chosen_tiles(zooms: list[int], count: int) -> list[Tile]:
    """A fixed list of tiles of the town."""
    return _chosen(zooms, _extent(), count)


def chosen_paths(register: BoundRegister, zooms: list[int], count: int) -> list[str]:
    """Addresses of a fixed list of tiles of the town."""
    return [_path(register, tile) for tile in chosen_tiles(zooms, count)]


def _path(register: BoundRegister, tile: Tile) -> str:
    return f"/tiles/{register.slug}/{tile.z}/{tile.x}/{tile.y}"


def cookie_for(register: BoundRegister) -> str:
    """A session of somebody who may see the whole layer."""
    role = next(role for grant in register.grants if "view" in grant.action_set for role in sorted(grant.role_set))
    client = Client()
    client.force_login(user_with(role, name=f"bench{time.time_ns()}"))
    session = client.session
    session["second_factor_passed"] = True
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _clear(register: BoundRegister) -> None:
    watch = freshness.watch()
    if watch:
        shutil.rmtree(watch.cache.root / register.slug, ignore_errors=True)


# -- one tile ----------------------------------------------------------------------------------------------------------
def _low(register: BoundRegister) -> list[Row]:
    rows, extent = [], _extent()
    for first, last, target in ((10, 12, 30), (13, 14, 60)):
        tiles = _chosen(list(range(first, last + 1)), extent, 60)
        worst = _worst(lambda tile: render.ready_or_drawn(register, tile, ALL), tiles)
        drawn = _worst(lambda tile: render.render(register, tile, ALL), tiles)
        size = max(len(render.ready_or_drawn(register, tile, ALL).zipped) for tile in tiles)
        name = f"zoom {first}-{last}"
        rows.append(Row(f"worst tile, {name}", worst, "ms", None, "", f"<= {target} ms", worst <= target))
        rows.append(Row(f"worst tile, {name}, drawn anew", drawn, "ms", None, "", "", None))
        rows.append(Row(f"largest tile, {name}, gzip", size / 1000, "kB", None, "", "<= 500 kB", size <= 500_000))
    return rows


def _worst(ask: Callable[[Tile], object], tiles: list[Tile]) -> float:
    """Milliseconds of the slowest of some tiles, each the median of five."""
    return max(statistics.median(milliseconds(lambda t=tile: ask(t)) for _ in range(5)) for tile in tiles)


# -- eight at once -----------------------------------------------------------------------------------------------------
def _uncached(port: int, register: BoundRegister, cookie: str = "") -> list[Row]:
    """The target is for a layer anybody may see; with a session its look-up (three queries) comes on top."""
    rows, extent = [], _extent()
    for name, zooms, target in (("zoom 14-18", [14, 15, 16, 17, 18], 0.85), ("zoom 18", [18], 0.5)):
        tiles = _chosen(zooms, extent, MIX)
        ours, peer = [], []
        for _ in range(ROUNDS):
            ours.append(_drawn(port, register, [_path(register, tile) for tile in tiles], cookie))
            peer.append(pgbench(register, tiles, extent))
        value, against = statistics.median(ours), statistics.median(peer)
        work = f"uncached tiles, {name}, 8 connections, {'signed in' if cookie else 'public'}"
        met = None if cookie else value / against >= target
        rows.append(Row(work, value, "/s", against, "pgbench", "" if cookie else f">= {target}", met))
    return rows


def _drawn(port: int, register: BoundRegister, paths: list[str], cookie: str) -> float:
    """Tiles a second, each of them drawn."""
    seconds = 0.0
    for _ in range(WARM):
        _clear(register)
        answered = load(port, paths, CONNECTIONS, cookie)
        if answered.failures:
            raise RuntimeError(f"{register.slug}: {answered.failures} tiles were refused")
        seconds += len(paths) / answered.per_second
    return WARM * len(paths) / seconds


def pgbench(register: BoundRegister, tiles: list[Tile], extent: Extent) -> float:
    """Tiles a second of the same prepared statements, with as many of each zoom and no site around them."""
    at = connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for zoom in sorted({tile.z for tile in tiles}):
            file = Path(folder) / f"{zoom}.sql"
            file.write_text(_script(register, zoom, extent), encoding="utf-8")
            files += ["-f", f"{file}@{sum(tile.z == zoom for tile in tiles)}"]
        command = [
            "pgbench",
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CONNECTIONS),
            "-j",
            "2",
            "-t",
            str(WARM * len(tiles) // CONNECTIONS),
        ]
        command += ["-h", at["HOST"], "-p", str(at["PORT"]), "-U", at["USER"], *files, at["NAME"]]
        # planned as the site's statements are: once for all tiles
        planning = os.environ | {"PGOPTIONS": database.OPTIONS}
        done = subprocess.run(command, env=planning, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found.group(1))


def _script(register: BoundRegister, zoom: int, extent: Extent) -> str:
    """A random tile of the town; latitudes by interpolation, which differs from the true ones by less than a buffer."""
    sql = sql_of(register)
    columns, rows = _ranges(zoom, extent)
    statement, _ = recipes.ready(sql) if recipes.uses_stored(sql, zoom) else recipes.live(sql, zoom, ALL)
    side, buffer = Tile(zoom, 0, 0).bounds_3857, buffer_of(register, zoom)
    beyond = buffer / EXTENT
    top, bottom = lat_of(rows.start, zoom), lat_of(rows.stop, zoom)
    lines = [
        f"\\set z {zoom}",
        f"\\set buffer {buffer}",
        f"\\set x random({columns.start}, {columns.stop - 1})",
        f"\\set y random({rows.start}, {rows.stop - 1})",
        f"\\set w :x * {side[2] - side[0]!r} + {side[0]!r}",
        f"\\set e (:x + 1) * {side[2] - side[0]!r} + {side[0]!r}",
        f"\\set n {side[3]!r} - :y * {side[2] - side[0]!r}",
        f"\\set s {side[3]!r} - (:y + 1) * {side[2] - side[0]!r}",
        f"\\set bw {lon_of(1, zoom) - lon_of(0, zoom)!r} * (:x - {beyond!r}) - 180.0",
        f"\\set be {lon_of(1, zoom) - lon_of(0, zoom)!r} * (:x + {1 + beyond!r}) - 180.0",
        f"\\set bn {top!r} + (:y - {beyond!r} - {rows.start}) * {(bottom - top) / len(rows)!r}",
        f"\\set bs {top!r} + (:y + {1 + beyond!r} - {rows.start}) * {(bottom - top) / len(rows)!r}",
        *(f"\\set d{edge} :b{edge}" for edge in "wsen"),
    ]
    text = statement.replace("%(slug)s", f"'{register.slug}'").replace("%%", "%")
    text = re.sub(r"%\((\w+)\)s", r":\1::float8", text)
    text = re.sub(r":(x|y|buffer)::float8", r":\1::integer", text)
    return "\n".join([*lines, text.replace("\n", " ") + ";\n"])


def _cached(port: int, register: BoundRegister) -> list[Row]:
    tiles = _chosen([14, 15, 16], _extent(), 300)
    paths = [_path(register, tile) for tile in tiles]
    # the town was loaded moments ago: so many changes at once are not kept until each process has looked twice
    time.sleep(freshness.REPEAT_S + freshness.EVERY_S)
    load(port, paths, CONNECTIONS)
    rounds = [load(port, paths * (REQUESTS // len(paths)), CONNECTIONS) for _ in range(ROUNDS)]
    value = statistics.median(each.per_second for each in rounds)
    return [
        Row("cached public tiles, 8 connections, no front server", value, "/s", None, "", ">= 3,000/s", value >= 3000)
    ]


# -- edits -------------------------------------------------------------------------------------------------------------
def _edits(port: int, register: BoundRegister, cookie: str) -> list[Row]:
    rows = []
    for zoom, target in ((16, 1.0), (12, 30.0)):
        times = [_seconds_until_seen(port, register, cookie, zoom) for _ in range(5)]
        value = max(times)
        work = f"edit to a fresh tile for another viewer, zoom {zoom} (worst of 5)"
        rows.append(Row(work, value, "s", None, "", f"<= {target:.0f} s", value <= target))
    return rows


def _seconds_until_seen(port: int, register: BoundRegister, cookie: str, zoom: int) -> float:
    # a divided or merged parcel is on no tile
    drawn = Parcel.objects.filter(status=Parcel.Status.ACTIVE)
    parcel = drawn.filter(pk__gt=random.Random().randrange(drawn.count() // 2)).order_by("pk")[0]
    point = parcel.geom.centroid
    path = _path(register, Tile(zoom, int(column_of(point.x, zoom)), int(row_of(point.y, zoom))))
    before = _etag(port, path, cookie)
    with acting_as(system_user(), "วัดเวลาที่เห็นการแก้ไข"):
        Parcel.objects.filter(pk=parcel.pk).update(geom=Translate("geom", 0.003, 0))
    start = time.monotonic()
    while _etag(port, path, cookie) == before and time.monotonic() - start < 60:
        time.sleep(0.01)
    seconds = time.monotonic() - start
    with acting_as(system_user(), "วัดเวลาที่เห็นการแก้ไขแล้ว"):
        # copies of the town are brought in later, in which no two lots may overlap
        Parcel.objects.filter(pk=parcel.pk).update(geom=parcel.geom)
    return seconds


def _etag(port: int, path: str, cookie: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers["ETag"]


def _thrown_out(register: BoundRegister) -> Row:
    """How many kept tiles one parcel throws out when every tile around it is kept."""
    watch = freshness.watch()
    parcel = Parcel.objects.order_by("pk")[Parcel.objects.count() // 2]
    point = parcel.geom.centroid
    for zoom in range(register.layer.zooms[0], 19):
        x, y = int(column_of(point.x, zoom)), int(row_of(point.y, zoom))
        for tile in (Tile(zoom, x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)):
            kept = cache.pack(b"", "1:1:")
            path = watch.cache.path(register.slug, sql_of(register).version, audience.ALL, tile)
            watch.cache.put(watch.cache.write(path, kept), path)
    with acting_as(system_user(), "วัดจำนวนไทล์ที่ทิ้ง"):
        Parcel.objects.filter(pk=parcel.pk).update(land_use="other")
    thrown = watch.look()
    return Row("kept tiles one edited parcel throws out", thrown, "", None, "", "<= 64", thrown <= 64)
