"""Signboard tax: returns (ภ.ป.1) with their signs, and assessments (ภ.ป.3), frozen as they were reckoned."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.ground.models import Signboard
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person


def _money(thai: str) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=15, decimal_places=2, default=Decimal(0), editable=False)


def _declared(thai: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(thai, null=True, blank=True, validators=[MinValueValidator(1)])


class _OfOwner(LocatedRecord):
    """A paper of one owner and year about signs; it stands where the first of them hangs."""

    follows = {"place": STAYS}

    year_be = models.PositiveSmallIntegerField("ปีภาษี", validators=[MinValueValidator(2535), MaxValueValidator(2699)])
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="เจ้าของป้าย (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="เจ้าของป้าย (นิติบุคคล)"
    )
    place = PlaceLink("ป้ายแรก", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.register_no or f"{self.year_be}"


class SignTaxReturn(_OfOwner):
    """What an owner declared for a year; without a day of filing, what the officer found that nobody declared."""

    filed_on = models.DateField("วันที่ยื่นแบบ", null=True, blank=True)
    told_on = models.DateField("วันที่พนักงานเจ้าหน้าที่แจ้งให้ยื่น", null=True, blank=True)
    corrected_on = models.DateField("วันที่ขอแก้ไขแบบให้ถูกต้องก่อนแจ้งการประเมิน", null=True, blank=True)
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")
    filed_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้รับแบบ"
    )

    class Meta:
        verbose_name = "แบบแสดงรายการภาษีป้าย (ภ.ป.1)"
        constraints = [of_one_party("revenue_sign_return_of_one_party")]

    @property
    def assessment(self) -> SignTaxAssessment:
        """The assessment that stands. Raises DoesNotExist."""
        return self.assessments.exclude(status__in=SignTaxAssessment.GONE).get()


class SignTaxReturnLine(PartOf):
    """A sign of a return. `replaces` names the sign already taxed that year: itself when it was altered.

    What the owner declared of it stands here where it differs from what the office measured.
    """

    parent_field = "sign_return"

    sign_return = models.ForeignKey(SignTaxReturn, models.CASCADE, related_name="lines", verbose_name="แบบ")
    sign = models.ForeignKey(Signboard, models.PROTECT, related_name="+", verbose_name="ป้าย")
    replaces = models.ForeignKey(
        Signboard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แก้ไขหรือแทนป้ายที่เสียภาษีแล้ว"
    )
    altered_on = models.DateField("วันที่แก้ไขป้าย", null=True, blank=True)
    declared_kind = models.CharField(
        "ประเภทที่แสดงไว้ (ถ้าต่าง)", max_length=1, choices=Signboard.Kind, blank=True, default=""
    )
    declared_width_cm = _declared("กว้างที่แสดงไว้ (ซม. ถ้าต่าง)")
    declared_height_cm = _declared("ยาวที่แสดงไว้ (ซม. ถ้าต่าง)")
    declared_sides = _declared("จำนวนด้านที่แสดงไว้ (ถ้าต่าง)")
    note = models.CharField("หมายเหตุ", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "ป้ายในแบบแสดงรายการ"
        constraints = [models.UniqueConstraint(fields=["sign_return", "sign"], name="revenue_sign_of_return_once")]

    def __str__(self) -> str:
        return f"{self.sign_return_id}/{self.sign_id}"


class SignTaxAssessment(_OfOwner):
    """What an owner owes of a return: the tax of its signs and, apart, what is added for filing late or wrongly.

    A decision or a refund makes a new version; the old one is kept, as is one that was void.
    """

    GONE = ("revised", "void")

    sign_return = models.ForeignKey(
        SignTaxReturn, models.PROTECT, related_name="assessments", editable=False, verbose_name="แบบ (ภ.ป.1)"
    )
    version = models.PositiveSmallIntegerField("ครั้งที่", default=1, editable=False)
    tax_baht = _money("ภาษีป้าย")
    penalty_baht = _money("เงินเพิ่มกรณีไม่ยื่นแบบในกำหนด")
    under_baht = _money("เงินเพิ่มกรณียื่นไม่ถูกต้อง")
    total_baht = _money("รวมต้องชำระ")
    assessed_on = models.DateField("วันที่ประเมิน", editable=False)
    assessed_by = models.ForeignKey(
        "access.User", models.PROTECT, related_name="+", editable=False, verbose_name="ผู้ประเมิน"
    )
    received_on = models.DateField("วันที่ได้รับแจ้งการประเมิน", null=True, blank=True, editable=False)
    due_on = models.DateField("ครบกำหนดชำระ", null=True, blank=True, editable=False)
    void_reason = models.CharField("เหตุที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "การประเมินภาษีป้าย (ภ.ป.3)"
        constraints = [
            of_one_party("revenue_sign_assessment_of_one_party"),
            models.UniqueConstraint(
                fields=["sign_return"], condition=~Q(status__in=("revised", "void")), name="revenue_sign_one_live"
            ),
        ]

    @property
    def added_baht(self) -> Decimal:
        """All that is added to the tax by s.25 (1) and (2)."""
        return self.penalty_baht + self.under_baht


class SignTaxLine(PartOf):
    """A sign as it was measured and taxed, with the steps and rows of law that led to the sum."""

    parent_field = "assessment"

    assessment = models.ForeignKey(SignTaxAssessment, models.CASCADE, related_name="lines", verbose_name="การประเมิน")
    seq = models.PositiveIntegerField("ที่")
    year_be = models.PositiveSmallIntegerField("ปีภาษี")
    sign = models.ForeignKey(Signboard, models.PROTECT, related_name="+", verbose_name="ป้าย")
    replaces = models.ForeignKey(
        Signboard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แก้ไขหรือแทนป้าย"
    )
    text = models.CharField("ข้อความบนป้าย", max_length=200)
    kind = models.CharField("ประเภทป้าย", max_length=1, choices=Signboard.Kind)
    movable = models.BooleanField("เคลื่อนที่หรือเปลี่ยนข้อความได้ (ก)", default=False)
    width_cm = models.PositiveIntegerField("กว้าง (ซม.)")
    height_cm = models.PositiveIntegerField("ยาว (ซม.)")
    sides = models.PositiveSmallIntegerField("จำนวนด้าน", default=1)
    units = models.PositiveIntegerField("จำนวนหน่วย")
    year_baht = models.DecimalField("ภาษีทั้งปี", max_digits=15, decimal_places=2)
    before_baht = models.DecimalField("ภาษีทั้งปีของป้ายเดิม", max_digits=15, decimal_places=2, null=True, blank=True)
    tax_baht = models.DecimalField("ภาษีที่ต้องชำระ", max_digits=15, decimal_places=2)
    penalty_baht = models.DecimalField("เงินเพิ่มไม่ยื่นในกำหนด", max_digits=15, decimal_places=2, default=Decimal(0))
    under_baht = models.DecimalField("เงินเพิ่มยื่นไม่ถูกต้อง", max_digits=15, decimal_places=2, default=Decimal(0))
    is_live = models.BooleanField("ใช้อยู่", default=True, editable=False)
    trace = models.JSONField("ที่มาของการคำนวณ", default=list)

    class Meta:
        verbose_name = "รายการประเมินภาษีป้าย"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "seq"], name="revenue_sign_line_once"),
            models.UniqueConstraint(
                fields=["year_be", "sign"],
                condition=Q(replaces__isnull=True, is_live=True),
                name="revenue_sign_taxed_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.seq}"

    @property
    def added_baht(self) -> Decimal:
        """All that is added to the tax of the sign."""
        return self.penalty_baht + self.under_baht
