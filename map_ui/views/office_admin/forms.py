"""Forms of the administration. They read the text; what is allowed is decided by `gis_core.access`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from gis_core.access.granting import Terms
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.access.units import tree
from gis_core.features import clock
from gis_core.features.field_faults import THAI
from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date, parse_date

REQUIRED = THAI | {"invalid_list": "เลือกจากรายการ", "invalid_pk_value": THAI["invalid_choice"]}
OFFICE, VILLAGES = ("office", "ทั้งหน่วยงาน"), ("villages", "เฉพาะหมู่บ้าน")
DATE_HINT = "วัน/เดือน/ปี พ.ศ. เช่น 1/10/2569 หรือ 1 ต.ค. 2569"


class ThaiDate(forms.CharField):
    """A day written in the Buddhist era."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DATE_HINT)
        super().__init__(max_length=40, error_messages=REQUIRED, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_date(value, "numeric") if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except Refused as refused:
            raise ValidationError(refused.thai) from refused


class UnitChoices(ModelChoiceIterator):
    """Units in the order of the tree, each moved in below its parent."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for depth, unit in tree():
            yield ModelChoiceIteratorValue(unit.uid, unit), "\u2003" * depth + f"{unit.code} {unit.thai}"


class ByUid:
    """A choice by public identifier: what is no identifier at all is no choice either, and said in the same words."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc]
        except ValidationError as error:
            if error.code != "invalid":
                raise
            raise ValidationError(THAI["invalid_choice"], code="invalid_choice") from error


class Colleague(ByUid, forms.ModelChoiceField):
    """An account of the office."""


class Villages(ByUid, forms.ModelMultipleChoiceField):
    """Villages of the office."""


class Unit(ByUid, forms.ModelChoiceField):
    """A unit of the office."""

    iterator = UnitChoices

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", OrgUnit.objects.all())
        super().__init__(to_field_name="uid", empty_label="— เลือก —", error_messages=REQUIRED, **kwargs)


class WithReason(forms.Form):
    """Every act has a reason; the usual one is filled in."""

    usual_reason = ""
    reason = forms.CharField(label="เหตุผลของการบันทึก", max_length=300, error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reason", self.usual_reason)
        self.order_fields([name for name in self.fields if name != "reason"])


class ReasonForm(WithReason):
    """An act that needs nothing but a reason."""


class PersonForm(WithReason):
    """Name and address of an account."""

    usual_reason = "แก้ไขข้อมูลผู้ใช้"
    full_name = forms.CharField(label="ชื่อ-สกุล", max_length=120, error_messages=REQUIRED)
    email = forms.CharField(label="อีเมล", max_length=254, required=False, error_messages=REQUIRED)


class AccountForm(PersonForm):
    """A new account."""

    usual_reason = "เพิ่มผู้ใช้ใหม่"
    field_order = ("username", "full_name", "email")
    username = forms.CharField(
        label="ชื่อผู้ใช้", max_length=60, help_text="ใช้เข้าสู่ระบบ เปลี่ยนภายหลังไม่ได้", error_messages=REQUIRED
    )


class TermsForm(WithReason):
    """How a role is held: where, over which area, from when to when, for whom."""

    usual_reason = "แก้ไขการดำรงบทบาท"
    unit = Unit(label="หน่วยงาน")
    first_day = ThaiDate(label="ตั้งแต่วันที่")
    last_day = ThaiDate(label="ถึงวันที่", required=False, help_text="วันสุดท้ายที่มีผล เว้นว่างหากไม่มีกำหนด (รักษาการต้องมี)")
    area = forms.ChoiceField(
        label="พื้นที่รับผิดชอบ", widget=forms.RadioSelect, choices=(OFFICE, VILLAGES), error_messages=REQUIRED
    )
    villages = Villages(
        AdminArea.objects.none(),
        label="หมู่บ้าน",
        required=False,
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        help_text="ใช้เมื่อเลือก “เฉพาะหมู่บ้าน” ขอบเขตคัดลอกจากแผนที่ในวันนี้",
        error_messages=REQUIRED,
    )
    acting_for = Colleague(
        User.objects.none(),
        label="รักษาการแทน",
        required=False,
        to_field_name="uid",
        empty_label="— ไม่ใช่การรักษาการ —",
        error_messages=REQUIRED,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = AdminArea.objects.filter(level=AdminArea.Level.VILLAGE).order_by("moo", "code")
        self.fields["villages"].queryset = villages
        colleagues = User.objects.exclude(pk=user.pk).exclude(username="system").order_by("full_name")
        self.fields["acting_for"].queryset = colleagues
        self.order_fields(("role", "unit", "first_day", "last_day", "area", "villages", "acting_for", "reason"))

    def clean(self) -> dict[str, Any]:
        """Villages and the kind of area must say the same: a forgotten choice must never widen a right."""
        data = super().clean() or {}
        if data.get("area") == "villages" and not data.get("villages"):
            self.add_error("villages", "ต้องเลือกหมู่บ้านอย่างน้อยหนึ่งแห่ง")
        if data.get("area") in ("office", "keep") and data.get("villages"):
            self.add_error("area", "เลือกหมู่บ้านไว้ ต้องเลือก “เฉพาะหมู่บ้าน”")
        return data

    def terms(self) -> Terms:
        """The terms a valid form holds."""
        data = self.cleaned_data
        return Terms(
            data["unit"],
            data["first_day"],
            data["last_day"],
            list(data["villages"]),
            data["acting_for"],
            keep_area=data["area"] == "keep",
        )


class HoldingForm(TermsForm):
    """A role newly given."""

    usual_reason = "มอบบทบาทตามคำสั่ง"
    role = forms.ModelChoiceField(
        Role.objects.none(), label="บทบาท", to_field_name="uid", empty_label="— เลือก —", error_messages=REQUIRED
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("thai")
        self.initial = {"first_day": clock.today(), "area": "office"} | self.initial


class ChangeForm(TermsForm):
    """A role already held; its area stays as it is unless another is chosen."""

    def __init__(self, *args: Any, holding: RoleHolding, **kwargs: Any) -> None:
        upper = holding.valid.upper
        initial = {
            "unit": holding.org_unit,
            "first_day": holding.valid.lower,
            "last_day": upper - timedelta(days=1) if upper else None,
            "area": "keep" if holding.area else "office",
            "acting_for": holding.acting_for.uid if holding.acting_for else None,
        }
        super().__init__(*args, user=holding.user, initial=initial, **kwargs)
        if holding.area:
            self.fields["area"].choices = [("keep", f"คงเดิม ({holding.area_name})"), OFFICE, VILLAGES]


class EndForm(WithReason):
    """The last day of a role."""

    usual_reason = "สิ้นสุดการดำรงบทบาท"
    last_day = ThaiDate(label="วันสุดท้ายที่มีผล", help_text=f"{DATE_HINT} ใส่เมื่อวานนี้เพื่อให้สิ้นสุดทันที")


class UnitForm(WithReason):
    """A unit and where it stands."""

    usual_reason = "ปรับปรุงโครงสร้างหน่วยงาน"
    code = forms.CharField(label="รหัสหน่วยงาน", max_length=20, error_messages=REQUIRED)
    thai = forms.CharField(label="ชื่อหน่วยงาน", max_length=120, error_messages=REQUIRED)
    parent = Unit(label="สังกัด", required=False)
