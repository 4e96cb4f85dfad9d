"""Files that were sent and wait to be reviewed: their bytes lie in the store, what names them is a signed word.

The store forgets what no record names after a day; so nothing is left of a review that was not finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.core import signing
from django.http import Http404

from gis_core.features import measure
from gis_core.files import store
from gis_core.files.attach import safe_name
from gis_core.pure.refusal import Refused
from importers.readers import open_source
from importers.tracks.points import Points, points_of

MAX_BYTES = 64 * 1024**2
MAX_TRACKS = 200
FOR_S = 20 * 3600
FORMATS = ("gpx", "kml", "kmz", "nmea", "zip")


@dataclass(frozen=True)
class Sent:
    """A file of one person."""

    sha256: str
    name: str

    @property
    def path(self) -> Path:
        return store.path_of(self.sha256)

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix


@dataclass(frozen=True)
class Recorded:
    """One journey of a file: its name, its points in metres and in degrees, when it began."""

    name: str
    is_route: bool
    points: Points
    lonlat: Any
    began: datetime | None


def keep(chunks: Iterable[bytes], name: str, max_bytes: int = MAX_BYTES) -> Sent:
    """Put a sent file into the store. Errors: Refused ``FILE_TOO_BIG``, ``FILE_EMPTY``."""
    return Sent(store.write(chunks, max_bytes).sha256, safe_name(name))


def word_for(files: list[Sent], user: Any, salt: str) -> str:
    """What names the files in an address: nobody but this person can use it, nobody can make it."""
    rows = [[each.sha256, each.name] for each in files]
    return signing.dumps({"u": user.pk, "f": rows}, salt=salt, compress=True)


def files_of(word: str, user: Any, salt: str) -> list[Sent]:
    """The files of an address. Raises Http404 for another person's, a made-up or an old one."""
    try:
        told = signing.loads(word, salt=salt, max_age=FOR_S)
    except signing.BadSignature:
        raise Http404("ไม่พบไฟล์ที่ส่งไว้ หรือส่งไว้นานเกินไป") from None
    files = [Sent(sha256, name) for sha256, name in told["f"]]
    if told["u"] != user.pk or not all(each.path.exists() for each in files):
        raise Http404("ไม่พบไฟล์ที่ส่งไว้ หรือส่งไว้นานเกินไป")
    return files


def journeys(file: Sent) -> list[Recorded]:
    """The journeys of a file. Errors: Refused ``FILE_…``, ``TRACK_NONE``."""
    return _journeys(file.sha256, file.name, measure.office_srid())


@lru_cache(maxsize=3)
def _journeys(sha256: str, name: str, srid: int) -> list[Recorded]:
    """Kept for the few reviews that go on, whose sliders ask again and again."""
    found: list[Recorded] = []
    with open_source(store.path_of(sha256), name, land=None) as source:
        for track in source.tracks():
            if len(track.points) < 2:
                continue
            if len(found) == MAX_TRACKS:
                raise Refused("TRACK_MANY", f"ไฟล์มีเส้นทางเกิน {MAX_TRACKS} เส้น แบ่งไฟล์ก่อน", "", "file")
            points = points_of(track.points, lambda lon, lat: measure.from_lonlat(lon, lat, srid))
            began = next((p.at for p in track.points if p.at is not None), None)
            lonlat = np.array([(p.lon, p.lat) for p in track.points])
            found.append(Recorded(track.name, track.kind == "route", points, lonlat, began))
    if not found:
        text = "ไฟล์นี้ไม่มีเส้นทาง (track หรือ route) ถ้ามีเฉพาะหมุด ให้นำเข้าเป็นจุดของทะเบียนที่หน้า “นำเข้าข้อมูล”"
        raise Refused("TRACK_NONE", text, "", "file")
    return found
