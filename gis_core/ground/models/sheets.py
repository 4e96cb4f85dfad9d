"""Map sheets of the Land Department (ระวาง) as squares on the map."""

from __future__ import annotations

from django.contrib.gis.db import models

from gis_core.features.bases import SpatialRecord


class MapSheet(SpatialRecord):
    """One sheet by its five parts; its square is that of the Indian 1975 UTM grid, brought to 4326."""

    register_no = None

    class Scale(models.IntegerChoices):
        S4000 = 4000, "1:4,000"
        S2000 = 2000, "1:2,000"
        S1000 = 1000, "1:1,000"
        S500 = 500, "1:500"

    name = models.CharField("ระวาง", max_length=40, unique=True, editable=False)
    utm1 = models.CharField("ระวาง 1:50,000", max_length=4)
    utm2 = models.CharField("แผ่นที่ (1–4)", max_length=3)
    utm3 = models.CharField("ระวาง 1:4,000", max_length=4)
    utm4 = models.CharField("แผ่นย่อย", max_length=2, blank=True, default="")
    scale = models.PositiveSmallIntegerField("มาตราส่วนระวาง", choices=Scale, default=Scale.S1000)
    geom = models.PolygonField("ขอบระวาง", srid=4326, editable=False)

    class Meta:
        verbose_name = "ระวางแผนที่"

    def __str__(self) -> str:
        return self.name
