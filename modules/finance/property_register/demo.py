"""The demo town's property register: prices, condominiums, signs, sheets, cards; its past is in `demo_past`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import LineString
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.demo.town import Town
from gis_core.features import clock, measure
from gis_core.ground import sites
from gis_core.ground.models import (
    Building,
    BuildingFloor,
    CondoBuilding,
    CondoPrice,
    CondoUnit,
    Establishment,
    MapSheet,
    OwnershipSpell,
    Parcel,
    PriceStrip,
    PriceZone,
    Signboard,
    TaxZone,
)
from gis_core.ground.queries import LIVE
from gis_core.networks.models import Road
from gis_core.numbering import series
from gis_core.parties.models import Person
from gis_core.pure.map_sheet import sheet_from_parts
from layers.registry import registry
from modules.finance.property_register import cards, demo_past, saving

ROUND, SINCE = "2566–2569", date(2023, 1, 1)
SHOPS = ("ร้านขายของชำ", "ร้านอาหารตามสั่ง", "ร้านเสริมสวย", "ร้านซ่อมรถจักรยานยนต์", "ร้านวัสดุก่อสร้าง", "ร้านขายยา", "ร้านกาแฟ")
NAMES = ("ทองดี", "เจริญผล", "สมบูรณ์", "รุ่งเรือง", "พูนสุข", "มั่นคง", "แสงทอง", "ใจงาม")
UNITS_A_FLOOR = 6


def load(town: Town) -> None:
    """Prices and what stands in the town as on its first day, two years of requests and surveys, then today's order."""
    first = town.plan.first
    with town.acting("assessor", "บรรจุราคาประเมินและระวางตั้งต้น", first, hour=16):
        _prices()
        _sheets()
    with town.acting("revenue_officer", "บรรจุอาคารชุด ป้าย และสถานประกอบการตั้งต้น", first, hour=17):
        _condominiums()
        _shops(first)
    demo_past.replay(town)
    with town.acting("surveyor", "ผูกอาคารกับแปลงและบันทึกการใช้ประโยชน์รายชั้น", town.until, hour=18):
        sites.attach_buildings(Building.objects.values_list("pk", flat=True))
        _floors()
    with town.acting("revenue_officer", "เปิดบัตรเจ้าของทรัพย์สิน", town.until, hour=19):
        made = cards.open_cards()
    town.say(f"บัตรเจ้าของทรัพย์สิน {made:,} ใบ ป้าย {Signboard.objects.count():,} ป้าย")


def bulk(model: Any, rows: list[Any]) -> list[Any]:
    """Write rows with the numbers of their register's series."""
    declared = registry.for_model(model).declared  # type: ignore[union-attr]
    if declared.number and rows:
        key = registry.for_model(model).key  # type: ignore[union-attr]
        numbers = series.take_many(key, declared.number, clock.today(), len(rows), declared.number_year)
        for row, number in zip(rows, numbers, strict=True):
            row.register_no = number
    return model.objects.bulk_create(rows, batch_size=2000)  # type: ignore[no-any-return]


def _prices() -> None:
    valid = DateRange(SINCE, None)
    zones = TaxZone.objects.order_by("code")
    PriceZone.objects.bulk_create(
        PriceZone(code=f"ข{z.code}", round=ROUND, baht_per_sqwah=300 + 75 * n, valid=valid, geom=z.geom)
        for n, z in enumerate(zones)
    )
    roads = Road.objects.exclude(geom=None).order_by("-length_m")[:40]
    PriceStrip.objects.bulk_create(
        PriceStrip(
            code=f"ถ{n:03}",
            round=ROUND,
            baht_per_sqwah=900 + 150 * (n % 9),
            valid=valid,
            depth_m=40,
            half_road_m=(road.row_width_m or Decimal(6)) / 2,
            geom=road.geom if isinstance(road.geom, LineString) else road.geom[0],
        )
        for n, road in enumerate(roads, start=1)
    )


def _sheets() -> None:
    """The sheets the parcels are drawn on."""
    parts = Parcel.objects.exclude(utm1="").values_list("utm1", "utm2", "utm3", "utm4", "scale").distinct()
    sheets = [sheet_from_parts(*map(str, each)) for each in parts]
    MapSheet.objects.bulk_create(
        MapSheet(
            name=str(s),
            utm1=s.utm1,
            utm2=str(s.utm2),
            utm3=s.utm3,
            utm4="" if s.scale == 4000 else f"{s.utm4:02}",
            scale=s.scale,
            geom=saving.square_of(s),
        )
        for s in sorted(sheets, key=str)
    )


def _condominiums() -> None:
    """Two of the tallest buildings are condominiums whose units people of the town own."""
    people = list(Person.objects.filter(died_on=None).order_by("id")[:200])
    found = Building.objects.filter(demolished_on=None, parcel__status__in=LIVE).order_by("-floors", "building_code")
    for number, building in enumerate(found[:2], start=1):
        condo = CondoBuilding(
            building=building,
            registration_no=f"{number}/2564",
            thai=f"อาคารชุดสาธิต {number}",
            registered_on=date(2021, 5, number),
        )
        bulk(CondoBuilding, [condo])
        price = CondoPrice(
            building=building,
            floor_from=1,
            floor_to=building.floors,
            baht_per_m2=21_500,
            round=ROUND,
            valid=DateRange(SINCE, None),
        )
        bulk(CondoPrice, [price])
        _units(building, number, people)


def _units(building: Building, number: int, people: list[Person]) -> None:
    area = Decimal(str(round(measure.area_m2(building.geom) / UNITS_A_FLOOR, 1)))
    units = bulk(
        CondoUnit,
        [
            CondoUnit(building=building, unit_no=f"{number}0/{floor}{n}", floor=floor, area_m2=max(area, Decimal(20)))
            for floor in range(1, building.floors + 1)
            for n in range(1, UNITS_A_FLOOR + 1)
        ],
    )
    OwnershipSpell.objects.bulk_create(
        OwnershipSpell(
            condo_unit=unit,
            person=people[(13 * n + 7 * number) % len(people)],
            valid=DateRange(date(2021, 6, 1), None),
            act="ซื้อ",
        )
        for n, unit in enumerate(units)
        if people
    )


def _shops(first: date) -> None:
    """A business and a sign for each shop-house of the market street, and for some houses along the roads."""
    buildings = Building.objects.filter(kind_code="300", demolished_on=None, parcel__status__in=LIVE)
    shops = list(buildings.select_related("parcel").order_by("building_code")[:160])
    people = list(Person.objects.filter(died_on=None).order_by("-id")[: len(shops) or 1])
    places = [
        Establishment(
            thai=f"{SHOPS[n % len(SHOPS)]}{NAMES[n % len(NAMES)]}",
            business=SHOPS[n % len(SHOPS)].removeprefix("ร้าน"),
            building=b,
            parcel=b.parcel,
            person=people[n % len(people)],
            opened_on=first.replace(year=first.year - 1 - n % 9, day=1),
        )
        for n, b in enumerate(shops)
        if people
    ]
    made = bulk(Establishment, places)
    bulk(Signboard, [_sign(n, place) for n, place in enumerate(made) if n % 5])


def _sign(n: int, place: Establishment) -> Signboard:
    building = place.building
    return Signboard(
        sign_code=f"{building.parcel.parcel_code}-{building.building_code[-3:]}",
        thai=place.thai + (" SHOP" if n % 4 == 1 else ""),
        kind="2" if n % 4 == 1 else "1",
        movable=n % 17 == 3,
        width_cm=120 + 30 * (n % 6),
        height_cm=60 + 20 * (n % 4),
        sides=1 + (n % 8 == 2),
        parcel=building.parcel,
        building=building,
        establishment=place,
        person=place.person,
        installed_on=place.opened_on,
        geom=building.geom.point_on_surface,
    )


def _floors() -> None:
    """Uses floor by floor of the buildings in town; the ground floor of a shop-house is a shop."""
    rows = []
    for building in Building.objects.filter(demolished_on=None, floors__gte=2).order_by("id"):
        area = measure.round_m(measure.area_m2(building.geom))
        for floor in range(1, building.floors + 1):
            is_shop = floor == 1 and building.kind_code == "300"
            use = BuildingFloor.Use.COMMERCE if is_shop else BuildingFloor.Use.RESIDENCE
            rows.append(BuildingFloor(building=building, floor=floor, use=use, area_m2=area))
    BuildingFloor.objects.bulk_create(rows, batch_size=2000)
