"""A key figure on one page of A4: number and light, months, villages from the worst on, and its map to scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils import timezone

from gis_core.features import clock
from gis_core.ground.office import office
from gis_core.pure.thai_calendar import format_date, format_datetime
from layers.charts import Chart, Mark
from map_ui.printing import figure_map
from map_ui.printing.canvas import Canvas, Pen, lines_of, title_lines
from map_ui.printing.lettering import shaped
from map_ui.printing.paper import Box, page_size
from map_ui.printing.seal import seal
from map_ui.reports.slide import Slide

EDGE = 11.0
HEAD = Box(EDGE, 180.0, 275.0, 19.0)
LEFT = Box(EDGE, 33.0, 88.0, 141.0)
MIDDLE = Box(107.0, 33.0, 84.0, 141.0)
RIGHT = Box(199.0, 33.0, 87.0, 141.0)
FOOT = Box(EDGE, 9.0, 275.0, 20.0)
INK, GREY, PALE, BAR = "#111111", "#555555", "#e3ebe9", "#2f837f"
RULE, GRID = Pen(0.3, "#7a8a94", is_round=False), Pen(0.1, "#c9d2d0")
DASHES = Pen(0.25, "#444444", (0.8, 0.8), is_round=False)
LIGHTS = {"green": "#1e7b45", "amber": "#d99a00", "red": "#b3261e", "no_data": "#8a8a8a"}
TONES = {"now": "#0a6a6f", "before": "#a9bdbb"}
LEAST_ROW, MOST_ROW = 4.2, 6.6
NO_MAP = "ไม่มีตำแหน่งบนแผนที่ที่แสดงได้"
NO_MONTHS = "ยังไม่มีค่ารายเดือนที่บันทึกไว้"


def slide_pdf(slide: Slide, user: Any) -> bytes:
    """The page as a PDF file."""
    width, height = page_size("A4", True)
    canvas = Canvas(width, height)
    _head(canvas, slide)
    _number(canvas, slide)
    _months(canvas, slide.chart)
    _villages(canvas, slide)
    _map(canvas, slide)
    _foot(canvas, slide, user)
    return canvas.pdf(slide.title, office().thai)


def _head(canvas: Canvas, slide: Slide) -> None:
    left, mark = HEAD.x, seal()
    if mark:
        width = 16.0 * mark.size[0] / mark.size[1]
        canvas.picture(left, HEAD.y + 2, width, 16.0, mark.pixels, mark.size, mark.mask)
        left += width + 4
    size, lines = title_lines(slide.title, HEAD.right - left - 70, 7.0, 2)
    y = HEAD.top - size if len(lines) > 1 else HEAD.y + 7
    for line in lines:
        canvas.text(left, y, line, size, weight="bold")
        y -= 1.35 * size
    canvas.fitted(HEAD.right, HEAD.y + 11, office().thai, 4.2, 68, weight="bold", align="right")
    canvas.text(HEAD.right, HEAD.y + 5, f"ข้อมูล ณ {format_date(slide.on)}", 3.6, align="right", color=GREY)
    canvas.line(HEAD.x, HEAD.y, HEAD.right, HEAD.y, RULE)


def _number(canvas: Canvas, slide: Slide) -> None:
    size = min(19.0 if slide.unit else 10.0, LEFT.width / max(shaped(slide.value, "bold").width, 0.1))
    y = LEFT.top - size
    canvas.text(LEFT.x, y, slide.value, size, weight="bold", color=INK if slide.unit else GREY)
    y -= 7.5
    if slide.unit:
        canvas.fitted(LEFT.x, y, slide.unit, 5.0, LEFT.width)
        y -= 8.5
    if slide.judged:
        canvas.discs(np.array([[LEFT.x + 2.4, y + 1.5]]), 2.2, LIGHTS[slide.judged.light])
        words = f"{slide.judged.thai}  เป้าหมาย {slide.judged.target:,.2f}".replace(".00", "")
        canvas.fitted(LEFT.x + 7, y, words, 4.8, LEFT.width - 7, weight="bold")
    else:
        canvas.text(LEFT.x, y, "ไม่ได้ตั้งเป้าหมายไว้", 4.2, color=GREY)
    y -= 8.0
    for line in slide.before:
        canvas.fitted(LEFT.x, y, line, 4.0, LEFT.width, color=GREY)
        y -= 6.0


# -- the months --------------------------------------------------------------------------------------------------------
def _months(canvas: Canvas, chart: Chart | None) -> None:
    """This year's line over that of the year before; a dot for every month that was kept."""
    top = LEFT.y + 68
    width = canvas.text(LEFT.x, top, "แนวโน้มรายเดือนเทียบปีก่อน", 4.2, weight="bold")
    if chart is None:
        canvas.text(LEFT.x, top - 7, NO_MONTHS, 3.6, color=GREY)
        return
    canvas.fitted(LEFT.x + width + 2, top, f"({chart.unit})", 3.2, LEFT.width - width - 2, color=GREY)
    plot = Box(LEFT.x + 14, LEFT.y + 8, LEFT.width - 16, 46)
    for tick, share in zip(chart.ticks, chart.grid, strict=True):
        y = plot.top - plot.height * share / 100
        canvas.line(plot.x, y, plot.right, y, GRID)
        canvas.text(plot.x - 1.5, y - 0.9, tick, 2.7, align="right", color=GREY)
    slot = plot.width / len(chart.columns)
    for place, column in enumerate(chart.columns):
        canvas.text(plot.x + slot * (place + 0.5), plot.y - 4, column, 2.5, align="middle", color=GREY)
    left = LEFT.x
    for series in reversed(chart.series):
        color = TONES[series.tone]
        for run in series.runs:
            canvas.stroke([[_on(plot, run)]], Pen(0.7, color))
        if series.marks:
            canvas.discs(_on(plot, series.marks), 1.0, color)
        canvas.box(left, top - 6.6, 3, 3, None, color)
        left += 5 + canvas.text(left + 4, top - 6.2, series.thai, 3.2) + 3
    for place, each in enumerate(chart.breaks):
        x = plot.x + plot.width * each.x / 100
        canvas.line(x, plot.y, x, plot.top, DASHES)
        canvas.fitted(LEFT.x, plot.y - 8 - 3.4 * place, each.thai, 2.7, LEFT.width, color=GREY)


def _on(plot: Box, marks: Sequence[Mark]) -> np.ndarray:
    return np.array([[plot.x + plot.width * m.x / 100, plot.top - plot.height * m.y / 100] for m in marks])


# -- the villages, or the records of one -------------------------------------------------------------------------------
def _villages(canvas: Canvas, slide: Slide) -> None:
    """As many as can still be read, in their order; how many were left out, and what is said of the others."""
    bars = slide.bars
    canvas.fitted(MIDDLE.x, MIDDLE.top - 4, slide.heading, 4.2, MIDDLE.width, weight="bold")
    if not bars:
        canvas.text(MIDDLE.x, MIDDLE.top - 12, slide.more, 3.6, color=GREY)
        return
    room = MIDDLE.height - 14
    row = max(LEAST_ROW, min(MOST_ROW, room / len(bars)))
    shown = bars if len(bars) * row <= room else bars[: int(room // row) - 1]
    names, values = 38.0, 20.0
    y = MIDDLE.top - 8
    for bar in shown:
        y -= row
        size = row * 0.56
        canvas.fitted(MIDDLE.x, y + row * 0.3, bar.thai, size, names - 2)
        length = MIDDLE.width - names - values
        canvas.box(MIDDLE.x + names, y + row * 0.2, length, row * 0.55, None, PALE)
        if bar.share:
            canvas.box(MIDDLE.x + names, y + row * 0.2, length * bar.share / 100, row * 0.55, None, BAR)
        canvas.fitted(MIDDLE.right, y + row * 0.3, bar.text, size, values - 1.5, align="right")
    left = f"แสดง {len(shown):,} รายการแรก" if len(shown) < len(bars) else ""
    more = " · ".join(text for text in (left, slide.more) if text)
    canvas.fitted(MIDDLE.x, y - 4.5, more, 3.4, MIDDLE.width, color=GREY)


# -- the map -----------------------------------------------------------------------------------------------------------
def _map(canvas: Canvas, slide: Slide) -> None:
    canvas.text(RIGHT.x, RIGHT.top - 4, "แผนที่", 4.2, weight="bold")
    if not slide.spots:
        canvas.text(RIGHT.x, RIGHT.top - 12, NO_MAP, 3.6, color=GREY)
        return
    figure_map.small(canvas, Box(RIGHT.x, RIGHT.y, RIGHT.width, RIGHT.height - 6), slide.spots, slide.legend)


# -- whence it comes ---------------------------------------------------------------------------------------------------
def _foot(canvas: Canvas, slide: Slide, user: Any) -> None:
    canvas.line(FOOT.x, FOOT.top, FOOT.right, FOOT.top, RULE)
    by = user.full_name if user.is_authenticated else "ผู้เยี่ยมชม"
    now = format_datetime(timezone.localtime(clock.now()))
    y = FOOT.top - 4.2
    for told in [*slide.whence, f"คำนวณสด {now} จากระเบียนที่ผู้พิมพ์มีสิทธิดู พิมพ์โดย {by}"]:
        for line in lines_of(told, FOOT.width / 3.0):
            canvas.text(FOOT.x, y, line, 3.0, color=GREY)
            y -= 4.1
