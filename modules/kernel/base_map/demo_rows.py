"""Rows of the demo town in bulk, each with the register number its series gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from gis_core.demo.crs import to_wgs84
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.ground.models import AppraisalPrice, Building, House, OwnershipSpell, Parcel, TaxBlock
from gis_core.numbering import series
from gis_core.parties.models import Organisation, Person
from layers.registry import registry

BATCH = 5_000
PRICE_ROUND = "รอบบัญชีราคาประเมิน 2566–2569"
PRICE_FROM = date(2023, 1, 1)


def geometries(shapes: Sequence[Any], multi: type[Any] | None = None) -> list[GEOSGeometry]:
    """Shapes of the plan (UTM) as stored geometries (4326); `multi` wraps single parts."""
    moved = to_wgs84(np.asarray(list(shapes), dtype=object))
    if multi is not None:
        moved = [each if each.geom_type.startswith("Multi") else multi([each]) for each in moved]
    return [GEOSGeometry(memoryview(wkb), srid=4326) for wkb in shapely.to_wkb(np.asarray(moved, dtype=object))]


def bulk(model: type[Model], rows: Iterable[Model]) -> list[Any]:
    """Write rows in batches, with their register numbers where the register has a series."""
    rows = list(rows)
    register = registry.for_model(model)
    if register is not None and register.declared.number and rows:
        numbers = series.take_many(
            register.key, register.declared.number, clock.today(), len(rows), register.declared.number_year
        )
        for row, number in zip(rows, numbers, strict=True):
            row.register_no = number  # type: ignore[attr-defined]
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


class Kept:
    """Rows already written, by their place in the plan; None for those that come later."""

    def __init__(self, town: Town) -> None:
        self.blocks: list[TaxBlock] = []
        self.parcels: list[Parcel | None] = [None] * len(town.plan.parcels)
        self.buildings: list[Building | None] = [None] * len(town.plan.buildings)
        self.houses: list[House | None] = [None] * len(town.plan.houses)
        self.people: list[Person] = []
        self.organisations: list[Organisation] = []
        self.spells: dict[int, OwnershipSpell] = {}


def write_parcels(town: Town, kept: Kept, indexes: list[int]) -> None:
    """Write parcels of the plan as they began, with their appraised prices."""
    plan = town.plan
    shapes = geometries([plan.parcels[i].shape for i in indexes], shapely.MultiPolygon) if indexes else []
    made = Parcel.objects.bulk_create(
        (_parcel(town, kept, i, shape) for i, shape in zip(indexes, shapes, strict=True)), batch_size=BATCH
    )
    for index, parcel in zip(indexes, made, strict=True):
        kept.parcels[index] = parcel
    prices = [
        AppraisalPrice(
            parcel=parcel,
            baht_per_sqwah=plan.parcels[i].price_baht_per_sqwah,
            source=PRICE_ROUND,
            valid=DateRange(PRICE_FROM, None),
        )
        for i, parcel in zip(indexes, made, strict=True)
    ]
    AppraisalPrice.objects.bulk_create(prices, batch_size=BATCH)


def _parcel(town: Town, kept: Kept, index: int, shape: GEOSGeometry) -> Parcel:
    p, office = town.plan.parcels[index], town.plan.office
    copied = {
        name: getattr(p, name)
        for name in (
            "parcel_code", "deed_type", "deed_no", "volume", "page", "land_no", "survey_page", "utm1", "utm2", "utm3",
            "utm4", "scale", "area_sqwah", "land_use", "is_state_property", "moo",
        )
    }  # fmt: skip
    surveyed = p.surveyed_on if p.surveyed_on and p.surveyed_on <= clock.today() else None
    return Parcel(
        **copied,
        block=kept.blocks[p.block_index],
        amphoe_code=office.amphoe_code,
        tambon_code=office.tambon_code,
        surveyed_on=surveyed,
        geom=shape,
    )


def write_buildings(town: Town, kept: Kept, indexes: list[int]) -> None:
    """Write buildings of the plan on their parcels."""
    plan = town.plan
    if not indexes:
        return
    shapes = geometries([plan.buildings[i].shape for i in indexes])
    names = ("building_code", "kind_code", "kind_name", "structure", "floors", "built_year_be")
    made = Building.objects.bulk_create(
        (
            Building(
                **{name: getattr(plan.buildings[i], name) for name in names},
                parcel=kept.parcels[plan.buildings[i].parcel_index],
                geom=shape,
            )
            for i, shape in zip(indexes, shapes, strict=True)
        ),
        batch_size=BATCH,
    )
    for index, building in zip(indexes, made, strict=True):
        kept.buildings[index] = building


def write_houses(town: Town, kept: Kept, indexes: list[int]) -> None:
    """Write houses of the plan at their buildings."""
    plan = town.plan
    made = bulk(
        House,
        (
            House(
                house_no=h.house_no,
                moo=h.moo,
                house_register_id=h.house_register_id,
                building=kept.buildings[h.building_index],
                parcel=kept.parcels[h.parcel_index],
            )
            for h in (plan.houses[i] for i in indexes)
        ),
    )
    for index, house in zip(indexes, made, strict=True):
        kept.houses[index] = house


def write_spells(town: Town, kept: Kept, indexes: list[int], on: date) -> None:
    """Write shares as they are known on a day: what ends later is open, since nobody knew."""
    plan = town.plan
    rows = []
    for s in (plan.spells[i] for i in indexes):
        known_end = s.ends_on if s.ends_on and s.ends_on <= on else None
        rows.append(
            OwnershipSpell(
                parcel=kept.parcels[s.parcel_index],
                person=None if s.person_index is None else kept.people[s.person_index],
                organisation=None if s.organisation_index is None else kept.organisations[s.organisation_index],
                role=s.role,
                share_num=s.share_num,
                share_den=s.share_den,
                valid=DateRange(s.begins_on, known_end),
                act=s.act,
                source="สำนักงานที่ดิน",
            )
        )
    for index, spell in zip(indexes, OwnershipSpell.objects.bulk_create(rows, batch_size=BATCH), strict=True):
        kept.spells[index] = spell
