"""Objections and appeals: what is asked for, on which rung the case stands, its pauses and its decisions."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.parties.constraints import of_one_party

NONNEGATIVE = [MinValueValidator(Decimal(0))]


class Level(models.TextChoices):
    OBJECTION = "objection", "คัดค้านต่อผู้บริหาร"
    APPEAL = "appeal", "อุทธรณ์ต่อคณะกรรมการ"
    COURT = "court", "ฟ้องศาล"


class Outcome(models.TextChoices):
    GRANTED = "granted", "เห็นชอบ"
    REFUSED = "refused", "ไม่เห็นชอบ"
    SILENCE = "silence", "ถือว่าเห็นชอบ (พ้นกำหนด)"
    WITHDRAWN = "withdrawn", "ถอนคำร้อง"


#: States in which a case has not ended; in "refused" the next instance may still be asked.
LIVE = ("open", "waiting", "refused")


class Case(LocatedRecord):
    """One objection against one record of any system, from the first paper to the court's judgement."""

    follows = {"subject": STAYS}

    class Kind(models.TextChoices):
        LAND_TAX = "land_tax", "ภาษีที่ดินและสิ่งปลูกสร้าง"
        SIGNBOARD = "signboard", "ภาษีป้าย"
        GENERAL = "general", "คำสั่งทางปกครองอื่น"

    kind = models.CharField("เรื่อง", max_length=12, choices=Kind)
    subject = PlaceLink("ระเบียนที่คัดค้าน")
    person = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="บุคคลผู้ร้อง"
    )
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="นิติบุคคลผู้ร้อง"
    )
    told_on = models.DateField("วันที่ได้รับแจ้งสิ่งที่คัดค้าน")
    received_on = models.DateField("วันที่รับคำร้อง")
    claim = models.CharField("ข้อคัดค้าน", max_length=500)
    claimed_baht = models.DecimalField(
        "จำนวนเงินที่ขอให้เป็น (บาท)", max_digits=15, decimal_places=2, null=True, blank=True, validators=NONNEGATIVE
    )
    level = models.CharField("ชั้น", max_length=10, choices=Level, default=Level.OBJECTION, editable=False)
    decide_by = models.DateField("พิจารณาให้เสร็จภายใน", null=True, blank=True, editable=False)
    pause_reason = models.CharField("เหตุที่หยุดนับเวลา", max_length=200, blank=True, default="")
    extended_days = models.PositiveSmallIntegerField("ขยายเวลา (วัน)", null=True, blank=True)
    order_no = models.CharField("เลขที่คำสั่งหรือคำวินิจฉัย", max_length=80, blank=True, default="")
    decided_baht = models.DecimalField(
        "จำนวนเงินตามผลการพิจารณา (บาท)", max_digits=15, decimal_places=2, null=True, blank=True, validators=NONNEGATIVE
    )
    decision_text = models.CharField("เหตุผลของผลการพิจารณา", max_length=500, blank=True, default="")
    result_told_on = models.DateField("วันที่ผู้ร้องได้รับแจ้งผล", null=True, blank=True)
    lodged_on = models.DateField("วันที่ยื่นชั้นถัดไป", null=True, blank=True)

    class Meta:
        verbose_name = "คำคัดค้านหรืออุทธรณ์"
        constraints = [
            of_one_party("kernel_cases_of_one_party"),
            models.UniqueConstraint(fields=["subject"], condition=Q(status__in=LIVE), name="kernel_cases_one_live"),
        ]

    def __str__(self) -> str:
        return self.register_no or self.claim


class CasePause(PartOf):
    """Days on which the clock stood still, such as while the applicant was asked for a paper."""

    parent_field = "case"

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses", verbose_name="คำร้อง")
    level = models.CharField("ชั้น", max_length=10, choices=Level)
    paused_on = models.DateField("หยุดนับตั้งแต่")
    resumed_on = models.DateField("นับต่อตั้งแต่", null=True, blank=True)
    reason = models.CharField("เหตุ", max_length=200)

    class Meta:
        verbose_name = "การหยุดนับเวลา"

    def __str__(self) -> str:
        return self.reason


class CaseDecision(PartOf):
    """What was decided on one rung, and when the applicant was told."""

    parent_field = "case"

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions", verbose_name="คำร้อง")
    level = models.CharField("ชั้น", max_length=10, choices=Level)
    outcome = models.CharField("ผล", max_length=10, choices=Outcome)
    decided_on = models.DateField("วันที่มีผล")
    order_no = models.CharField("เลขที่", max_length=80, blank=True, default="")
    baht = models.DecimalField("จำนวนเงิน (บาท)", max_digits=15, decimal_places=2, null=True, blank=True)
    text = models.CharField("เหตุผล", max_length=500, blank=True, default="")
    told_on = models.DateField("ผู้ร้องได้รับแจ้ง", null=True, blank=True)

    class Meta:
        verbose_name = "ผลการพิจารณา"
        constraints = [models.UniqueConstraint(fields=["case", "level"], name="kernel_cases_decided_once_a_level")]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.get_outcome_display()}"
