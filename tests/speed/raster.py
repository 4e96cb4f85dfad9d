"""Tiles of a picture: asked for over the site and drawn anew, against rio-tiler alone on the same file."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import tempfile
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from django.contrib.gis.geos import GEOSGeometry, Point
from django.test import Client
from rasterio.crs import CRS
from rasterio.transform import Affine
from rio_tiler.io import Reader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure as metres
from gis_core.imagery import reading, store
from gis_core.imagery.models import Imagery
from tests.people import user_with
from tests.speed.report import Row, milliseconds
from tiles import raster
from tiles.grid import Tile, column_of, lat_of, lon_of, row_of

SIDE_PX, CELL_M = 3_600, 0.25
PLACE = (101.15, 16.43)
TILES = 16
RUNS = 3
ORDER = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False}
FACTS = ("size_bytes", "width_px", "height_px", "resolution_m", "min_zoom", "max_zoom")


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        picture = _picture(Path(folder))
    client = _engineer()
    try:
        return [_row(picture, client, zoom) for zoom in (16, 17, 18, 19)]
    finally:
        with acting_as(system_user(), "ภาพของการวัดเสร็จแล้ว"):
            picture.delete()
        store.path_of(picture.file_uid).unlink(missing_ok=True)
        shutil.rmtree(raster.folder() / picture.file_uid.hex, ignore_errors=True)


def _engineer() -> Client:
    client = Client()
    client.force_login(user_with("engineer", name=f"bench{uuid.uuid4().hex[:8]}"))
    session = client.session
    session["second_factor_passed"] = True
    session.save()
    return client


def _picture(folder: Path) -> Imagery:
    """A square kilometre and more with the grain of a real photograph, taken in the normal way."""
    x, y = metres.from_lonlat(*PLACE, 32647)
    grain = np.random.default_rng(3)
    fields = np.kron(grain.integers(60, 200, (3, 60, 60)), np.ones((SIDE_PX // 60, SIDE_PX // 60)))
    pixels = np.clip(fields + grain.integers(-25, 25, (1, SIDE_PX, SIDE_PX)), 0, 255).astype(np.uint8)
    sent, file_uid = folder / "sent.tif", uuid.uuid4()
    profile: dict[str, Any] = {"driver": "GTiff", "width": SIDE_PX, "height": SIDE_PX, "count": 3, "dtype": "uint8"}
    place = {"crs": CRS.from_epsg(32647), "transform": Affine(CELL_M, 0, x, 0, -CELL_M, y)}
    with rasterio.open(sent, "w", **profile, **place) as made:
        made.write(pixels)
    facts = reading.convert(sent, store.work_path(file_uid), ORDER, lambda share: None)
    store.keep(store.work_path(file_uid), file_uid)
    footprint = GEOSGeometry(json.dumps(facts["footprint"]))
    with acting_as(system_user(), "ภาพของการวัด"):
        return Imagery.objects.create(
            title="ภาพของการวัด", file_uid=file_uid, original_name="bench.tif", geom=footprint,
            **{name: facts[name] for name in FACTS},
        )  # fmt: skip


def _tiles(picture: Imagery, zoom: int) -> list[Tile]:
    west, south, east, north = picture.geom.extent
    columns = range(int(column_of(west, zoom)), int(column_of(east, zoom)) + 1)
    rows = range(int(row_of(north, zoom)), int(row_of(south, zoom)) + 1)
    centres = {Tile(zoom, x, y): Point(lon_of(x + 0.5, zoom), lat_of(y + 0.5, zoom)) for x in columns for y in rows}
    every = [tile for tile, centre in centres.items() if picture.geom.contains(centre)]
    return random.Random(5).sample(every, min(TILES, len(every)))


def _row(picture: Imagery, client: Client, zoom: int) -> Row:
    """Medians over the same tiles by turns; what was kept of the last round is thrown away first."""
    ours, peer = [], []
    tiles = _tiles(picture, zoom)
    for _ in range(RUNS + 1):
        shutil.rmtree(raster.folder() / picture.file_uid.hex, ignore_errors=True)
        for tile in tiles:
            ours.append(milliseconds(lambda t=tile: _asked(picture, client, t)))
            peer.append(milliseconds(lambda t=tile: _alone(picture, t)))
    warm = len(tiles)
    value, against = statistics.median(ours[warm:]), statistics.median(peer[warm:])
    work = f"COG tile over the site, drawn anew, zoom {zoom}"
    return Row(work, value, "ms", against, "rio-tiler", "<= 1.2", value / against <= 1.2)


def _asked(picture: Imagery, client: Client, tile: Tile) -> None:
    answer = client.get(f"/tiles/raster/{picture.uid}/{tile.z}/{tile.x}/{tile.y}", headers={"accept": "*/*"})
    assert answer.status_code in (200, 204)


def _alone(picture: Imagery, tile: Tile) -> None:
    with Reader(str(store.path_of(picture.file_uid))) as reader:
        image = reader.tile(tile.x, tile.y, tile.z, tilesize=256, resampling_method="bilinear")
        image.render(img_format="JPEG" if image.mask.all() else "PNG", add_mask=not image.mask.all())
