"""Cadastral sheet names (ระวาง) of the Land Department on the Indian 1975 UTM grid: ``5136 III 6818-13 (1:1000)``.

A 1:4,000 sheet is 2 km square and named by the last two digits of the km easting and northing of its lower-left corner,
both even. Sub-sheets (4 of 1 km, 16 of 500 m, 64 of 250 m) are numbered row by row from the north-west. All coordinates
are metres in the zone of the sheet (EPSG:24047 or 24048), x before y.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits

BASE_SIDE_M = 2000
SUBSHEETS_A_SIDE = {4000: 1, 2000: 2, 1000: 4, 500: 8}
QUADRANTS = ("I", "II", "III", "IV")
_HUNDRED_KM_M = 100_000
_SHEET = re.compile(
    r"(?P<utm1>\d{4})\s*-?\s*(?P<utm2>IV|I{1,3}|[1-4])\s*-?\s*(?P<utm3>\d{4})(?:\s*-\s*(?P<utm4>\d{1,2}))?"
    r"(?:\s*\(?\s*1\s*:\s*(?P<scale>\d{3,4}|\d,\d{3})\s*\)?)?"
)


class SheetBounds(NamedTuple):
    """The square of a sheet in metres of the Indian 1975 UTM zone: west, south, east, north."""

    min_x: int
    min_y: int
    max_x: int
    max_y: int


@dataclass(frozen=True, slots=True)
class MapSheet:
    """The five parts: utm1 the 1:50,000 sheet, utm2 its quadrant 1-4, utm3 the grid digits, utm4 the sub-sheet, scale.

    utm4 is 0 for 1:4,000. Errors: Refused ``SHEET`` for parts that do not belong together.
    """

    utm1: str
    utm2: int
    utm3: str
    utm4: int
    scale: int

    def __post_init__(self) -> None:
        four_digits = re.fullmatch(r"[0-9]{4}", self.utm1) and re.fullmatch(r"[0-9][02468][0-9][02468]", self.utm3)
        side = SUBSHEETS_A_SIDE.get(self.scale, 0)
        subsheet_fits = self.utm4 == 0 if side == 1 else 1 <= self.utm4 <= side * side
        if not four_digits or self.utm2 not in (1, 2, 3, 4) or not subsheet_fits:
            raise _refused(None)

    def __str__(self) -> str:
        subsheet = "" if self.scale == 4000 else f"-{self.utm4:02}"
        return f"{self.utm1} {QUADRANTS[self.utm2 - 1]} {self.utm3}{subsheet} (1:{self.scale})"

    @property
    def key(self) -> str:
        """The padded parts with hyphens, ``5136-3-6818-13-1000``; with the land number it joins deeds and geometry."""
        return f"{self.utm1}-{self.utm2}-{self.utm3}-{self.utm4:02}-{self.scale}"


def parse_map_sheet(text: str, field: str | None = None) -> MapSheet:
    """The sheet of ``5136 III 6818-13 (1:1000)`` or ``5136 III 6818``; Thai digits and a quadrant 1-4 are allowed.

    A text without scale is 1:4,000 when it names no sub-sheet. Errors: Refused ``SHEET``, also for a sub-sheet without
    its scale, because ``-03`` is another place at 1:2,000 than at 1:1,000.
    """
    match = _SHEET.fullmatch(to_arabic_digits(text).strip().upper())
    if match is None or (match["scale"] is None and int(match["utm4"] or 0)):
        raise _refused(field)
    return sheet_from_parts(
        match["utm1"], match["utm2"], match["utm3"], match["utm4"] or "", match["scale"] or "4000", field=field
    )


def sheet_from_parts(utm1: str, utm2: str, utm3: str, utm4: str, scale: str, *, field: str | None = None) -> MapSheet:
    """The sheet of the columns UTM_MAP1..4 and UTM_SCALE, which arrive as text with blanks; ``7`` is sub-sheet 07.

    Errors: Refused ``SHEET``.
    """
    parts = [to_arabic_digits(part).strip().upper().replace(",", "") for part in (utm1, utm2, utm3, utm4, scale)]
    quadrant = parts[1] if parts[1] not in QUADRANTS else str(QUADRANTS.index(parts[1]) + 1)
    subsheet = parts[3] or "0"
    if not all(re.fullmatch(r"[0-9]+", part) for part in (quadrant, subsheet, parts[4])):
        raise _refused(field)
    try:
        return MapSheet(parts[0].zfill(4), int(quadrant), parts[2].zfill(4), int(subsheet), int(parts[4]))
    except Refused:
        raise _refused(field) from None


def grid_digits(x: float, y: float) -> str:
    """The four digits of the 1:4,000 sheet that holds a point: E 647,023 N 1,683,144 is ``4682``."""
    return f"{_even_km(x) % 100:02}{_even_km(y) % 100:02}"


def subsheet_number(x: float, y: float, scale: int) -> int:
    """The number of the sub-sheet that holds a point, row by row from the north-west; 0 at 1:4,000.

    Errors: Refused ``SHEET`` for a scale that has no sheets.
    """
    side = _side(scale)
    if side == 1:
        return 0
    column = int(_offset(x) * side // BASE_SIDE_M)
    row_from_south = int(_offset(y) * side // BASE_SIDE_M)
    return (side - 1 - row_from_south) * side + column + 1


def sheet_at(x: float, y: float, scale: int, utm1: str, utm2: int) -> MapSheet:
    """The sheet that holds a point within a known 1:50,000 sheet and quadrant. Errors: Refused ``SHEET``."""
    return MapSheet(utm1, utm2, grid_digits(x, y), subsheet_number(x, y, scale), scale)


def sheet_bounds(sheet: MapSheet, near_x: float | None = None, near_y: float | None = None) -> SheetBounds:
    """The square a sheet covers.

    The digits repeat every 100 km; the repetition nearest to the given point is taken, without one nearest to the
    middle of the 1:50,000 quadrant.
    """
    middle_x, middle_y = quadrant_middle(sheet.utm1, sheet.utm2)
    base_x = _nearest(int(sheet.utm3[:2]) * 1000, middle_x if near_x is None else near_x)
    base_y = _nearest(int(sheet.utm3[2:]) * 1000, middle_y if near_y is None else near_y)
    side = _side(sheet.scale)
    size = BASE_SIDE_M // side
    row_from_north, column = divmod(max(sheet.utm4 - 1, 0), side)
    min_x = base_x + column * size
    min_y = base_y + (side - 1 - row_from_north) * size
    return SheetBounds(min_x, min_y, min_x + size, min_y + size)


def quadrant_of(longitude: float, latitude: float) -> tuple[str, int]:
    """The 1:50,000 sheet (series L7018) and quadrant 1-4 of a place in degrees: 100.55 E 13.73 N is 5136 III.

    Sheets are half a degree wide, column 51 beginning at 100.5 E and row 36 at 13.5 N; quadrants run I north-east,
    II south-east, III south-west, IV north-west.
    """
    column, row = math.floor((longitude - 75) * 2), math.floor((latitude + 4.5) * 2)
    east = (longitude - 75) * 2 - column >= 0.5
    north = (latitude + 4.5) * 2 - row >= 0.5
    return f"{column:02}{row:02}", {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}[east, north]


def quadrant_middle(utm1: str, utm2: int) -> tuple[float, float]:
    """About the middle of a 1:50,000 quadrant in metres of its UTM zone (47 west of 102 E, else 48), within 1 km."""
    longitude = 75 + int(utm1[:2]) / 2 + (0.375 if utm2 in (1, 2) else 0.125)
    latitude = -4.5 + int(utm1[2:]) / 2 + (0.375 if utm2 in (1, 4) else 0.125)
    central = 99 if longitude < 102 else 105
    across, up = math.radians(longitude - central), math.radians(latitude)
    # Transverse Mercator on a sphere as wide as the ellipsoid and with its meridian scale here; enough to tell 100 km.
    x = 500_000 + 0.9996 * 6_378_137 * math.atanh(math.sin(across) * math.cos(up))
    y = 0.9996 * 6_338_000 * math.atan2(math.tan(up), math.cos(across))
    return x, y


def zone_of(sheet: MapSheet) -> int:
    """The UTM zone in whose grid the sheet lies: 47 west of 102 E, else 48."""
    return 47 if 75 + int(sheet.utm1[:2]) / 2 + (0.25 if sheet.utm2 in (1, 2) else 0) < 102 else 48


def squares_over(min_x: float, min_y: float, max_x: float, max_y: float, scale: int) -> list[SheetBounds]:
    """The squares of a scale that a box meets, row by row from the north-west; borders alone do not count.

    Errors: Refused ``SHEET`` for a scale that has no sheets.
    """
    size = BASE_SIDE_M // _side(scale)
    columns = range(math.floor(min_x / size), max(math.ceil(max_x / size), math.floor(min_x / size) + 1))
    rows = range(math.floor(min_y / size), max(math.ceil(max_y / size), math.floor(min_y / size) + 1))
    return [
        SheetBounds(column * size, row * size, (column + 1) * size, (row + 1) * size)
        for row in reversed(rows)
        for column in columns
    ]


def _side(scale: int) -> int:
    if scale not in SUBSHEETS_A_SIDE:
        raise _refused(None)
    return SUBSHEETS_A_SIDE[scale]


def _even_km(metres: float) -> int:
    return math.floor(metres / BASE_SIDE_M) * 2


def _offset(metres: float) -> float:
    return metres - math.floor(metres / BASE_SIDE_M) * BASE_SIDE_M


def _nearest(within_100_km: int, near: float) -> int:
    return within_100_km + round((near - within_100_km) / _HUNDRED_KM_M) * _HUNDRED_KM_M


def _refused(field: str | None) -> Refused:
    text = "ระวางไม่ถูกต้อง ต้องเป็นเช่น 5136 III 6818-13 (1:1000) เลขสี่ตัวกลางเป็นเลขคู่ทั้งสองคู่ และแผ่นอยู่ในมาตราส่วน"
    return Refused("SHEET", text, "ระเบียบกรมที่ดินว่าด้วยระวางแผนที่", field)
