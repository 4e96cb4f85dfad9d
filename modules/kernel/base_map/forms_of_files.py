"""Files that many offices have, and how they become areas, places and waters."""

from __future__ import annotations

from typing import Any

from layers.declare import ImportMap

WATERS = {"river": "river", "canal": "canal", "drain": "drain", "ditch": "drain", "stream": "river"}


def dopa_code(cell: Any) -> str:
    """TH830101 of the United Nations' lists is 830101 of the Department of Provincial Administration."""
    text = str(cell).strip()
    return text[2:] if text.upper().startswith("TH") else text


def water_kind(cell: Any) -> str:
    """The kind of a waterway by its class in OpenStreetMap."""
    return WATERS.get(str(cell), str(cell))


def _areas(level: str, code: str, thai: str, *others: str) -> ImportMap:
    columns = {code: "code", thai: "thai", **dict.fromkeys(others, "")}
    return ImportMap(match_on="code", columns=columns, fixed={"level": level}, read={"code": dopa_code})


AREAS = (
    _areas("tambon", "ADM3_PCODE", "ADM3_TH"),
    _areas("amphoe", "ADM2_PCODE", "ADM2_TH"),
    _areas("province", "ADM1_PCODE", "ADM1_TH"),
    _areas("province", "pro_code", "pro_th"),
    _areas("amphoe", "dcode", "dname", "dname_e"),
    ImportMap(match_on="code", columns={"ชื่อ": "thai"}),
)


def _places(kind: str, name: str, *others: str) -> ImportMap:
    columns = {name: "thai", **dict.fromkeys(others, "")}
    return ImportMap(match_on=("thai", "geom"), columns=columns, fixed={"kind": kind})


PLACES = (
    ImportMap(match_on="register_no", columns={"ชื่อ": "thai"}),
    _places("other", "NAME", "VILL_ID", "TAM_NAME"),
    _places("health", "name", "num_bed", "address"),
    _places("other", "name", "name_en", "tile"),
    _places("other", "name", "description", "time", "elevation_m"),
)

WATERWAYS = (
    ImportMap(match_on="register_no"),
    ImportMap(
        match_on=("kind", "geom"),
        columns={"class": "kind", "type": "", "tile": ""},
        fixed={"name": "ทางน้ำไม่มีชื่อ"},
        read={"kind": water_kind},
    ),
)
