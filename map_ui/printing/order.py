"""What a reader asks to have printed, checked: paper, scale, place, title and the layers as the map shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.map_scale import scale_of
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import parse_date
from layers.bound import BoundRegister
from layers.declare import ByRange, ByValue
from layers.engine.saved_maps import RAW_COUNT
from layers.registry import registry
from map_ui.printing.conditions import Condition, condition
from map_ui.printing.content import Shown
from map_ui.printing.paper import Layout, known_scale, layout
from map_ui.printing.pictures import Beneath, read_pictures

LONGEST_TITLE = 120
MOST_LAYERS, MOST_CLASSES, MOST_CONDITIONS = 80, 40, 20
HIGHEST_M = 3000
#: Where a Thai office may print: a wide box round the country.
THAILAND = (96.0, 4.0, 107.0, 22.0)
NUMBERS = ("number", "area", "chainage")
SCALES = "ช่วงมาตราส่วนของแผนที่ที่บันทึกไว้ไม่ถูกต้อง"
#: An address keeps the zoom to two digits.
NEARLY = 1.02
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Order:
    """A checked request for one page of the map."""

    layout: Layout
    scale: int
    lon: float
    lat: float
    title: str
    layers: tuple[Shown, ...]
    height_m: float = 0.0
    pictures: tuple[Beneath, ...] = ()


def read_order(body: Mapping[str, Any], user: Any) -> Order:
    """Check a request. Errors: Refused PAPER, SCALE, PLACE, TITLE, LAYER, CLASSES, RAW_COUNT, FILTER, DAY, PICTURE."""
    lon, lat = _place(body.get("centre"))
    day, scale = _day(body.get("day")), known_scale(body.get("scale"))
    for each in body.get("layers") or ():
        _within_scales(each, scale)
    return Order(
        layout=layout(str(body.get("paper", "")), _is_landscape(body.get("orientation"))),
        scale=scale,
        lon=lon,
        lat=lat,
        title=read_title(body.get("title")),
        layers=tuple(replace(shown, day=day) for shown in _layers(body.get("layers"), user)),
        pictures=read_pictures(body.get("pictures"), user),
        height_m=_number(body.get("height_m") or 0, 0, HIGHEST_M, "height_m", "ความสูงต้องอยู่ระหว่าง 0 ถึง 3,000 เมตร"),
    )


def _is_landscape(value: Any) -> bool:
    if value not in ("landscape", "portrait"):
        raise Refused("PAPER", "แนวกระดาษต้องเป็นแนวนอนหรือแนวตั้ง", field="orientation")
    return bool(value == "landscape")


def _number(value: Any, low: float, high: float, field: str, thai: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Refused("PLACE", thai, field=field)
    return float(value)


def _day(value: Any) -> date | None:
    """A past day whose shapes are to be printed. Errors: Refused ``DAY``."""
    if not value:
        return None
    try:
        day = parse_date(str(value), field="day")
    except Refused as refused:
        raise Refused("DAY", refused.thai, field="day") from refused
    if day > clock.today():
        raise Refused("DAY", "วันของแผนที่ต้องไม่อยู่ในอนาคต", field="day")
    return day


def _place(value: Any) -> tuple[float, float]:
    thai = "กรอบพิมพ์ต้องอยู่ในประเทศไทย เลื่อนกรอบแล้วพิมพ์ใหม่"
    if not isinstance(value, list) or len(value) != 2:
        raise Refused("PLACE", thai, field="centre")
    west, south, east, north = THAILAND
    return _number(value[0], west, east, "centre", thai), _number(value[1], south, north, "centre", thai)


def read_title(value: Any) -> str:
    """A title in one line. Errors: Refused ``TITLE``."""
    text = _one_line(value)
    if not text or len(text) > LONGEST_TITLE:
        raise Refused("TITLE", f"ตั้งชื่อแผนที่ไม่เกิน {LONGEST_TITLE} ตัวอักษร", field="title")
    return text


def _one_line(value: Any) -> str:
    return " ".join(str(value or "").replace("\x00", "").split())


# -- layers ------------------------------------------------------------------------------------------------------------
def is_printable(register: BoundRegister, user: Any) -> bool:
    """Whether the reader may have the layer of a register on paper, as on the map."""
    return register.layer is not None and register.level != Level.HIDDEN and not visible(register, user).nothing


def _layers(value: Any, user: Any) -> tuple[Shown, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_LAYERS:
        raise Refused("LAYER", "เปิดชั้นข้อมูลที่จะพิมพ์อย่างน้อยหนึ่งชั้น", field="layers")
    found = {shown.register.key: shown for shown in (_layer(each, user) for each in value)}
    return tuple(sorted(found.values(), key=lambda shown: shown.register.layer.order))


def _layer(value: Any, user: Any) -> Shown:
    given = value if isinstance(value, dict) else {}
    register = registry.by_slug.get(str(given.get("id", "")))
    if register is None or not is_printable(register, user):
        raise Refused("LAYER", "ไม่พบชั้นข้อมูลที่ขอ หรือบัญชีนี้ไม่มีสิทธิดู", field="layers")
    opacity = _number(given.get("opacity", 1), 0, 1, "layers", "ความทึบต้องอยู่ระหว่าง 0 ถึง 1")
    conditions = _conditions(register, given.get("filter"), user)
    shown = Shown(register, _classes(register, given, user), opacity, conditions)
    if shown.classes is None or shown.classes in register.layer.all_classes:
        return shown
    return replace(
        shown, caption=_one_line(given.get("caption"))[:LONGEST_TITLE], words=_words(register, given.get("words"))
    )


def _within_scales(layer: Any, scale: int) -> None:
    """A saved map says between which scales it is shown, on paper as on the screen."""
    zooms = layer.get("zooms") if isinstance(layer, dict) else None
    if not zooms:
        return
    try:
        far, near = (None if each is None else scale_of(_number(each, 0, 30, "scale", SCALES)) for each in zooms)
    except (TypeError, ValueError) as error:
        raise Refused("SCALE", SCALES, field="scale") from error
    if (far and scale > far * NEARLY) or (near and scale < near / NEARLY):
        told = [f"ไม่เล็กกว่า 1:{round(far, -2):,.0f}"] if far else []
        told += [f"ไม่ใหญ่กว่า 1:{round(near, -2):,.0f}"] if near else []
        raise Refused("SCALE", f"แผนที่ที่บันทึกไว้นี้แสดงที่มาตราส่วน{' และ'.join(told)} เลือกมาตราส่วนในช่วงนี้", field="scale")


def _words(register: BoundRegister, value: Any) -> dict[str, str]:
    """What the reader's legend calls each colour, in its order."""
    try:
        return {_color(color): _one_line(word)[:LONGEST_TITLE] for color, word in (value or [])[: MOST_CLASSES + 1]}
    except (TypeError, ValueError) as error:
        raise _bad_classes(register) from error


def _columns(register: BoundRegister, user: Any) -> dict[str, bool]:
    """The columns a reader may colour or filter by, and whether they hold numbers."""
    readable = {column.name for column in register.readable(user)} | {"status"}
    names = dict.fromkeys([*register.layer.tile_columns, "status"])
    known = [register.by_name[name] for name in names if name in register.by_name and name in readable]
    return {column.name: column.kind in NUMBERS for column in known if column.kind != "reference"}


def _conditions(register: BoundRegister, value: Any, user: Any) -> tuple[Condition, ...]:
    given = value if isinstance(value, list) else []
    columns = _columns(register, user)
    if len(given) > MOST_CONDITIONS or not all(isinstance(c, dict) and c.get("column") in columns for c in given):
        raise Refused("FILTER", f"ตัวกรองของชั้น “{register.thai}” ใช้คอลัมน์ที่ไม่มี", field="layers")
    return tuple(condition(c["column"], c.get("op"), c.get("value"), columns[c["column"]]) for c in given)


def _classes(register: BoundRegister, given: Mapping[str, Any], user: Any) -> ByValue | ByRange | None:
    """The layer's own classes, those of one of its themes, or a reader's own."""
    layer, theme, own = register.layer, given.get("theme"), given.get("classes")
    if isinstance(own, dict) and register.level != Level.AGGREGATE:
        return _own_classes(register, own, user)
    if not theme:
        return layer.classes  # type: ignore[no-any-return]
    found = next((each.classes for each in layer.themes if each.code == theme), None)
    if found is None:
        raise Refused("CLASSES", f"ชั้น “{register.thai}” ไม่มีแบบสีที่ขอ", field="layers")
    return found  # type: ignore[no-any-return]


def _own_classes(register: BoundRegister, own: Mapping[str, Any], user: Any) -> ByValue | ByRange:
    column = own.get("column")
    if column not in _columns(register, user):
        raise _bad_classes(register)
    if register.is_raw(register.by_name[column]):
        raise Refused("RAW_COUNT", RAW_COUNT, field="layers")
    try:
        if "values" in own:
            pairs = {str(value)[:200]: _color(color) for value, color in own["values"][:MOST_CLASSES]}
            return ByValue(column, pairs, _color(own["other"]))
        breaks = tuple(float(limit) for limit in own["breaks"][:MOST_CLASSES])
        colors = tuple(_color(color) for color in own["colors"])
        if len(colors) != len(breaks) + 1 or list(breaks) != sorted(breaks):
            raise _bad_classes(register)
        return ByRange(column, breaks, colors, missing=_color(own["missing"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _bad_classes(register) from error


def _color(value: Any) -> str:
    if not isinstance(value, str) or not COLOR.fullmatch(value):
        raise ValueError(value)
    return value.lower()


def _bad_classes(register: BoundRegister) -> Refused:
    return Refused("CLASSES", f"แบบสีของชั้น “{register.thai}” ไม่ถูกต้อง จัดชั้นสีใหม่", field="layers")
