"""Query parameters of an items request, read strictly: what is not known or not readable is refused with 400."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime

from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister, Column
from layers.engine.parse import parse
from layers.features_api import crs as systems
from layers.features_api.problems import BadRequest, NotAcceptable

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000
#: Longer numbers name no record and no amount anybody means.
MAX_DIGITS = 18
#: West, south, east, north (metres) of what a projected system can say; its formulas fail further out.
WORLD_3857 = (-20_037_508, -20_037_508, 20_037_508, 20_037_508)
ZONE_UTM = (-2_000_000, -9_000_000, 3_000_000, 9_300_000)
COMMON = {"f"}
ITEMS = COMMON | {"limit", "bbox", "bbox-crs", "datetime", "crs", "cursor"}


@dataclass(frozen=True)
class ItemsQuery:
    """`bbox` is in `bbox_crs`, x before y; `after` the last record already delivered; `filters` by column."""

    limit: int
    crs: systems.Crs
    bbox: tuple[float, float, float, float] | None
    bbox_crs: systems.Crs
    since: datetime | None
    until: datetime | None
    after: int
    filters: dict[str, Any]


def check_known(request: HttpRequest, known: set[str]) -> None:
    """Raises BadRequest for a parameter the resource does not define, NotAcceptable for a format other than JSON."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        raise BadRequest(f"ไม่รู้จักพารามิเตอร์ {', '.join(unknown)}")
    if request.GET.get("f", "json") not in ("json", "geojson"):
        raise NotAcceptable("รูปแบบที่ตอบได้คือ f=json")


def items_query(request: HttpRequest, register: BoundRegister, queryables: dict[str, Column], user: Any) -> ItemsQuery:
    """The parsed parameters of /items."""
    check_known(request, ITEMS | set(queryables))
    get = request.GET
    since, until = _interval(get.get("datetime"))
    bbox_crs = systems.named(get.get("bbox-crs"), "bbox-crs")
    return ItemsQuery(
        limit=_limit(get.get("limit")),
        crs=systems.named(get.get("crs"), "crs"),
        bbox=_bbox(get.get("bbox"), bbox_crs),
        bbox_crs=bbox_crs,
        since=since,
        until=until,
        after=_cursor(get.get("cursor")),
        filters={name: _value(queryables[name], get[name], user) for name in queryables if name in get},
    )


def _limit(raw: str | None) -> int:
    if raw is None:
        return DEFAULT_LIMIT
    if not raw.isascii() or not raw.isdigit() or not raw.strip("0"):
        raise BadRequest("limit ต้องเป็นจำนวนเต็มตั้งแต่ 1")
    digits = raw.lstrip("0")
    return MAX_LIMIT if len(digits) > MAX_DIGITS else min(int(digits), MAX_LIMIT)


def _bbox(raw: str | None, crs: systems.Crs) -> tuple[float, float, float, float] | None:
    if raw is None:
        return None
    try:
        numbers = [float(part) for part in raw.split(",")]
    except ValueError as error:
        raise BadRequest("bbox ต้องเป็นตัวเลขคั่นด้วยจุลภาค") from error
    if len(numbers) == 6:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(abs(n) < 1e9 for n in numbers):
        raise BadRequest("bbox ต้องมี 4 หรือ 6 ค่า")
    if crs.swapped:
        numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
    if crs.srid != 4326:
        numbers = _within(numbers, WORLD_3857 if crs.srid == 3857 else ZONE_UTM)
    if numbers[1] > numbers[3]:
        raise BadRequest("bbox: ค่าต่ำสุดต้องไม่มากกว่าค่าสูงสุด")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _within(box: list[float], limits: tuple[float, float, float, float]) -> list[float]:
    west, south, east, north = limits
    return [
        min(max(number, low), high)
        for number, low, high in zip(box, (west, south, west, south), (east, north, east, north), strict=True)
    ]


def _interval(raw: str | None) -> tuple[datetime | None, datetime | None]:
    """Both ends of an instant or interval; None is open."""
    if raw is None:
        return None, None
    parts = raw.split("/")
    if len(parts) > 2 or (len(parts) == 2 and all(part in ("", "..") for part in parts) and raw not in ("../..", "/")):
        raise BadRequest("datetime ต้องเป็นเวลาเดียวหรือช่วง เช่น 2025-01-01/..")
    start = _instant(parts[0], end=False)
    stop = _instant(parts[-1], end=True)
    if start and stop and start > stop:
        raise BadRequest("datetime: เวลาเริ่มต้องไม่หลังเวลาสิ้นสุด")
    return start, stop


def _instant(raw: str, end: bool) -> datetime | None:
    if raw in ("", ".."):
        return None
    try:
        moment = parse_datetime(raw.replace(" ", "+")) if "T" in raw.upper() else None
        day = parse_date(raw) if moment is None else None
    except ValueError as error:
        raise BadRequest(f"อ่านเวลาไม่ได้: {raw}") from error
    if moment is not None:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if day is None:
        raise BadRequest(f"อ่านเวลาไม่ได้: {raw}")
    return datetime.combine(day, time.max if end else time.min, tzinfo=UTC)


def _cursor(raw: str | None) -> int:
    if raw is None:
        return 0
    try:
        digits = base64.urlsafe_b64decode(raw.encode() + b"==").decode("ascii")
        if not digits.isdigit() or len(digits) > MAX_DIGITS:
            raise ValueError(raw)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("cursor ไม่ถูกต้อง ให้ใช้ลิงก์ next ที่ระบบส่งให้") from error
    return int(digits)


def cursor_of(record_id: int) -> str:
    """The opaque token of a position; it stays right when records before it come or go."""
    return base64.urlsafe_b64encode(str(record_id).encode()).decode().rstrip("=")


def _value(column: Column, raw: str, user: Any) -> Any:
    try:
        return parse(column.field, _bare_number(raw) if column.kind == "area" else raw, user)
    except Refused as refused:
        raise BadRequest(refused.thai) from refused


def _bare_number(raw: str) -> Decimal | str:
    """An area as the collection gives it, in square wah; anything else stays the text it is."""
    try:
        return Decimal(raw)
    except InvalidOperation:
        return raw
