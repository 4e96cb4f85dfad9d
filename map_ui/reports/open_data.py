"""The published figures for machines: what the public page shows, who publishes it and under which terms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from gis_core.ground.office import office
from layers.engine.judging import Published, Told
from map_ui.listing.placing import villages

LICENCE = "สัญญาอนุญาตครีเอทีฟคอมมอนส์ แสดงที่มา 4.0 (CC BY 4.0)"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.th"
#: Column -> heading for people.
FIELDS = {
    "figure_code": "รหัสตัวชี้วัด",
    "figure": "ตัวชี้วัด",
    "unit": "หน่วยนับ",
    "as_of": "ณ วันที่ (ค.ศ.)",
    "village_code": "รหัสหมู่บ้าน (ว่างคือทั้งหน่วยงาน)",
    "village": "หมู่บ้าน",
    "value": "ค่า",
    "state": "สถานะของค่า",
}
STATES = {"value": "มีค่า", "no_data": "ไม่มีข้อมูล", "hidden": "ไม่แสดงเพราะจำนวนคนน้อย"}
ROUGHLY = 6


def rows(figures: Sequence[Published]) -> Iterator[dict[str, Any]]:
    """One row for the office and one for each village that the page shows, figure by figure."""
    names = {area.code: str(area) for area in villages()}
    for figure in figures:
        yield _row(figure, "", "", figure.whole)
        for code, told in sorted(figure.parts.items()):
            if code in names:
                yield _row(figure, code, names[code], told)


def _row(figure: Published, code: str, village: str, told: Told) -> dict[str, Any]:
    return {
        "figure_code": figure.code,
        "figure": figure.thai,
        "unit": figure.unit,
        "as_of": figure.on.isoformat(),
        "village_code": code,
        "village": village,
    } | _value(told)


def _value(told: Told) -> dict[str, Any]:
    """A number and its state; a value that is kept back is no number and is not nought."""
    if told.is_hidden:
        return {"value": None, "state": "hidden"}
    value = None if told.value is None else float(told.value)
    return {"value": value, "state": "no_data" if value is None else "value"}


def about(figures: Sequence[Published]) -> dict[str, Any]:
    """What a reader must know of the data before using it."""
    return {
        "title": f"ผลงานของ{office().thai}",
        "publisher": office().thai,
        "language": "th",
        "license": {"title": LICENCE, "url": LICENCE_URL},
        "modified": max((figure.on for figure in figures), default=None),
        "note": "เฉพาะค่ารวมที่หน่วยงานเผยแพร่ ไม่มีข้อมูลของบุคคลใด จำนวนคนที่น้อยไม่แสดง",
        "fields": [{"name": name, "title": thai} for name, thai in FIELDS.items()],
        "states": STATES,
    }


def outlines(figures: Sequence[Published]) -> list[dict[str, Any]]:
    """GeoJSON features of the villages with the figures that are told of them."""
    found = []
    for area in villages().defer(None):
        told = {figure.code: _value(figure.parts[area.code]) for figure in figures if area.code in figure.parts}
        if told and area.geom is not None:
            shape = json.loads(area.geom.json, parse_float=lambda text: round(float(text), ROUGHLY))
            properties = {"village_code": area.code, "village": str(area), "figures": told}
            found.append({"type": "Feature", "id": area.code, "geometry": shape, "properties": properties})
    return found
