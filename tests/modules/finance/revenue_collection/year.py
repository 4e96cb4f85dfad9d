"""A small town whose tax year is ready to be assessed: parcels, owners and prices of 1 January 2569."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.features import clock
from gis_core.ground.models import AppraisalPrice, Parcel
from gis_core.parties.models import Organisation, Person
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse, TaxYear
from modules.kernel.charges.opening import NewCharge, open_charges
from modules.kernel.notices.models import Notice
from modules.kernel.notices.serving import Service, record_service
from tests.modules.finance.property_register import ground

YEAR = 2569


def tax_year(**more: Any) -> TaxYear:
    with ground.write():
        return TaxYear.objects.create(code=str(YEAR), prices_announced_on=date(2026, 1, 20), **more)


def _year() -> TaxYear:
    return TaxYear.objects.filter(code=str(YEAR)).first() or tax_year()


def priced(parcel: Parcel, baht: int) -> Parcel:
    with ground.write():
        AppraisalPrice.objects.create(parcel=parcel, baht_per_sqwah=baht, valid=DateRange(date(2023, 1, 1), None))
    return parcel


def land(lot: int, who: Person | Organisation | None, *edges: float, baht: int = 5000, **more: Any) -> Parcel:
    """A priced parcel that `who` has owned since 2010."""
    parcel = ground.parcel(lot, *edges, **more)
    if isinstance(who, Person):
        ground.owner(parcel, who)
    elif who is not None:
        with ground.write():
            parcel.spells.create(organisation=who, valid=DateRange(date(2010, 1, 1), None))
    return priced(parcel, baht) if baht else parcel


def company(name: str = "บริษัททดสอบ") -> Organisation:
    with ground.write():
        return Organisation.objects.create(thai=name, kind="company")


def use(year: TaxYear, parcel: Parcel, category: str = "other", **more: Any) -> LandTaxUse:
    """A use written as it stands; of the whole parcel unless told otherwise."""
    values = {"land_sqwah": parcel.area_sqwah, "seq": 1} | more
    with ground.write():
        return LandTaxUse.objects.create(tax_year=year, parcel=parcel, category=category, **values)


def assessment(year: TaxYear, first_name: str, baht: Decimal | int, status: str = "approved") -> LandTaxAssessment:
    """An assessment written as it stands, of somebody new."""
    who = ground.person(first_name)
    with ground.write():
        return LandTaxAssessment.objects.create(
            tax_year=year, owner_key=f"p{who.pk}", person=who, tax_baht=baht, status=status, fingerprint="",
            register_no=f"ภดส.{who.pk:06}", generated_on=today(),
        )  # fmt: skip


def bill(baht: str, *parcels: Parcel, due: int = 10, tax_year: Any = None, **more: Any) -> SimpleNamespace:
    """A notified assessment of the parcels and its charge, due so many days from today; `more` is of the charge."""
    year = tax_year or _year()
    row = assessment(year, f"ก{parcels[0].pk}", Decimal(baht), "notified")
    with ground.write():
        row.place_id = parcels[0].uid
        row.save()
        for seq, parcel in enumerate(parcels, 1):
            used = use(year, parcel)
            row.lines.create(seq=seq, use=used, parcel=parcel, category="other", rate_key="other", tax_baht=baht)
        values = {"due_on": today() + timedelta(days=due)} | more
        new = NewCharge(
            "land_tax", Decimal(baht), "ภาษี", row.person_id, source_uid=row.uid, place_uid=parcels[0].uid,
            tax_year_be=YEAR, **values,
        )  # fmt: skip
        charges = open_charges([new])
    return SimpleNamespace(assessment=row, charge=charges[0] if charges else None, year=year)


def serve(notice: Notice, step: str, **values: Any) -> Notice:
    """A step of bringing a notice to its addressee."""
    given = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return record_service(
        Service(notice.uid, step, given), user=ground.user("revenue_officer"), reason="บันทึกการส่งหนังสือ"
    )


def acting() -> Any:
    return ground.write("ประเมินภาษี")


def today() -> date:
    return clock.today()
