"""What owners ask to be written otherwise: petitions against the posted list, and changes of use they tell of."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from gis_core.features.bases import LocatedRecord, PartOf
from gis_core.features.following import STAYS
from gis_core.ground.models import Building, CondoUnit, Parcel
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person
from modules.finance.revenue_collection.models.uses import NONNEGATIVE, Category, LandTaxUse
from modules.finance.revenue_collection.models.years import TaxYear

POSITIVE = [MinValueValidator(Decimal("0.1"))]


def _person(thai: str) -> models.ForeignKey:
    return models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=thai)


def _organisation(thai: str) -> models.ForeignKey:
    return models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=thai)


def _user(thai: str) -> models.ForeignKey:
    return models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=thai
    )


class ListPetition(LocatedRecord):
    """A petition to correct the posted list of property of a tax year (ภ.ด.ส.3 or 4), about one parcel or unit."""

    follows = {"parcel": STAYS}

    tax_year = models.ForeignKey(TaxYear, models.PROTECT, related_name="petitions", verbose_name="ปีภาษี")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน")
    condo_unit = models.ForeignKey(
        CondoUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ห้องชุด"
    )
    person = _person("ผู้ร้อง (บุคคล)")
    organisation = _organisation("ผู้ร้อง (นิติบุคคล)")
    received_on = models.DateField("วันที่รับคำร้อง")
    claim = models.CharField("ข้อที่ขอให้แก้ไขและเหตุผล", max_length=500)
    evidence = models.CharField("หลักฐาน", max_length=200, blank=True, default="")
    decide_by = models.DateField("พิจารณาให้เสร็จภายใน", null=True, blank=True, editable=False)
    received_by = _user("ผู้รับคำร้อง")
    order_no = models.CharField("คำสั่งที่", max_length=80, blank=True, default="")
    decision_text = models.CharField("เหตุผลของผลการพิจารณา", max_length=500, blank=True, default="")
    decided_on = models.DateField("วันที่พิจารณา", null=True, blank=True, editable=False)
    decided_by = _user("ผู้พิจารณา")

    class Meta:
        verbose_name = "คำร้องขอแก้ไขบัญชีรายการ"
        constraints = [
            of_one_party("revenue_petition_of_one_party"),
            models.CheckConstraint(
                condition=Q(parcel__isnull=False, condo_unit__isnull=True)
                | Q(parcel__isnull=True, condo_unit__isnull=False),
                name="revenue_petition_of_one_place",
            ),
            models.UniqueConstraint(
                fields=["tax_year", "parcel"], condition=Q(status="received"), name="revenue_petition_of_parcel_once"
            ),
            models.UniqueConstraint(
                fields=["tax_year", "condo_unit"], condition=Q(status="received"), name="revenue_petition_of_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.claim


class PetitionRow(PartOf):
    """One row of the list as it should read: an existing use, or one that is missing from it."""

    parent_field = "petition"

    petition = models.ForeignKey(ListPetition, models.CASCADE, related_name="rows", verbose_name="คำร้อง")
    use = models.ForeignKey(
        LandTaxUse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="รายการเดิม (เว้นว่างคือเพิ่มรายการ)",
    )
    category = models.CharField("ลักษณะการทำประโยชน์ที่ถูกต้อง", max_length=12, choices=Category)
    land_sqwah = models.DecimalField(
        "เนื้อที่ที่ถูกต้อง (ตร.ว.)",
        max_digits=12,
        decimal_places=1,
        null=True,
        blank=True,
        validators=NONNEGATIVE,
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สิ่งปลูกสร้าง (รายการที่เพิ่ม)"
    )
    floor_m2 = models.DecimalField(
        "พื้นที่ที่ถูกต้อง (ตร.ม.)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NONNEGATIVE,
    )

    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "รายการที่ขอแก้ไข"
        constraints = [models.UniqueConstraint(fields=["petition", "use"], name="revenue_petition_row_once")]

    def __str__(self) -> str:
        return self.get_category_display()


class UseChange(LocatedRecord):
    """That an owner tells of another use of his property (ภ.ด.ส.5); accepted, it counts from the next year."""

    use = models.ForeignKey(LandTaxUse, models.PROTECT, related_name="changes", verbose_name="รายการการใช้ประโยชน์เดิม")
    person = _person("ผู้แจ้ง (บุคคล)")
    organisation = _organisation("ผู้แจ้ง (นิติบุคคล)")
    changed_on = models.DateField("วันที่เปลี่ยนแปลง")
    received_on = models.DateField("วันที่รับแจ้ง")
    category = models.CharField("ลักษณะการทำประโยชน์ใหม่", max_length=12, choices=Category)
    land_sqwah = models.DecimalField(
        "เนื้อที่ส่วนที่เปลี่ยน (ตร.ว.) เว้นว่างคือทั้งรายการ", max_digits=12, decimal_places=1, null=True, blank=True,
        validators=POSITIVE,
    )  # fmt: skip
    claim = models.CharField("รายละเอียดและหลักฐาน", max_length=500)
    notify_by = models.DateField("ต้องแจ้งภายใน", null=True, blank=True, editable=False)
    late_days = models.PositiveIntegerField("แจ้งเกินกำหนด (วัน)", default=0, editable=False)
    from_year_be = models.PositiveSmallIntegerField("มีผลตั้งแต่ปีภาษี", null=True, blank=True, editable=False)
    decision_text = models.CharField("เหตุผลที่ไม่รับ", max_length=300, blank=True, default="")
    decided_by = _user("ผู้พิจารณา")
    applied_on = models.DateField("วันที่แก้ไขบัญชี", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "การแจ้งเปลี่ยนแปลงการใช้ประโยชน์"
        constraints = [
            of_one_party("revenue_change_of_one_party"),
            models.UniqueConstraint(
                fields=["use"], condition=Q(status__in=("received", "accepted")), name="revenue_change_once"
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("changed_on")), name="revenue_change_before_it_is_told"
            ),
        ]

    def __str__(self) -> str:
        return self.register_no or self.claim
