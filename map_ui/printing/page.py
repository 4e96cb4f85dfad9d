"""One printed page: the map as it is shown, or a cadastral sheet as it is declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from gis_core.features import clock, measure
from gis_core.ground.office import office
from gis_core.pure.thai_calendar import format_date, format_datetime
from layers.bound import BoundRegister
from layers.declare import Fill, OnSheet
from layers.declare import Line as LineSymbol
from layers.legend import legend, legend_in_use
from layers.registry import registry
from map_ui.printing import labels, marginalia, painting, panel, pictures, wishes
from map_ui.printing.canvas import Canvas, Pen
from map_ui.printing.content import MOST_RECORDS, Budget, Content, Shown, read
from map_ui.printing.labels import Wish
from map_ui.printing.order import Order, is_printable
from map_ui.printing.panel import Facts, Sign
from map_ui.printing.paper import Layout
from map_ui.printing.window import Window

NOTE = "ใช้ประกอบการพิจารณา ไม่ใช่หลักฐานแสดงแนวเขตตามกฎหมาย"
TABLE_FROM = ("A3", "A1")
#: The grey below the slanting lines of areas without a value.
BLANK_OPACITY = 0.35
THIN = Pen(0.2, "#4a4a4a", is_round=False)


@dataclass(frozen=True)
class Printed:
    """A finished page: PDF, number of records drawn and of words that found no place."""

    pdf: bytes
    records: int
    left_out: int


# -- the map as it is shown --------------------------------------------------------------------------------------------
def map_page(order: Order, user: Any, most: int = MOST_RECORDS) -> Printed:
    """The page of an order with at most so many records. Errors: Refused ``PRINT_TOO_MUCH``."""
    window = Window.around(order.lon, order.lat, order.scale, order.layout.frame)
    zoom, budget = wishes.map_zoom(window), Budget(most)
    canvas = Canvas(order.layout.width, order.layout.height)
    contents = [read(shown, window, user, budget) for shown in order.layers if zoom >= shown.register.layer.zooms[0]]
    with _clipped(canvas, order.layout):
        beneath = pictures.draw(canvas, order.layout, window, order.pictures, user)
        for content in contents:
            painting.paint(canvas, content, order.scale)
        laid = _write(canvas, order.layout, (w for c in contents for w in wishes.map_wishes(c, zoom)))
    marginalia.frame(canvas, order.layout, window)
    facts = Facts(
        title=order.title,
        office=office().thai,
        place=place(),
        legend=[(_heading(content), _signs(content)) for content in reversed(contents) if content.records],
        notes=[*_days(contents), *beneath, *notes(window, user, order.height_m, laid.left_out)],
        **_corners(window, measure.UTM_ZONES[window.srid], order.layout),
    )
    panel.draw(canvas, order.layout, window, facts)
    return Printed(canvas.pdf(order.title, office().thai), sum(len(c.records) for c in contents), laid.left_out)


def _days(contents: Sequence[Content]) -> list[str]:
    """What is of a past day, and that the rest is not: nobody may take the one for the other."""
    past = [content for content in contents if content.shown.is_past]
    if not past:
        return []
    names, day = ", ".join(content.register.thai for content in past), format_date(past[0].shown.day)
    others = " ชั้นข้อมูลอื่นเป็นข้อมูลปัจจุบัน" if len(past) < len(contents) else ""
    return [f"{names} แสดงสภาพ ณ วันที่ {day}{others}"]


def _clipped(canvas: Canvas, layout: Layout) -> Any:
    box = layout.frame
    return canvas.clipped(box.x, box.y, box.width, box.height)


def _write(
    canvas: Canvas, layout: Layout, wanted: Iterator[Wish], beneath: Sequence[labels.Placed] = ()
) -> labels.Laid:
    laid = labels.lay(wanted, layout.frame, beneath)
    for placed in laid.placed:
        labels.write(canvas, placed)
    return laid


def _heading(content: Content) -> str:
    day = f" ณ {format_date(content.shown.day)}" if content.shown.is_past else ""
    return (
        (content.shown.caption or content.register.thai) + day + (" (เฉพาะที่กรอง)" if content.shown.conditions else "")
    )


def _signs(content: Content) -> list[Sign]:
    """What of the legend is really in the frame."""
    register, opacity = content.register, content.shown.opacity
    if content.is_counts:
        shades = {round(shade, 2) for shade in content.opacities}
        return [Sign.of(entry, opacity) for entry in legend(register) if round(entry["opacity"], 2) in shades]
    entries = legend_in_use(register, content.shown.classes, set(content.colors), content.shown.words)
    if isinstance(register.layer.symbol, Fill):
        entries = [entry | {"opacity": painting.fill_strength(content, entry["opacity"])} for entry in entries]
    blank = painting.blank_color(content)
    signs = [_blank_sign(entry["label"]) if entry["color"] == blank else Sign.of(entry, opacity) for entry in entries]
    return [*signs, *_hatched_sign(content, THIN)]


def _blank_sign(label: str) -> Sign:
    """Of areas without a value, as they are drawn."""
    return Sign(label, painting.BLANK, "hatch", BLANK_OPACITY, THIN)


def _hatched_sign(content: Content, pen: Pen) -> list[Sign]:
    """The line of the legend for what stands out under slanting lines, if any of it is drawn."""
    hatched = content.register.layer.hatched
    if not hatched or not len(painting.hatched_of(content, hatched)):
        return []
    return [Sign(hatched.thai, hatched.color, "hatch", 0.0, pen)]


def place() -> str:
    """Where the office lies, in words."""
    facts = office()
    parts = (("ตำบล", facts.tambon), ("อำเภอ", facts.amphoe), ("จังหวัด", facts.province))
    return " ".join(word + name for word, name in parts if name)


def _corners(window: Window, srid: int, layout: Layout) -> dict[str, Any]:
    """The corners in the other system, on paper with room for it."""
    if layout.paper not in TABLE_FROM:
        return {}
    rows = [(name, f"{x:,.2f} E", f"{y:,.2f} N") for name, x, y in marginalia.corner_table(window, srid)]
    return {"table_title": f"มุมกรอบใน {measure.SYSTEMS[srid]}", "table": rows}


def notes(window: Window, user: Any, height_m: float, left_out: int) -> list[str]:
    """Datum, projection, scale factor, date of data, printer and what the sheet is not."""
    now = format_datetime(timezone.localtime(clock.now()))
    by = user.full_name if user.is_authenticated else "ผู้เยี่ยมชม"
    factors = f"ตัวคูณมาตราส่วนกริดกลางแผ่น {window.grid_factor:.6f} ตัวคูณรวมที่ความสูง {height_m:,.0f} ม."
    factors += f" {window.combined_factor(height_m):.6f} ระยะราบบนพื้นดิน = ระยะที่วัดจากแผนที่ ÷ ตัวคูณรวม"
    lines = [
        f"ระบบพิกัด {measure.SYSTEMS[window.srid]} (EPSG:{window.srid}){_operation(window.srid)} มุมกรอบเป็นองศา WGS 84",
        factors,
        f"ข้อมูล ณ {now} พิมพ์โดย {by}",
        f"พิมพ์ที่ขนาดจริง 100% เท่านั้น {NOTE}",
    ]
    return [*lines, f"มีชื่อหรือเลข {left_out:,} รายการที่ไม่มีที่เขียนในมาตราส่วนนี้"] if left_out else lines


def _operation(srid: int) -> str:
    if srid not in measure.UTM_ZONES.values():
        return ""
    shift = office().indian_shift
    named = "EPSG:1304" if shift == measure.SHIFT_EPSG_1304 else "ค่าของหน่วยงาน"
    return f" แปลงจาก WGS 84 ด้วย {named} (dX {shift[0]:g} dY {shift[1]:g} dZ {shift[2]:g} ม.)"


# -- cadastral sheets --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class SheetOrder:
    """A page drawn as declared for cadastral sheets."""

    layout: Layout
    window: Window
    title: str
    sheet_name: str = ""
    neighbours: Sequence[str] = ()
    height_m: float = 0.0
    signatures: Sequence[str] = ("ผู้เขียนแผนที่", "ผู้ตรวจ", "หัวหน้างาน")


def sheet_registers(user: Any) -> list[BoundRegister]:
    """The registers that take part in sheets, as far as the reader may see them, bottom first."""
    found = [r for r in registry.registers if r.layer and r.layer.sheet and is_printable(r, user)]
    return sorted(found, key=lambda register: register.layer.order)


def may_print_sheets(user: Any) -> bool:
    """Whether the reader sees the subject of cadastral sheets."""
    return any(register.layer.sheet.subject for register in sheet_registers(user))


def sheet_page(order: SheetOrder, user: Any) -> Printed:
    """A cadastral sheet. Errors: Refused ``PRINT_TOO_MUCH``."""
    scale, budget = order.window.scale, Budget()
    contents: list[tuple[Content, OnSheet]] = []
    for register in sheet_registers(user):
        sheet = register.layer.sheet
        if scale <= sheet.up_to:
            columns = wishes.sheet_columns(sheet, scale)
            shown = Shown(register, register.layer.classes, live_only=True)
            contents.append((read(shown, order.window, user, budget, columns), sheet))
    canvas = Canvas(order.layout.width, order.layout.height)
    with _clipped(canvas, order.layout):
        _paint_sheet(canvas, contents, scale)
        pale = _write_background(canvas, order.layout, contents, scale)
        wanted = (wish for content, sheet in contents for wish in wishes.sheet_wishes(content, sheet, scale))
        laid = _write(canvas, order.layout, wanted, pale)
    marginalia.frame(canvas, order.layout, order.window)
    panel.draw(canvas, order.layout, order.window, _sheet_facts(order, contents, user, laid.left_out))
    pdf = canvas.pdf(order.sheet_name or order.title, office().thai)
    return Printed(pdf, sum(len(c.records) for c, _ in contents), laid.left_out)


def _paint_sheet(canvas: Canvas, contents: Sequence[tuple[Content, OnSheet]], scale: int) -> None:
    """Fills first, then what has no fill: no border of a lot hides under a house."""
    for is_line in (False, True):
        for content, sheet in contents:
            if (not sheet.is_filled) is is_line:
                painting.paint_on_sheet(canvas, content, sheet, scale)


def _write_background(
    canvas: Canvas, layout: Layout, contents: Sequence[tuple[Content, OnSheet]], scale: int
) -> list[labels.Placed]:
    wanted = [wish for content, sheet in contents for wish in wishes.background(content, sheet, scale)]
    found = labels.lay(wanted, layout.frame).placed
    for placed in found:
        lines = tuple(replace(line, color=painting.pale(line.color)) for line in placed.wish.lines)
        labels.write(canvas, replace(placed, wish=replace(placed.wish, lines=lines)))
    return found


def _sheet_facts(order: SheetOrder, contents: Sequence[tuple[Content, OnSheet]], user: Any, left_out: int) -> Facts:
    window = order.window
    other = {zone: datum for datum, zone in measure.UTM_ZONES.items()} | measure.UTM_ZONES
    return Facts(
        title=order.title,
        sheet_name=order.sheet_name,
        office=office().thai,
        place=place(),
        legend=[(c.register.thai, signs) for c, s in reversed(contents) if c.records and (signs := _sheet_signs(c, s))],
        notes=notes(window, user, order.height_m, left_out),
        neighbours=order.neighbours,
        signatures=order.signatures,
        **_corners(window, other[window.srid], order.layout),
    )


def _sheet_signs(content: Content, sheet: OnSheet) -> list[Sign]:
    return [*_plain_signs(content, sheet), *_hatched_sign(content, Pen(sheet.pen_mm, sheet.color))]


def _plain_signs(content: Content, sheet: OnSheet) -> list[Sign]:
    register, symbol = content.register, content.register.layer.symbol
    if sheet.is_filled and isinstance(symbol, LineSymbol):
        return [Sign(register.thai, sheet.color, "line", 1.0, Pen(1.2, painting.pale(sheet.color)))]
    if sheet.is_filled:
        return [
            Sign.of(entry, painting.SHEET_STRENGTH / max(entry["opacity"], 0.1))
            for entry in legend_in_use(register, content.shown.classes, set(content.colors))
        ]
    if not sheet.pen_mm:
        return []
    shape = "line" if isinstance(symbol, LineSymbol) else "fill"
    return [Sign(register.thai, sheet.color, shape, 0.0, Pen(sheet.pen_mm, sheet.color, sheet.dash_mm))]
