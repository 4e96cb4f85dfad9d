"""Assessments with their lines, frozen: every price, age, row of law and figure as it was used."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from gis_core.features.bases import LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.ground.models import Building, CondoUnit, Parcel
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person
from modules.finance.revenue_collection.models.uses import Category, LandTaxUse
from modules.finance.revenue_collection.models.years import TaxYear


def _money(thai: str, **more: object) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=17, decimal_places=2, default=Decimal(0), **more)  # type: ignore[arg-type]


def _thing(model: type[models.Model], thai: str) -> models.ForeignKey:
    """What a line's use is of. The database keeps the use, and with it what it is of; asking for both of every line of
    a year would lock a hundred thousand parcels once more.
    """
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=thai, db_constraint=False
    )


class LandTaxAssessment(LocatedRecord):
    """What one taxpayer owes for a tax year; co-owners are one taxpayer, named by the first of them."""

    follows = {"place": STAYS}

    tax_year = models.ForeignKey(TaxYear, models.PROTECT, related_name="assessments", verbose_name="ปีภาษี")
    owner_key = models.CharField("ผู้เสียภาษีร่วม", max_length=400, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้เสียภาษี (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้เสียภาษี (นิติบุคคล)"
    )
    place = PlaceLink("ที่ตั้งรายการแรก", null=True, blank=True)
    version = models.PositiveSmallIntegerField("ครั้งที่", default=1, editable=False)
    value_baht = _money("รวมราคาประเมิน", editable=False)
    exempt_baht = _money("หักมูลค่าที่ได้รับยกเว้น", editable=False)
    tax_baht = _money("จำนวนภาษีที่ต้องชำระ", editable=False)
    last_year_baht = models.DecimalField(
        "ภาษีปีก่อน", max_digits=17, decimal_places=2, null=True, blank=True, editable=False
    )
    review = models.CharField("เหตุที่ควรตรวจทาน", max_length=200, blank=True, default="", editable=False)
    fingerprint = models.CharField("ลายนิ้วมือของข้อมูล", max_length=64, editable=False)
    generated_on = models.DateField("วันที่ประเมิน", editable=False)
    generated_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้ประเมิน"
    )
    checked_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้ตรวจสอบ"
    )
    approved_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้อนุมัติ"
    )

    class Meta:
        verbose_name = "การประเมินภาษีที่ดินและสิ่งปลูกสร้าง"
        constraints = [
            models.UniqueConstraint(
                fields=["tax_year", "owner_key"],
                condition=~Q(status__in=("revised", "void")),
                name="revenue_one_live_assessment",
            ),
            of_one_party("revenue_assessment_of_one_party"),
        ]

    def __str__(self) -> str:
        return self.register_no or self.owner_key


class LandTaxLine(PartOf):
    """One line of ภ.ด.ส.7 or 8: what was valued, what came off, what is taxed, and the rows of law it rests on."""

    parent_field = "assessment"
    follows = {"parcel": STAYS}

    assessment = models.ForeignKey(LandTaxAssessment, models.CASCADE, related_name="lines", verbose_name="การประเมิน")
    seq = models.PositiveIntegerField("ที่")
    use = models.ForeignKey(LandTaxUse, models.PROTECT, related_name="+", verbose_name="การใช้ประโยชน์")
    parcel = _thing(Parcel, "แปลงที่ดิน")
    building = _thing(Building, "สิ่งปลูกสร้าง")
    condo_unit = _thing(CondoUnit, "ห้องชุด")
    category = models.CharField("ลักษณะการทำประโยชน์", max_length=12, choices=Category)
    rate_key = models.CharField("ตารางอัตรา", max_length=20)
    land_sqwah = models.DecimalField("เนื้อที่ (ตร.ว.)", max_digits=12, decimal_places=1, default=0)
    baht_per_sqwah = models.DecimalField("ราคาประเมินต่อ ตร.ว.", max_digits=14, decimal_places=2, null=True, blank=True)
    land_baht = _money("ราคาประเมินที่ดิน")
    floor_m2 = models.DecimalField("พื้นที่ (ตร.ม.)", max_digits=10, decimal_places=2, default=0)
    share_percent = models.DecimalField("สัดส่วนการใช้ (ร้อยละ)", max_digits=5, decimal_places=2, default=100)
    baht_per_m2 = models.DecimalField("ราคาประเมินต่อ ตร.ม.", max_digits=14, decimal_places=2, null=True, blank=True)
    building_baht = _money("ราคาประเมินสิ่งปลูกสร้าง")
    age_years = models.PositiveSmallIntegerField("อายุโรงเรือน (ปี)", null=True, blank=True)
    depreciation_percent = models.DecimalField("ค่าเสื่อม (ร้อยละ)", max_digits=5, decimal_places=2, null=True, blank=True)
    depreciation_baht = _money("ค่าเสื่อม (บาท)")
    total_baht = _money("รวมราคาประเมินที่ดินและสิ่งปลูกสร้าง")
    value_baht = _money("ราคาประเมินตามสัดส่วนการใช้")
    exempt_baht = _money("หักมูลค่าฐานภาษีที่ได้รับยกเว้น")
    base_baht = _money("คงเหลือราคาประเมินทุนทรัพย์ที่ต้องชำระภาษี")
    rate_percent = models.DecimalField("อัตราภาษี (ร้อยละ)", max_digits=7, decimal_places=4, default=0)
    tax_baht = _money("จำนวนภาษีที่ต้องชำระ")
    trace = models.JSONField("ที่มาของการคำนวณ", default=dict)

    class Meta:
        verbose_name = "รายการคำนวณภาษี (ภ.ด.ส.7)"
        constraints = [models.UniqueConstraint(fields=["assessment", "seq"], name="revenue_line_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.seq}"


class UnassessedPlace(LocatedRecord):
    """A parcel or unit that the last run could not assess, and why; gone once a run can."""

    register_no = None
    follows = {"place": STAYS}

    tax_year = models.ForeignKey(TaxYear, models.CASCADE, related_name="unassessed", verbose_name="ปีภาษี")
    place = PlaceLink("แปลงหรือห้องชุด")
    code = models.CharField("รหัสปัญหา", max_length=12)
    problem = models.CharField("ปัญหา", max_length=200)

    class Meta:
        verbose_name = "รายการที่ประเมินไม่ได้"
        constraints = [models.UniqueConstraint(fields=["tax_year", "place"], name="revenue_unassessed_once")]

    def __str__(self) -> str:
        return self.problem
