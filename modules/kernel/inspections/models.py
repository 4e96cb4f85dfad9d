"""Visits to a place: a checklist, photographs with place and time, a result and the next visit."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator

from gis_core.features.bases import CodeList, LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS


class ChecklistTemplate(CodeList):
    """The questions of one kind of visit, for the records of one register."""

    code = models.SlugField("รหัสแบบตรวจ", max_length=60, unique=True)
    thai = models.CharField("แบบตรวจ", max_length=160)
    register_key = models.CharField("ทะเบียน", max_length=120, db_index=True)

    class Meta:
        verbose_name = "แบบตรวจ"

    def __str__(self) -> str:
        return self.thai


class ChecklistItem(CodeList):
    """One question of a template, in its place."""

    template = models.ForeignKey(ChecklistTemplate, models.CASCADE, related_name="items", verbose_name="แบบตรวจ")
    position = models.PositiveSmallIntegerField("ลำดับ")
    thai = models.CharField("รายการตรวจ", max_length=200)
    is_required = models.BooleanField("ต้องตอบ", default=True)

    class Meta:
        verbose_name = "รายการตรวจ"
        ordering = ("template", "position")
        constraints = [models.UniqueConstraint(fields=["template", "position"], name="kernel_inspections_item_place")]

    def __str__(self) -> str:
        return self.thai


class Inspection(LocatedRecord):
    """One visit to one record of any register."""

    follows = {"target": STAYS}

    class Result(models.TextChoices):
        PASS = "pass", "ผ่าน"
        FIX = "fix", "แก้ไข"
        FAIL = "fail", "ไม่ผ่าน"

    target = PlaceLink("สิ่งที่ตรวจ")
    template = models.ForeignKey(
        ChecklistTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="แบบตรวจ"
    )
    round = models.PositiveSmallIntegerField("ครั้งที่", validators=[MinValueValidator(1)])
    inspector = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้ตรวจ")
    visited_at = models.DateTimeField("เวลาที่ตรวจ")
    gps_point = models.PointField("ตำแหน่งผู้ตรวจ", srid=4326, null=True, blank=True)
    gps_accuracy_m = models.DecimalField(
        "ความแม่นยำ (ม.)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(10_000)],
    )
    result = models.CharField("ผลการตรวจ", max_length=6, choices=Result)
    note = models.TextField("บันทึก", blank=True, default="")
    next_due = models.DateField("ตรวจครั้งต่อไป", null=True, blank=True)

    class Meta:
        verbose_name = "การตรวจ"
        constraints = [models.UniqueConstraint(fields=["target", "round"], name="kernel_inspections_round_once")]

    def __str__(self) -> str:
        return f"ครั้งที่ {self.round}"


class InspectionAnswer(PartOf):
    """The answer to one question; its text is kept as it was asked."""

    parent_field = "inspection"

    class Answer(models.TextChoices):
        GOOD = "good", "ปกติ"
        BAD = "bad", "ไม่ปกติ"
        NONE = "none", "ไม่เกี่ยวข้อง"

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers", verbose_name="การตรวจ")
    position = models.PositiveSmallIntegerField("ลำดับ")
    question = models.CharField("รายการตรวจ", max_length=200)
    answer = models.CharField("ผล", max_length=6, choices=Answer)
    note = models.CharField("หมายเหตุ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "ผลรายการตรวจ"
        ordering = ("position",)


class PhotoFinding(PartOf):
    """Where and when a photograph of a visit was taken, against where and when it should have been.

    `flags` holds far (over 100 m from the target), old (over 24 h before it was brought in), no_place, no_time;
    "" is good.
    """

    parent_field = "inspection"

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="photos", verbose_name="การตรวจ")
    attachment = models.ForeignKey("files.Attachment", models.PROTECT, related_name="+", verbose_name="ภาพ")
    distance_m = models.DecimalField("ห่างจากสิ่งที่ตรวจ (ม.)", max_digits=12, decimal_places=2, null=True, blank=True)
    age_hours = models.DecimalField("ถ่ายก่อนนำเข้า (ชม.)", max_digits=9, decimal_places=1, null=True, blank=True)
    flags = models.CharField("ข้อสังเกต", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "ภาพประกอบการตรวจ"


class FieldSurvey(LocatedRecord):
    """What a surveyor found at one record: values before and after, points, photographs, the owner's signature.

    `client_key` is the draft's name in the browser: sending it twice writes it once. `base_version` is the version of
    the record the surveyor had before him; a newer one in the register wins only after somebody has decided so.
    """

    follows = {"target": STAYS}

    class Choice(models.TextChoices):
        SURVEY = "survey", "ใช้ค่าจากการสำรวจ"
        SERVER = "server", "คงค่าในทะเบียน"

    target = PlaceLink("สิ่งที่สำรวจ")
    surveyor = models.ForeignKey("access.User", models.PROTECT, related_name="+", verbose_name="ผู้สำรวจ")
    surveyed_at = models.DateTimeField("เวลาที่สำรวจ")
    client_key = models.UUIDField("รหัสฉบับร่าง", unique=True, editable=False)
    base_version = models.PositiveIntegerField("รุ่นที่ผู้สำรวจเห็น", editable=False)
    before = models.JSONField("ค่าก่อนสำรวจ", default=dict, blank=True, editable=False)
    after = models.JSONField("ค่าหลังสำรวจ", default=dict, blank=True, editable=False)
    shape = models.GeometryField("รูปที่เสนอ", srid=4326, null=True, blank=True, editable=False)
    note = models.TextField("บันทึก", blank=True, default="")
    signer_name = models.CharField("ผู้นำชี้/เจ้าของ", max_length=120, blank=True, default="")
    is_signed = models.BooleanField("ลงลายมือชื่อแล้ว", default=False, editable=False)
    conflict_choice = models.CharField("เมื่อทะเบียนใหม่กว่า", max_length=8, choices=Choice, blank=True, default="")
    decided_version = models.PositiveIntegerField("รุ่นที่ตัดสินใจแล้ว", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="ผู้รับรอง"
    )
    verified_at = models.DateTimeField("เวลาที่รับรอง", null=True, blank=True, editable=False)
    applied_at = models.DateTimeField("เวลาที่ปรับข้อมูล", null=True, blank=True, editable=False)
    return_reason = models.CharField("เหตุที่ส่งกลับ", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "แบบสำรวจภาคสนาม"

    def __str__(self) -> str:
        return self.register_no or str(self.client_key)


class SurveyPoint(PartOf):
    """A place the surveyor measured, with how and how well."""

    parent_field = "survey"

    class Method(models.TextChoices):
        HANDHELD = "handheld", "GPS มือถือ"
        RTK = "rtk", "RTK"
        TOTAL_STATION = "total_station", "กล้องสำรวจ"

    class Kind(models.TextChoices):
        TRACK = "track", "เส้นทาง"
        CORNER = "corner", "หมุด/มุม"
        PLACE = "place", "ตำแหน่ง"

    survey = models.ForeignKey(FieldSurvey, models.CASCADE, related_name="points", verbose_name="แบบสำรวจ")
    position = models.PositiveSmallIntegerField("ลำดับ")
    kind = models.CharField("ชนิดจุด", max_length=8, choices=Kind, default=Kind.PLACE)
    method = models.CharField("วิธีวัด", max_length=14, choices=Method, default=Method.HANDHELD)
    accuracy_m = models.DecimalField(
        "ความแม่นยำ (ม.)",
        max_digits=7,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(10_000)],
    )
    geom = models.PointField("ตำแหน่ง", srid=4326)
    note = models.CharField("หมายเหตุ", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "จุดสำรวจ"
        ordering = ("position",)

    def __str__(self) -> str:
        return f"จุดที่ {self.position}"


class SurveyPhoto(PartOf):
    """A photograph of a survey, judged as those of visits are (`rules.photo_flags`)."""

    parent_field = "survey"

    survey = models.ForeignKey(FieldSurvey, models.CASCADE, related_name="photos", verbose_name="แบบสำรวจ")
    attachment = models.ForeignKey("files.Attachment", models.PROTECT, related_name="+", verbose_name="ภาพ")
    distance_m = models.DecimalField("ห่างจากสิ่งที่สำรวจ (ม.)", max_digits=12, decimal_places=2, null=True, blank=True)
    flags = models.CharField("ข้อสังเกต", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "ภาพประกอบการสำรวจ"
