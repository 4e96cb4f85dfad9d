"""Property the office lets: the places, the leases of them, and the months billed of each lease."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from gis_core.features.bases import LocatedRecord, PartOf, SpatialRecord
from gis_core.features.following import Fate, Follows
from gis_core.ground.models import Building, Parcel
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person
from modules.kernel.charges.models import Charge


class RentalPlace(SpatialRecord):
    """A piece of the office's land, a building, a room or a stall that is let as one."""

    follows = {"parcel": Follows(Fate.BY_PLACE, ended="closed_on")}

    class Kind(models.TextChoices):
        LAND = "land", "ที่ดิน"
        BUILDING = "building", "อาคาร"
        STALL = "stall", "แผงค้าหรือห้องเช่า"
        OTHER = "other", "อื่น ๆ"

    code = models.CharField("รหัสสถานที่ให้เช่า", max_length=40, unique=True)
    thai = models.CharField("ชื่อสถานที่", max_length=160)
    kind = models.CharField("ประเภท", max_length=10, choices=Kind)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แปลงที่ดิน")
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สิ่งปลูกสร้าง"
    )
    area_sqm = models.DecimalField("เนื้อที่ (ตร.ม.)", max_digits=12, decimal_places=2, null=True, blank=True)
    closed_on = models.DateField("เลิกให้เช่าตั้งแต่", null=True, blank=True)
    geom = PointField("ที่ตั้ง", srid=4326)

    class Meta:
        verbose_name = "สถานที่ให้เช่า"

    def __str__(self) -> str:
        return f"{self.code} {self.thai}"


class Lease(LocatedRecord):
    """A contract by which a place is let. `until_on` is its last day as it stands: of the contract or of its end."""

    contract_no = models.CharField("เลขที่สัญญา", max_length=60, unique=True)
    place = models.ForeignKey(RentalPlace, models.PROTECT, related_name="leases", verbose_name="สถานที่ให้เช่า")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้เช่า (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้เช่า (นิติบุคคล)"
    )
    area_sqm = models.DecimalField("เนื้อที่เช่า (ตร.ม.)", max_digits=12, decimal_places=2)
    monthly_rent_baht = models.DecimalField("ค่าเช่ารายเดือน", max_digits=15, decimal_places=2)
    deposit_baht = models.DecimalField("เงินประกันสัญญา", max_digits=15, decimal_places=2, default=Decimal(0))
    pay_day = models.SmallIntegerField("ชำระทุกวันที่", default=5)
    start_on = models.DateField("วันเริ่มเช่า")
    end_on = models.DateField("วันสิ้นสุดสัญญา")
    escalation_percent = models.DecimalField(
        "ปรับค่าเช่าขึ้นร้อยละ", max_digits=6, decimal_places=2, default=Decimal(0), blank=True
    )
    escalation_years = models.PositiveSmallIntegerField("ปรับทุกกี่ปี", default=0, blank=True)
    late_percent = models.DecimalField(
        "ดอกเบี้ยผิดนัด (ร้อยละต่อเดือน)", max_digits=6, decimal_places=3, default=Decimal(0), blank=True
    )
    registered_no = models.CharField("เลขที่จดทะเบียนการเช่า", max_length=60, blank=True, default="")
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")
    terminated_on = models.DateField("วันสุดท้ายที่เช่า (เลิกก่อนกำหนด)", null=True, blank=True)
    end_reason = models.CharField("เหตุที่เลิกสัญญา", max_length=200, blank=True, default="")
    until_on = models.DateField("เช่าถึงวันที่", null=True, editable=False)
    approved_on = models.DateField("วันที่อนุมัติ", null=True, editable=False)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ต่ออายุจากสัญญา", editable=False
    )
    next_on = models.DateField("งวดถัดไปที่จะตั้งหนี้", null=True, blank=True, editable=False, db_index=True)
    made_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้จัดทำ", editable=False
    )
    approved_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="ผู้อนุมัติ", editable=False
    )

    class Meta:
        verbose_name = "สัญญาเช่า"
        constraints = [
            of_one_party("revenue_lease_of_one_party"),
            models.CheckConstraint(
                condition=Q(end_on__gte=F("start_on"), until_on__gte=F("start_on")), name="revenue_lease_days_in_order"
            ),
            ExclusionConstraint(
                name="revenue_lease_one_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (
                        Func(
                            F("start_on"), F("until_on"), Value("[]"), function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(status="draft"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contract_no}"


class LeaseMonth(PartOf):
    """A month of a lease that was billed, with how its rent came about."""

    parent_field = "lease"

    lease = models.ForeignKey(Lease, models.CASCADE, related_name="months", verbose_name="สัญญาเช่า")
    seq = models.PositiveSmallIntegerField("งวดที่")
    first_on = models.DateField("ตั้งแต่")
    last_on = models.DateField("ถึง")
    due_on = models.DateField("ครบกำหนด")
    rent_baht = models.DecimalField("ค่าเช่า", max_digits=15, decimal_places=2)
    trace = models.CharField("ที่มาของค่าเช่า", max_length=2000)
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="+", verbose_name="รายการตั้งหนี้")

    class Meta:
        verbose_name = "งวดค่าเช่า"
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["lease", "seq"], name="revenue_lease_month_once")]

    def __str__(self) -> str:
        return f"งวดที่ {self.seq}"
