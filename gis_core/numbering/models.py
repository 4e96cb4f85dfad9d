"""Running numbers: gapless within their year, never used twice, kept when cancelled."""

from __future__ import annotations

from django.db import models

from gis_core.features.bases import CodeList


class NumberSeries(CodeList):
    """The last number given in one series and year; the row is locked while a number is taken.

    `year_be` is 0 for a series that never restarts.
    """

    outlives_undo = True

    code = models.CharField("ชุดเลข", max_length=120)
    year_be = models.PositiveSmallIntegerField("ปี พ.ศ.", default=0)
    last = models.PositiveIntegerField("เลขล่าสุด", default=0)

    class Meta:
        verbose_name = "ชุดเลขทะเบียน"
        constraints = [models.UniqueConstraint(fields=["code", "year_be"], name="numbering_series_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.year_be or ''}".strip()


class NumberTaken(CodeList):
    """A number given out, reserved or cancelled; the row is the proof that nothing is missing."""

    outlives_undo = True

    class State(models.TextChoices):
        USED = "used", "ใช้แล้ว"
        RESERVED = "reserved", "จองไว้"
        CANCELLED = "cancelled", "ยกเลิก"

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="numbers", verbose_name="ชุดเลข")
    number = models.PositiveIntegerField("ลำดับ")
    text = models.CharField("เลขที่", max_length=80)
    state = models.CharField("สถานะ", max_length=10, choices=State, default=State.USED)
    on = models.DateField("ลงวันที่")

    class Meta:
        verbose_name = "เลขที่ออกแล้ว"
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="numbering_number_once")]

    def __str__(self) -> str:
        return self.text
