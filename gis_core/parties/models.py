"""One register of people and one of organisations. Personal data: the identity number is masked, each look
is logged.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models.expressions import RawSQL

from gis_core.features.bases import LocatedRecord
from gis_core.pure import citizen_id
from gis_core.pure.refusal import Refused


def check_citizen_id(value: str) -> None:
    """Thirteen digits with the right check digit."""
    if not citizen_id.is_citizen_id(value):
        raise ValidationError("เลขประจำตัวประชาชนไม่ถูกต้อง", code="bad_id")


def check_juristic_id(value: str) -> None:
    """Thirteen digits beginning with 0, same check digit."""
    try:
        citizen_id.parse_juristic_id(value)
    except Refused as refused:
        raise ValidationError(refused.thai, code=refused.code.lower()) from refused


class Person(LocatedRecord):
    """A human being. One row per person; two rows for one person are joined by `same_as`, never rewritten."""

    comes_with_its_user = True

    national_id = models.CharField(
        "เลขประจำตัวประชาชน", max_length=13, unique=True, null=True, blank=True, validators=[check_citizen_id]
    )
    passport_no = models.CharField("เลขหนังสือเดินทาง", max_length=20, blank=True, default="")
    title = models.CharField("คำนำหน้า", max_length=30, blank=True, default="")
    first_name = models.CharField("ชื่อ", max_length=80)
    last_name = models.CharField("นามสกุล", max_length=80, blank=True, default="")
    full_name = models.GeneratedField(
        expression=RawSQL("first_name || ' ' || last_name", ()),
        output_field=models.CharField("ชื่อ-สกุล", max_length=170),
        db_persist=True,
        verbose_name="ชื่อ-สกุล",
    )
    born_on = models.DateField("วันเกิด", null=True, blank=True)
    died_on = models.DateField("วันถึงแก่กรรม", null=True, blank=True)
    phone = models.CharField("โทรศัพท์", max_length=20, blank=True, default="")
    house = models.ForeignKey(
        "ground.House", models.PROTECT, null=True, blank=True, related_name="people", verbose_name="บ้านที่อยู่"
    )
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aliases", verbose_name="บุคคลเดียวกับ"
    )

    class Meta:
        verbose_name = "บุคคล"

    def __str__(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}".strip()


class Organisation(LocatedRecord):
    """A company, temple, ministry or any other body that can own, owe and be licensed."""

    comes_with_its_user = True

    class Kind(models.TextChoices):
        COMPANY = "company", "นิติบุคคล"
        STATE = "state", "หน่วยงานรัฐ"
        RELIGIOUS = "religious", "ศาสนสถาน"
        ESTATE = "estate", "กองมรดก"
        UNKNOWN = "unknown", "ไม่ปรากฏเจ้าของ"

    juristic_id = models.CharField(
        "เลขทะเบียนนิติบุคคล", max_length=13, unique=True, null=True, blank=True, validators=[check_juristic_id]
    )
    kind = models.CharField("ประเภท", max_length=10, choices=Kind, default=Kind.COMPANY)
    thai = models.CharField("ชื่อ", max_length=160)
    house = models.ForeignKey(
        "ground.House", models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name="ที่ตั้ง"
    )

    class Meta:
        verbose_name = "นิติบุคคล"

    def __str__(self) -> str:
        return self.thai
