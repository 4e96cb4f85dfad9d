"""What somebody owes the office: the charge, the ledger every balance is a sum of, its instalments."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.indexes import BrinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from gis_core.features.bases import Ledger, LocatedRecord, PartOf, PlaceLink
from gis_core.features.following import STAYS
from gis_core.parties.constraints import of_one_party
from gis_core.parties.models import Organisation, Person
from gis_core.pure.money import format_baht
from modules.kernel.charges.rules.late import Component, LateRule

LATE_RULES = {
    LateRule.NONE: "ไม่มีเงินเพิ่ม",
    LateRule.LAND_TAX: "ภาษีที่ดินและสิ่งปลูกสร้าง",
    LateRule.SIGNBOARD: "ภาษีป้าย",
    LateRule.HOUSE_LAND: "ภาษีโรงเรือนและที่ดิน",
    LateRule.LOCAL_DEV: "ภาษีบำรุงท้องที่",
    LateRule.CONTRACT: "ตามสัญญา",
}
COMPONENTS = {
    Component.COST: "ค่าใช้จ่ายในการบังคับ",
    Component.PENALTY: "เบี้ยปรับ",
    Component.SURCHARGE: "เงินเพิ่ม",
    Component.PRINCIPAL: "เงินต้น",
}


def _money(thai: str, **more: object) -> models.DecimalField:
    return models.DecimalField(thai, max_digits=15, decimal_places=2, **more)  # type: ignore[arg-type]


class RevenueCode(LocatedRecord):
    """A kind of revenue of the office's accounts and how it grows when paid late."""

    code = models.SlugField("รหัสรายได้", max_length=40, unique=True)
    thai = models.CharField("ประเภทรายได้", max_length=160)
    late_rule = models.CharField("เมื่อชำระช้า", max_length=12, choices=list(LATE_RULES.items()), default=LateRule.NONE)
    office_kinds = models.CharField("ใช้กับ อปท. ประเภท", max_length=60, blank=True, default="")
    law = models.CharField("ฐานกฎหมาย", max_length=300, blank=True, default="")
    is_used = models.BooleanField("ใช้งาน", default=True, db_default=True)
    is_allocated = models.BooleanField("เป็นภาษีจัดสรรหรือเงินอุดหนุน", default=False, db_default=False)

    class Meta:
        verbose_name = "ประเภทรายได้"

    def __str__(self) -> str:
        return self.thai

    def is_levied_by(self, office_kind: str) -> bool:
        """Whether an office of that kind, as lists of kinds name it, has this revenue; "" is an office not set up."""
        return not (office_kind and self.office_kinds) or office_kind in self.office_kinds.split()


class BillerAccount(LocatedRecord):
    """A bank account of the office into which bills are paid by QR; the first one in use stands on the bills."""

    biller_id = models.CharField(
        "เลขผู้รับชำระ (Biller ID)",
        max_length=15,
        unique=True,
        validators=[RegexValidator(r"^\d{15}$", "ต้องเป็นตัวเลข 15 หลัก")],
    )
    bank = models.CharField("ธนาคาร", max_length=80)
    account_no = models.CharField("เลขที่บัญชี", max_length=20)
    is_used = models.BooleanField("ใช้งาน", default=True)

    class Meta:
        verbose_name = "บัญชีรับชำระ"

    def __str__(self) -> str:
        return f"{self.bank} {self.account_no}"


class Charge(LocatedRecord):
    """A sum somebody owes for one thing. Its number is reference 1 of the bill.

    ``principal_left_baht`` repeats the ledger's sum for lists and maps; it is written by `ledger.post` alone, from the
    ledger, and the database refuses to let it sink below nothing: no bill is paid twice whoever pays it.
    """

    follows = {"source": STAYS, "place": STAYS}

    class Status(models.TextChoices):
        OPEN = "open", "ตั้งหนี้"
        PARTIAL = "partial", "ชำระบางส่วน"
        INSTALMENT = "instalment", "ผ่อนชำระ"
        PAID = "paid", "ชำระแล้ว"
        WRITTEN_OFF = "written_off", "จำหน่ายหนี้สูญ"
        VOID = "void", "ยกเลิก"

    title = models.CharField("รายการ", max_length=200)
    revenue = models.ForeignKey(RevenueCode, models.PROTECT, related_name="charges", verbose_name="ประเภทรายได้")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ชำระ (บุคคล)"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ผู้ชำระ (นิติบุคคล)"
    )
    source = PlaceLink("เกิดจาก", null=True, blank=True)
    place = PlaceLink("ที่ตั้ง", null=True, blank=True)
    tax_year_be = models.PositiveSmallIntegerField("ปีภาษี", null=True, blank=True)
    fiscal_year_be = models.PositiveSmallIntegerField("ปีงบประมาณ")
    principal_baht = _money("เงินต้น")
    principal_left_baht = _money("เงินต้นค้าง")
    due_on = models.DateField("ครบกำหนด", null=True, blank=True)
    extended_until = models.DateField("ขยายกำหนดชำระให้ถึง", null=True, blank=True)
    notified_on = models.DateField("วันที่ได้รับแจ้ง", null=True, blank=True)
    reminder_received_on = models.DateField("วันที่ได้รับหนังสือแจ้งเตือน", null=True, blank=True)
    reminder_until = models.DateField("กำหนดของหนังสือแจ้งเตือน", null=True, blank=True)
    contract_percent = models.DecimalField(
        "ดอกเบี้ยตามสัญญา (ร้อยละต่อเดือน)", max_digits=6, decimal_places=3, null=True, blank=True
    )
    # Every charge of a tax year has the same title, which finds none among a hundred thousand and would be most of the
    # search index of charges; kind and year are filters.
    own_title = models.GeneratedField(
        expression=RawSQL("CASE WHEN tax_year_be IS NULL THEN title ELSE '' END", ()),
        output_field=models.CharField("รายการที่ค้นได้", max_length=200),
        db_persist=True,
        verbose_name="รายการที่ค้นได้",
    )

    class Meta:
        verbose_name = "รายการตั้งหนี้"
        ordering = ("tax_year_be", "due_on", "id")
        indexes = [
            models.Index(fields=["person"], condition=Q(principal_left_baht__gt=0), name="charges_open_person"),
            models.Index(fields=["organisation"], condition=Q(principal_left_baht__gt=0), name="charges_open_org"),
        ]
        constraints = [
            of_one_party("charges_one_party"),
            models.CheckConstraint(
                condition=Q(principal_baht__gte=Decimal(0), principal_left_baht__gte=Decimal(0))
                & Q(principal_left_baht__lte=F("principal_baht")),
                name="charges_never_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(reminder_received_on__isnull=True) | Q(reminder_received_on__gt=F("due_on")),
                name="charges_reminded_after_due",
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True) | Q(extended_until__gt=F("due_on")),
                name="charges_extended_after_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_no} {self.title}"

    @property
    def ref1(self) -> str:
        """Reference 1 of the bill."""
        return str(self.register_no)

    @property
    def payer(self) -> Person | Organisation:
        """Whoever owes it."""
        return self.person or self.organisation  # type: ignore[return-value]


class ChargeEntry(Ledger):
    """One signed line of a charge's ledger: plus is owed, minus is cleared. Balances are sums of these."""

    class Kind(models.TextChoices):
        OPENED = "opened", "ตั้งหนี้"
        ADJUSTED = "adjusted", "ปรับปรุงหนี้"
        LATE = "late", "เบี้ยปรับและเงินเพิ่มที่รับชำระ"
        CLEARED = "cleared", "ตัดชำระ"
        REVERSED = "reversed", "กลับรายการ"
        REFUND_DUE = "refund_due", "เงินที่ต้องคืน"
        REFUNDED = "refunded", "คืนเงิน"
        WRITTEN_OFF = "written_off", "จำหน่ายหนี้สูญ"

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="entries", verbose_name="รายการตั้งหนี้")
    kind = models.CharField("ชนิด", max_length=12, choices=Kind)
    component = models.CharField("ส่วน", max_length=10, choices=list(COMPONENTS.items()))
    amount_baht = _money("จำนวนเงิน")
    on = models.DateField("วันที่มีผล")
    receipt = models.ForeignKey(
        "Receipt", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="ใบเสร็จ"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="กลับรายการของ"
    )
    law = models.CharField("ฐานกฎหมาย", max_length=300, blank=True, default="")
    note = models.CharField("หมายเหตุ", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "บัญชีแยกของรายการตั้งหนี้"
        ordering = ("id",)
        # lines come in the order of their days but for a few: what is of a day or later is found in the last pages
        indexes = [BrinIndex(fields=["on"], name="charges_entry_day", pages_per_range=16)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_baht(self.amount_baht)}"


class Instalment(PartOf):
    """One part of a bill paid in parts, and its last day."""

    parent_field = "charge"

    charge = models.ForeignKey(Charge, models.CASCADE, related_name="instalments", verbose_name="รายการตั้งหนี้")
    seq = models.PositiveSmallIntegerField("งวดที่")
    due_on = models.DateField("ครบกำหนด")
    amount_baht = _money("จำนวนเงิน")

    class Meta:
        verbose_name = "งวดผ่อนชำระ"
        ordering = ("seq",)
        constraints = [models.UniqueConstraint(fields=["charge", "seq"], name="charges_instalment_once")]

    def __str__(self) -> str:
        return f"งวดที่ {self.seq}"
