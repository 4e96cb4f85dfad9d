"""What the rules of revenue collection ask of its examples: a tax year each, a parcel each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import Establishment, OwnershipSpell, Parcel, Signboard
from gis_core.parties.models import Person
from modules.finance.revenue_collection.land_tax import charging
from modules.finance.revenue_collection.models import (
    ArrearsEntry,
    ArrearsList,
    FeeItem,
    LandTaxAssessment,
    LandTaxLine,
    LandTaxUse,
    OldTaxArrear,
    ProvinceReturn,
    RentalPlace,
    SignTaxAssessment,
    SignTaxLine,
    SignTaxReturn,
    TaxYear,
    UnassessedPlace,
)
from modules.kernel.cases.models import Case
from modules.kernel.charges.ledger import post
from modules.kernel.charges.models import Charge, ChargeEntry, RevenueCode
from modules.kernel.charges.opening import NewCharge, open_charges
from modules.kernel.rates.models import RateRow
from tests.contracts.examples import SIDE, Given, square

EXAMPLES: dict[str, Any] = {
    "tax_year": lambda n, given: {"code": str(2569 + n), "survey_announced_on": "1/9/2568"},
    "survey_area": lambda n, given: {
        "tax_year": given.record(TaxYear, n), "thai": f"หมู่ {n + 1}", "starts_on": "20/9/2568", "ends_on": "30/11/2568",
        "surveyors": "พนักงานสำรวจที่ 1", "geom": square(n, SIDE / 2),
    },
    "use": lambda n, given: {
        "tax_year": given.record(TaxYear, n), "parcel": given.record(Parcel, n), "seq": "1", "category": "agri",
        "land_sqwah": "0-1-0",
    },
    "part": lambda n, given: {"use": given.record(LandTaxUse, n), "geom": square(n, SIDE / 2), "note": "หลังบ้าน"},
    "contiguity": lambda n, given: {
        "parcel": given.record(Parcel, n), "other": given.record(Parcel, n + 1), "verdict": "apart",
        "reason": "มีคลองคั่น", "from_year_be": "2569",
    },
    "exemption": lambda n, given: {
        "use": given.record(LandTaxUse, n), "ground": "religion", "percent": "100", "evidence": "หนังสือรับรอง",
    },
    "reassessment": lambda n, given: {
        "assessment": given.record(LandTaxAssessment, n), "ground": "wrong", "reason": "เนื้อที่คลาดเคลื่อน",
    },
    "suspension": lambda n, given: {
        "case": _objection(n, given), "asked_on": clock.today().isoformat(), "reason": "รอผลการพิจารณา",
    },
    "petition": lambda n, given: {
        "tax_year": given.record(TaxYear, n), "parcel": given.record(Parcel, n), "person": _holder(n, given),
        "received_on": "1/2/2569", "claim": "ใช้อยู่อาศัย ไม่ใช่ให้เช่า",
    },
    "use_change": lambda n, given: {
        "use": _use_of_2568(n, given), "person": _holder(n, given), "changed_on": "1/3/2568", "received_on": "2/3/2568",
        "category": "other", "claim": "เปิดร้านค้า",
    },
    "sign_return": lambda n, given: {
        "year_be": "2569", "person": given.record(Person, n), "filed_on": "2/2/2569",
    },
    "sign_transfer": lambda n, given: {
        "sign": given.record(Signboard, n), "person": given.record(Person, n), "transferred_on": "2/2/2569",
        "notified_on": "3/2/2569",
    },
    "refund": lambda n, given: {
        "charge": _paid_charge(n, given), "ground": "overpaid", "received_on": "1/2/2569", "claim": "ชำระซ้ำ",
        "claimed_baht": "100.00",
    },
    "old_arrear": lambda n, given: {
        "ref_no": f"กค.{n + 1}/2560", "kind": "hlt", "year_be": "2560", "person": given.record(Person, n),
        "parcel": given.record(Parcel, n), "principal_baht": "7500.00", "due_on": "30/4/2560",
    },
    "rental_place": lambda n, given: {"code": f"ต.{n:02}", "thai": "แผงค้า", "kind": "stall"},
    "lease": lambda n, given: {
        "contract_no": f"{n + 1}/2569", "place": given.record(RentalPlace, n), "person": given.record(Person, n),
        "area_sqm": "12", "monthly_rent_baht": "5000", "start_on": "1/1/2569", "end_on": "31/12/2569",
    },
    "enforcement": lambda n, given: {
        "charge": _late_charge(n, given), "kind": "seizure", "meeting_on": "1/2/2569",
    },
    "fee": lambda n, given: {
        "rate": RateRow.objects.get(key="fee/waste_house_month"), "reference": f"{n + 1}/2569", "on": "1/1/2569",
        "person": given.record(Person, n), "parcel": given.record(Parcel, n),
    },
    "province_return": lambda n, given: {
        "kind": "hotel", "establishment": given.record(Establishment, n), "year_be": "2568", "month": "5",
        "quantity": "250000", "filed_on": "10/6/2568", "person": given.record(Person, n),
    },
    "relief": lambda n, given: {
        "kind": "disaster", "place": str(given.record(Parcel, n).uid), "percent": "50", "from_year_be": "2569",
        "until_year_be": "2569", "order_no": f"{n + 1}/2569", "ordered_on": "1/2/2569",
    },
}  # fmt: skip
LINES: dict[str, Any] = {
    "tax_year": lambda n, given: {
        "extensionorder": [
            {"step": "pay", "until": f"30/6/{2569 + n}", "order_no": "ประกาศ 1/2569", "ordered_on": "1/2/2569"}
        ]
    },
    "sign_return": lambda n, given: {"signtaxreturnline": [{"sign": given.record(Signboard, n)}]},
    "enforcement": lambda n, given: {
        "seizeditem": [{"kind": "movable", "thai": f"รถยนต์ {n}", "estimated_baht": "100.00"}]
    },
    "petition": lambda n, given: {"petitionrow": [{"use": given.record(LandTaxUse, n), "category": "residential"}]},
    "use": lambda n, given: {"cropcount": [{"kind": "banana", "count": "200"}]},
}
CHANGES: dict[str, Any] = {
    "tax_year": lambda n, given: {"listed_on": "1/11/2568"},
    "use": lambda n, given: {"note": "ทบทวน"},
    "survey_area": lambda n, given: {"surveyors": "พนักงานสำรวจที่ 2"},
    "part": lambda n, given: {"note": "ทบทวน"},
    "contiguity": lambda n, given: {"reason": "วัดในพื้นที่แล้ว"},
    "exemption": lambda n, given: {"evidence": "หนังสือฉบับใหม่"},
    "sign_return": lambda n, given: {"note": "ทบทวน"},
    "sign_transfer": lambda n, given: {"note": "ทบทวน"},
    "reassessment": lambda n, given: {"evidence": "รูปแผนที่"},
    "suspension": lambda n, given: {"guarantee": "หนังสือค้ำประกัน"},
    "petition": lambda n, given: {"evidence": "ทะเบียนบ้าน"},
    "use_change": lambda n, given: {"claim": "เปิดร้านกาแฟ"},
    "refund": lambda n, given: {"claim": "ชำระสองครั้ง"},
    "enforcement": lambda n, given: {"talks": "ขอเวลาหนึ่งเดือน"},
    "relief": lambda n, given: {"percent": "60"},
    "rental_place": lambda n, given: {"thai": "แผงค้าหน้าตลาด"},
    "lease": lambda n, given: {"note": "ต่อสัญญา"},
}


def _paid_charge(n: int, given: Given) -> Charge:
    row = NewCharge(
        revenue="land_tax", principal_baht=Decimal(500), title="ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี 2569",
        person_id=given.record(Person, n).pk, place_uid=given.record(Parcel, n).uid, tax_year_be=2569,
        due_on=date(2026, 4, 30),
    )  # fmt: skip
    with acting_as(system_user(), "ตัวอย่าง"):
        (charge,) = open_charges([row])
        common = {"kind": "cleared", "component": "principal", "on": date(2026, 1, 20)}
        post([ChargeEntry(charge=charge, amount_baht=Decimal(-500), **common)], date(2026, 1, 20))
    charge.refresh_from_db()
    return charge


def _late_charge(n: int, given: Given) -> Charge:
    row = NewCharge(
        revenue="land_tax", principal_baht=Decimal(500), title="ภาษีที่ดินและสิ่งปลูกสร้าง ปีภาษี 2568",
        person_id=given.record(Person, n).pk, place_uid=given.record(Parcel, n).uid, tax_year_be=2568,
        due_on=date(2025, 4, 30), notified_on=date(2025, 2, 20),
    )  # fmt: skip
    with acting_as(system_user(), "ตัวอย่าง"):
        return open_charges([row])[0]


def _arrears_list(n: int, given: Given) -> ArrearsList:
    year = given.record(TaxYear, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        return ArrearsList.objects.create(
            register_no=f"บท.{n:04}/2569", status="draft", tax_year=year, made_on=date(2026, 6, 1),
            due_on=date(2026, 6, 30),
        )  # fmt: skip


def _arrears_entry(n: int, given: Given) -> ArrearsEntry:
    listing, charge = given.record(ArrearsList, n), _late_charge(n, given)
    with acting_as(system_user(), "ตัวอย่าง"):
        return ArrearsEntry.objects.create(
            register_no=f"ทค.{n:05}/2569", status="listed", listing=listing, charge=charge, place_id=charge.place_id,
            tax_baht=500,
        )  # fmt: skip


def _objection(n: int, given: Given) -> Case:
    """An objection of today against the assessment of example n, of which nothing is paid."""
    of, today = given.record(LandTaxAssessment, n), clock.today()
    with acting_as(system_user(), "ตัวอย่าง"):
        found = Case.objects.filter(subject=of.uid).first()
        if found is not None:
            return found
        charging.open_for(of.tax_year, [of])
        return Case.objects.create(
            register_no=f"คค.9{n:03}/2569", status="open", kind="land_tax", subject_id=of.uid, person=of.person,
            told_on=today, received_on=today, claim="สูงเกินไป", claimed_baht=10,
        )  # fmt: skip


def _holder(n: int, given: Given) -> Person:
    """The person of example n, holding its parcel."""
    person, parcel = given.record(Person, n), given.record(Parcel, n)
    if not OwnershipSpell.objects.filter(parcel=parcel, person=person).exists():
        with acting_as(system_user(), "ตัวอย่าง"):
            OwnershipSpell.objects.create(parcel=parcel, person=person, valid=DateRange(date(2010, 1, 1), None))
    return person


def _use_of_2568(n: int, given: Given) -> LandTaxUse:
    parcel = given.record(Parcel, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        year, _ = TaxYear.objects.get_or_create(code="2568")
        use, _ = LandTaxUse.objects.get_or_create(
            tax_year=year, parcel=parcel, seq=1,
            defaults={"category": "agri", "land_sqwah": parcel.area_sqwah, "register_no": f"กช.8{n:06}"},
        )  # fmt: skip
    return use


def _assessment(n: int, given: Given) -> LandTaxAssessment:
    person, use = given.record(Person, n), given.record(LandTaxUse, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        made = LandTaxAssessment.objects.create(
            register_no=f"ภดส.{n:06}", status="approved", tax_year=use.tax_year, owner_key=f"p{person.pk}",
            person=person,
            place_id=use.parcel.uid, tax_baht=Decimal(100), fingerprint=f"{n:064x}", generated_on=date(2026, 2, 1),
        )  # fmt: skip
        LandTaxLine.objects.create(assessment=made, seq=1, use=use, parcel=use.parcel, category="agri", rate_key="agri")
    return made


def _unassessed(n: int, given: Given) -> UnassessedPlace:
    year, parcel = given.record(TaxYear, n), given.record(Parcel, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        return UnassessedPlace.objects.create(
            tax_year=year, place_id=parcel.uid, code="NO_PRICE", problem="ยังไม่มีราคาประเมินทุนทรัพย์"
        )


def _sign_assessment(n: int, given: Given) -> SignTaxAssessment:
    source, sign = given.record(SignTaxReturn, n), given.record(Signboard, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        made = SignTaxAssessment.objects.create(
            register_no=f"ภป3-{n:05}/2569", status="assessed", year_be=2569, person_id=source.person_id,
            place_id=sign.uid, sign_return=source, tax_baht=200, total_baht=200, assessed_on=date(2026, 2, 3),
            assessed_by=system_user(),
        )  # fmt: skip
        SignTaxLine.objects.create(
            assessment=made, seq=1, year_be=2569, sign=sign, text=sign.thai, kind=sign.kind, width_cm=sign.width_cm,
            height_cm=sign.height_cm, units=40, year_baht=200, tax_baht=200,
        )  # fmt: skip
    return made


def _old_arrear(n: int, given: Given) -> OldTaxArrear:
    """As the old book has it, without the charge that keeps it from being deleted."""
    with acting_as(system_user(), "ตัวอย่าง"):
        return OldTaxArrear.objects.create(
            register_no=f"นภ.{n:05}", ref_no=f"กค.{n + 1}/2560", kind="hlt", year_be=2560, due_on=date(2017, 4, 30),
            person=given.record(Person, n), parcel=given.record(Parcel, n), principal_baht=7500,
        )  # fmt: skip


def _fee(n: int, given: Given) -> FeeItem:
    rate, revenue = RateRow.objects.get(key="fee/waste_house_month"), RevenueCode.objects.get(code="fee")
    with acting_as(system_user(), "ตัวอย่าง"):
        return FeeItem.objects.create(
            register_no=f"ธม.{n:06}/2569", status="open", rate=rate, revenue=revenue, reference=f"{n + 1}/2569",
            on=date(2026, 1, 1), due_on=date(2026, 1, 1), amount_baht=65, person=given.record(Person, n),
            parcel=given.record(Parcel, n),
        )  # fmt: skip


def _province_return(n: int, given: Given) -> ProvinceReturn:
    with acting_as(system_user(), "ตัวอย่าง"):
        return ProvinceReturn.objects.create(
            register_no=f"อบจ.{n:06}/2569", status="open", kind="hotel", establishment=given.record(Establishment, n),
            year_be=2568, month=5, quantity=250000, filed_on=date(2025, 6, 10), amount_baht=7500, rate_value=3,
            due_on=date(2025, 6, 16), person=given.record(Person, n),
        )  # fmt: skip


RECORDS: dict[str, Any] = {
    "fee": _fee,
    "province_return": _province_return,
    "old_arrear": _old_arrear,
    "arrears_list": _arrears_list,
    "arrears_entry": _arrears_entry,
    "assessment": _assessment,
    "sign_assessment": _sign_assessment,
    "unassessed": _unassessed,
}
