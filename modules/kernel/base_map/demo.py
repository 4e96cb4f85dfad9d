"""The demo town's ground and people, written as an office would have written them: all at first, then day by day."""

from __future__ import annotations

import shapely

from gis_core.demo import seal
from gis_core.demo.town import Town
from gis_core.ground.models import AdminArea, House, Household, NamedPlace, Office, TaxBlock, TaxZone
from gis_core.ground.office_seal import save_seal
from gis_core.networks.models import Waterway
from gis_core.parties.models import Organisation, Person
from modules.kernel.base_map.demo_past import replay
from modules.kernel.base_map.demo_rows import (
    Kept,
    bulk,
    geometries,
    write_buildings,
    write_houses,
    write_parcels,
    write_spells,
)


def load(town: Town) -> None:
    """Everything as it stood on the first day, then the two years after it."""
    first = town.plan.first
    with town.acting("system_admin", "ตั้งหน่วยงานและเขตปกครอง", first, hour=8):
        _office(town)
        save_seal(town.user("system_admin"), [seal.paint()], "นำเข้าตราเมืองสาธิต")
        _areas(town)
        _named(town)
    with town.acting("surveyor", "บรรจุแผนที่ภาษีตั้งต้น", first, hour=9):
        kept = _tax_map(town)
    town.settle()
    with town.acting("registry_clerk", "บรรจุทะเบียนบ้านและบุคคลตั้งต้น", first, hour=10):
        _people(town, kept)
    town.settle()
    with town.acting("revenue_officer", "บรรจุผู้ถือกรรมสิทธิ์ตั้งต้น", first, hour=11):
        _owners(town, kept)
    town.settle("สองปีที่ผ่านมา: แบ่งแยก รวม ซื้อขาย ก่อสร้าง")
    replay(town, kept)


def _office(town: Town) -> None:
    plan = town.plan.office
    boundary = geometries([plan.boundary], shapely.MultiPolygon)[0]
    Office.objects.create(
        thai=plan.thai,
        kind=plan.kind,
        tambon=plan.tambon,
        amphoe=plan.amphoe,
        province=plan.province,
        province_abbr=plan.province_abbr,
        dla_order=plan.dla_order,
        utm_srid=32647,
        boundary=boundary,
    )


def _areas(town: Town) -> None:
    plan = town.plan
    boundary = geometries([plan.office.boundary], shapely.MultiPolygon)[0]
    tambon = AdminArea.objects.create(
        code=plan.office.tambon_code, level=AdminArea.Level.TAMBON, thai=plan.office.tambon, geom=boundary
    )
    shapes = geometries([v.shape for v in plan.villages], shapely.MultiPolygon)
    AdminArea.objects.bulk_create(
        AdminArea(code=v.code, level=AdminArea.Level.VILLAGE, moo=v.moo, thai=v.thai, parent=tambon, geom=geom)
        for v, geom in zip(plan.villages, shapes, strict=True)
    )


def _named(town: Town) -> None:
    places = town.plan.places
    points = geometries([p.point for p in places])
    bulk(NamedPlace, [NamedPlace(thai=p.thai, kind=p.kind, geom=g) for p, g in zip(places, points, strict=True)])
    waters = town.plan.waters
    lines = geometries([w.line for w in waters])
    rows = [Waterway(name=w.name, kind=w.kind, width_m=w.width_m, geom=g) for w, g in zip(waters, lines, strict=True)]
    bulk(Waterway, rows)


def _tax_map(town: Town) -> Kept:
    plan, kept = town.plan, Kept(town)
    zone_shapes = geometries([z.shape for z in plan.zones], shapely.MultiPolygon)
    zones = TaxZone.objects.bulk_create(
        TaxZone(code=z.code, geom=g) for z, g in zip(plan.zones, zone_shapes, strict=True)
    )
    block_shapes = geometries([b.shape for b in plan.blocks], shapely.MultiPolygon)
    kept.blocks = TaxBlock.objects.bulk_create(
        TaxBlock(code=b.code, letter=b.letter, zone=zones[b.zone_index], geom=g)
        for b, g in zip(plan.blocks, block_shapes, strict=True)
    )
    write_parcels(town, kept, [i for i, p in enumerate(plan.parcels) if p.begins_on is None])
    write_buildings(town, kept, [i for i, b in enumerate(plan.buildings) if b.completed_on is None])
    town.say(f"แปลงที่ดิน {sum(p is not None for p in kept.parcels):,} แปลง")
    return kept


def _people(town: Town, kept: Kept) -> None:
    plan = town.plan
    write_houses(town, kept, [i for i, h in enumerate(plan.houses) if kept.buildings[h.building_index] is not None])

    def home(index: int | None) -> House | None:
        return None if index is None else kept.houses[index]

    names = ("national_id", "title", "first_name", "last_name", "born_on")
    kept.people = bulk(
        Person,
        (Person(**{n: getattr(p, n) for n in names}, house=home(p.house_index)) for p in plan.persons),
    )
    kept.organisations = bulk(
        Organisation,
        (
            Organisation(juristic_id=o.juristic_id, kind=o.kind, thai=o.thai, house=home(o.house_index))
            for o in plan.organisations
        ),
    )
    living = [h for h in plan.households if kept.houses[h.house_index] is not None]
    bulk(
        Household,
        (
            Household(house=kept.houses[h.house_index], head=kept.people[h.head_index], members=h.members)
            for h in living
        ),
    )
    town.say(f"บุคคล {len(kept.people):,} คน บ้าน {sum(h is not None for h in kept.houses):,} หลัง")


def _owners(town: Town, kept: Kept) -> None:
    first = town.plan.first
    known = [i for i, s in enumerate(town.plan.spells) if s.begins_on <= first and kept.parcels[s.parcel_index]]
    write_spells(town, kept, known, first)
