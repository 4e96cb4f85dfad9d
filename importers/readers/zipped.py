"""A ZIP may hold one layer or several, of any readable format, in any folder; each is a layer to choose from."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from gis_core.files.archive import Member, SafeZip, open_zip
from importers import readers, sniff
from importers.readers import photo
from importers.readers.limits import MAX_LAYERS, MAX_PHOTOS
from importers.readers.shapefile import PARTS, Shapefile, ShapefileParts
from importers.readers.shp import geometry_of_type
from importers.readers.table import Geometry, LayerInfo, Table, no_layer, refuse

#: What is read inside an archive, the likeliest to be meant first; plain tables come last.
_FILES = (
    ".gpkg",
    ".geojson",
    ".json",
    ".ndjson",
    ".geojsonl",
    ".kml",
    ".gpx",
    ".nmea",
    ".dxf",
    ".xlsx",
    ".csv",
    ".txt",
)
_PHOTOS = (".jpg", ".jpeg")


@dataclass(frozen=True)
class _Entry:
    """One layer on offer. `rank` and `size` decide which is meant when nobody says."""

    info: LayerInfo
    rank: int
    size: int
    open: Callable[[str], Table]


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """The chosen layer, else the likeliest. Errors: Refused when nothing inside can be read."""
    with open_zip(path) as archive:
        entries = [*_shapefiles(archive, folder, given), *_single_files(archive, folder, given, layer)]
        entries += _photos(archive, folder)
        # photographs and .txt are what a file is about only where there is nothing else
        for least in (len(_FILES), _FILES.index(".txt")):
            entries = [entry for entry in entries if entry.rank < least] or entries
        if not entries:
            _nothing(archive)
        chosen = _chosen(entries, layer)
        table = chosen.open(chosen.info.name)
    entries = _without_copies(entries, chosen)
    if len(entries) > 1:
        table.layer = chosen.info.name
        table.layers = [entry.info for entry in entries[:MAX_LAYERS]]
    if len(entries) > 1 and not layer:
        others = ", ".join(entry.info.name for entry in entries if entry is not chosen)
        table.notes.append(f"ไฟล์ ZIP มีหลายชั้นข้อมูล ระบบเลือก {chosen.info.name} (ชั้นอื่น: {others[:300]})")
    if archive.nested:
        table.notes.append(f"ข้ามไฟล์บีบอัดที่ซ้อนอยู่ข้างใน: {', '.join(archive.nested)[:300]}")
    return table


def _without_copies(entries: list[_Entry], chosen: _Entry) -> list[_Entry]:
    """A table called like a shapefile beside it is the same data once more: read when asked for, not offered."""
    shapes = {entry.info.name for entry in entries if entry.rank < 0}
    copies = (".csv", ".txt", ".xlsx")
    return [
        entry
        for entry in entries
        if entry is chosen
        or PurePosixPath(entry.info.name).suffix.lower() not in copies
        or PurePosixPath(entry.info.name).stem not in shapes
    ]


def _nothing(archive: SafeZip) -> NoReturn:
    if archive.nested:
        refuse("FILE_ZIP_NESTED", "ไฟล์ ZIP มีไฟล์บีบอัดซ้อนอยู่ข้างใน กรุณาแตกออกแล้วส่งทีละไฟล์")
    if any(member.suffix in PARTS for member in archive.members):
        refuse("FILE_SHP_PARTS", "ไฟล์ ZIP ไม่มี .shp กรุณาบีบอัด .shp .shx .dbf .prj ที่ชื่อเดียวกันไว้ด้วยกัน")
    refuse("FILE_ZIP_NOTHING", f"ไม่พบข้อมูลที่นำเข้าได้ใน ZIP รับ {sniff.READABLE}")


def _chosen(entries: list[_Entry], layer: str | None) -> _Entry:
    if layer is None:
        return min(entries, key=lambda entry: (entry.rank, -entry.size))
    for entry in entries:
        if entry.info.name == layer:
            return entry
    if len(entries) > 1:
        no_layer(layer, (entry.info.name for entry in entries))
    return entries[0]  # the name is that of a layer inside the one file


def _shapefiles(archive: SafeZip, folder: Path, given: str | None) -> list[_Entry]:
    groups: dict[str, dict[str, Member]] = {}
    for member in archive.members:
        if member.suffix in PARTS:
            groups.setdefault(member.stem.lower(), {})[member.suffix] = member
    entries = []
    for parts in groups.values():
        if ".shp" not in parts:
            continue
        name = _layer_name(parts[".shp"], [group[".shp"] for group in groups.values() if ".shp" in group])
        count = (parts[".shx"].size - 100) // 8 if ".shx" in parts else None
        info = LayerInfo(name, count, _shape_type(archive, parts[".shp"]))
        entries.append(_Entry(info, -1, parts[".shp"].size, _opener(archive, parts, folder, given)))
    return entries


def _layer_name(member: Member, among: list[Member]) -> str:
    """The bare name, with its folder where two folders hold the same."""
    bare = PurePosixPath(member.stem).name
    twins = [other for other in among if PurePosixPath(other.stem).name == bare]
    return bare if len(twins) < 2 else member.stem


def _shape_type(archive: SafeZip, member: Member) -> Geometry:
    with archive.open(member) as stream:
        head = stream.read(36)
    return geometry_of_type(struct.unpack_from("<i", head, 32)[0]) if len(head) == 36 else "mixed"


def _opener(archive: SafeZip, parts: dict[str, Member], folder: Path, given: str | None) -> Callable[[str], Table]:
    def opened(name: str) -> Table:
        at = {suffix[1:]: archive.extract(member, folder / f"layer{suffix}") for suffix, member in parts.items()}
        return Shapefile(ShapefileParts(**at), name, given)

    return opened


def _single_files(archive: SafeZip, folder: Path, given: str | None, layer: str | None) -> list[_Entry]:
    found = [member for member in archive.members if member.suffix in _FILES]
    alone = len(found) == 1

    def opener(member: Member) -> Callable[[str], Table]:
        def opened(_: str) -> Table:
            to = archive.extract(member, folder / f"member{member.suffix}")
            if sniff.kind_of(to) in ("zip", "kmz"):
                refuse("FILE_ZIP_NESTED", "ไฟล์ ZIP มีไฟล์บีบอัดซ้อนอยู่ข้างใน กรุณาแตกออกแล้วส่งทีละไฟล์")
            return readers.open_table(to, member.name, folder, given, layer if alone and layer != member.name else None)

        return opened

    return [
        _Entry(LayerInfo(member.name), _FILES.index(member.suffix), member.size, opener(member)) for member in found
    ]


def _photos(archive: SafeZip, folder: Path) -> list[_Entry]:
    found = [member for member in archive.members if member.suffix in _PHOTOS]
    if not found:
        return []
    if len(found) > MAX_PHOTOS:
        refuse("FILE_PHOTOS", f"ไฟล์ ZIP มีภาพเกิน {MAX_PHOTOS:,} ภาพ กรุณาแบ่งส่ง")

    def opened(name: str) -> Table:
        def pictures() -> Iterator[tuple[Path, str]]:
            for member in found:
                to = archive.extract(member, folder / "picture")
                yield to, member.name
                to.unlink()

        return photo.Photos(pictures(), name)

    return [_Entry(LayerInfo("ภาพถ่าย", len(found), "point"), len(_FILES), 0, opened)]
