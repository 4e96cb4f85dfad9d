"""What stands on a road: at one chainage, or from one to another; the shape follows from the chainage or gives it."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.db.models.expressions import RawSQL

from gis_core.networks.fields import ChainageField
from gis_core.networks.models import Road


class Side(models.TextChoices):
    """Seen in the direction of growing chainage."""

    LEFT = "ซ้าย", "ซ้าย"
    RIGHT = "ขวา", "ขวา"
    MIDDLE = "", "บนแนวเส้น"


class Grade(models.TextChoices):
    """Condition of a stretch of road; the worst one is given by the eye alone, never by a measured index."""

    VERY_GOOD = "very_good", "ดีมาก"
    GOOD = "good", "ดี"
    FAIR = "fair", "พอใช้"
    DAMAGED = "damaged", "ชำรุด"
    SEVERE = "severe", "เสียหายมาก"


class Surface(models.TextChoices):
    CONCRETE = "concrete", "คอนกรีต (คสล.)"
    ASPHALT = "asphalt", "แอสฟัลต์"
    CAPE_SEAL = "cape_seal", "เคพซีล"
    THIN = "thin", "ลาดยางผิวบาง"
    GRAVEL = "gravel", "ลูกรัง"
    EARTH = "earth", "ดิน"
    OTHER = "other", "อื่น ๆ"


def metres(thai: str, digits: int = 5, **more: object) -> models.DecimalField:
    """A width or distance in metres, to a centimetre."""
    return models.DecimalField(thai, max_digits=digits, decimal_places=2, **more)  # type: ignore[arg-type]


def moved() -> models.DecimalField:
    """How far a new alignment moved the event; empty when it stayed or was looked at since."""
    return metres("แนวใหม่เลื่อนไป (ม.)", 9, null=True, blank=True, editable=False)


class PointEvent(models.Model):
    """A thing at a chainage, beside the line or on it."""

    road = models.ForeignKey(Road, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สายทาง")
    chainage_m = ChainageField("กม.", null=True, blank=True)
    offset_m = metres("ห่างแนวเส้น (ม.)", 6, null=True, blank=True)
    side = models.CharField("ด้าน", max_length=6, choices=Side, blank=True, default="")
    moved_m = moved()

    class Meta:
        abstract = True


CHAINAGE = "(round({0})::integer / 1000) || '+' || lpad(mod(round({0})::integer, 1000)::text, 3, '0')"


class RangeEvent(models.Model):
    """A stretch from one chainage to another. `span` is its name: 0+000–1+200."""

    km_from = ChainageField("กม.เริ่มต้น")
    km_to = ChainageField("กม.สิ้นสุด")
    span = models.GeneratedField(
        expression=RawSQL(f"{CHAINAGE.format('km_from')} || '–' || {CHAINAGE.format('km_to')}", ()),
        output_field=models.CharField("ช่วง กม.", max_length=24),
        db_persist=True,
        verbose_name="ช่วง กม.",
    )
    moved_m = moved()
    geom = models.LineStringField("แนวช่วง", srid=4326, null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.road} {self.span}"  # type: ignore[attr-defined]
