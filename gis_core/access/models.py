"""Who works here, in which unit, in which role, over which area and since when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators

from gis_core.features.bases import CodeList, TimedRecord


class OrgUnit(CodeList):
    """A unit of the office: the office itself, a division, a section."""

    code = models.CharField("รหัสหน่วยงาน", max_length=20, unique=True)
    thai = models.CharField("ชื่อหน่วยงาน", max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="สังกัด"
    )

    class Meta:
        verbose_name = "หน่วยงาน"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.thai


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def create_user(self, username: str, full_name: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password it cannot sign in."""
        user = self.model(username=username, full_name=full_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, CodeList):
    """An account of the office or of a citizen."""

    untracked_columns: ClassVar[tuple[str, ...]] = ("password", "otp_secret")
    last_login = None  # signing in is a ledger of its own (SignIn), not a change of the account
    #: The colleague in whose place this user acts in the running request (see access.capacity).
    acts_for: User | None = None

    username = models.CharField("ชื่อผู้ใช้", max_length=60, unique=True)
    full_name = models.CharField("ชื่อ-สกุล", max_length=120)
    email = models.EmailField("อีเมล", blank=True)
    is_active = models.BooleanField("ใช้งานได้", default=True)
    otp_secret = models.CharField("กุญแจรหัสชั้นที่สอง", max_length=160, blank=True, editable=False)
    otp_enrolled_at = models.DateTimeField("ตั้งรหัสชั้นที่สองเมื่อ", null=True, editable=False)
    must_change_password = models.BooleanField("ต้องเปลี่ยนรหัสผ่าน", default=False)
    password_changed_at = models.DateTimeField("เปลี่ยนรหัสผ่านเมื่อ", null=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = "ผู้ใช้"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.full_name or self.username


class Role(CodeList):
    """A role of the domain; `needs_second_factor` is the office's choice."""

    code = models.SlugField("รหัสบทบาท", max_length=40, unique=True)
    thai = models.CharField("บทบาท", max_length=120)
    needs_second_factor = models.BooleanField("ต้องใช้รหัสชั้นที่สอง", default=False)

    class Meta:
        verbose_name = "บทบาท"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.thai


class RoleHolding(CodeList, TimedRecord):
    """A person holds a role in a unit, over the whole office or one area, for a time; perhaps acting for somebody."""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings", verbose_name="ผู้ใช้")
    role = models.ForeignKey(Role, models.PROTECT, related_name="holdings", verbose_name="บทบาท")
    org_unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="หน่วยงาน")
    area = models.MultiPolygonField("พื้นที่รับผิดชอบ", srid=4326, null=True, blank=True)
    area_name = models.CharField("ชื่อพื้นที่", max_length=120, blank=True)
    acting_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="รักษาการแทน"
    )

    class Meta:
        verbose_name = "การดำรงบทบาท"
        constraints = [
            ExclusionConstraint(
                name="access_one_holding_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("org_unit", RangeOperators.EQUAL),
                    ("area_name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.org_unit}"


class SignIn(models.Model):
    """Each attempt to sign in; the lock after repeated failures is counted from here. Rows are only added."""

    class Stage(models.TextChoices):
        PASSWORD = "password", "รหัสผ่าน"
        CODE = "code", "รหัสชั้นที่สอง"
        RECOVERY = "recovery", "รหัสสำรอง"

    username = models.CharField("ชื่อผู้ใช้", max_length=60, db_index=True)
    at = models.DateTimeField("เวลา", auto_now_add=True)
    address = models.GenericIPAddressField("ที่อยู่เครือข่าย", null=True)
    stage = models.CharField("ขั้นตอน", max_length=10, choices=Stage, default=Stage.PASSWORD)
    succeeded = models.BooleanField("สำเร็จ")
    is_complete = models.BooleanField("เข้าสู่ระบบแล้ว", default=False)

    class Meta:
        verbose_name = "การเข้าสู่ระบบ"
        indexes = [
            models.Index(fields=["username", "-at"], name="access_signin_recent"),
            models.Index(fields=["address", "-at"], name="access_signin_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"


class UsedCode(models.Model):
    """A code of the second factor that was accepted: the same one is never accepted again. Rows are only added."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="ผู้ใช้")
    step = models.BigIntegerField("ช่วงเวลา (30 วินาที)")

    class Meta:
        verbose_name = "รหัสที่ใช้แล้ว"
        constraints = [models.UniqueConstraint(fields=["user", "step"], name="access_code_used_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.step}"


class RecoveryCode(models.Model):
    """A code on paper for whoever has lost the telephone; only its keyed hash is stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes", verbose_name="ผู้ใช้")
    code_hash = models.CharField("ค่าแฮช", max_length=64)
    used_at = models.DateTimeField("ใช้เมื่อ", null=True)

    class Meta:
        verbose_name = "รหัสสำรอง"

    def __str__(self) -> str:
        return f"{self.user_id} {'ใช้แล้ว' if self.used_at else 'ยังไม่ใช้'}"


class PersonalDataLook(models.Model):
    """Somebody looked at unmasked personal data (Personal Data Protection Act B.E. 2562)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ผู้ดู")
    at = models.DateTimeField("เวลา", auto_now_add=True)
    door = models.CharField("ช่องทาง", max_length=40)
    subject_uid = models.UUIDField("ข้อมูลของ", null=True)
    detail = models.TextField("รายละเอียด", blank=True)

    class Meta:
        verbose_name = "การเข้าดูข้อมูลส่วนบุคคล"
        indexes = [models.Index(fields=["subject_uid", "-at"], name="access_look_subject")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.door} {self.subject_uid or ''}"
