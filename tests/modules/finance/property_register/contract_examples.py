"""What the rules of the property register ask of its examples: each in a zone and block of its own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import Building, CondoBuilding, Parcel, TaxBlock, TaxZone
from gis_core.parties.models import Person
from gis_core.pure.map_sheet import quadrant_of, sheet_at
from modules.finance.property_register.models import ControlFile, ControlRow, OwnerCard
from tests.contracts.examples import SIDE, Given, spot, square


def _code(n: int) -> str:
    return f"{n + 1:02}"


def _sheet(n: int) -> dict[str, Any]:
    """The sheet of example 0 holds its spot; the others lie kilometres apart, for a sheet is wider than a step."""
    lon, lat = spot(10 * n)
    x, y = measure.from_lonlat(lon, lat, 24047)
    sheet = sheet_at(float(x), float(y), 500, *quadrant_of(lon, lat))
    return {
        "utm1": sheet.utm1, "utm2": str(sheet.utm2), "utm3": sheet.utm3, "utm4": str(sheet.utm4), "scale": "500",
    }  # fmt: skip


def _price(n: int, **more: Any) -> dict[str, Any]:
    return {"code": f"ร{n:03}", "baht_per_sqwah": "1500", "valid": {"from": "1/1/2566", "to": ""}} | more


def _strip(n: int) -> dict[str, Any]:
    x, y = spot(n)
    line = {"type": "LineString", "coordinates": [[x - SIDE, y], [x + SIDE, y]]}
    return _price(n, depth_m="40", half_road_m="4", side="both", geom=line)


def _unit(n: int, given: Given) -> dict[str, Any]:
    given.record(CondoBuilding, n)
    return {"building": given.record(Building, n), "unit_no": f"99/{n + 1}", "floor": "1", "area_m2": "35.5"}


EXAMPLES: dict[str, Any] = {
    "zone": lambda n, given: {"code": _code(n), "geom": square(n, 0.0008)},
    "block": lambda n, given: {
        "zone": given.record(TaxZone, n), "letter": "A", "code": f"{_code(n)}A", "geom": square(n, 0.0006),
    },
    "parcel": lambda n, given: {
        "block": given.record(TaxBlock, n),
        "parcel_code": f"{_code(n)}A001",
        "deed_type": "ns4",
        "deed_no": f"{5000 + n}",
        "land_use": "residence",
        "moo": "1",
    },
    "building": lambda n, given: {
        "parcel": given.record(Parcel, n), "building_code": f"{_code(n)}A001/001", "geom": square(n, 0.0001),
        "structure": "wood", "floors": "1",
    },
    "ownership": lambda n, given: {
        "valid": {"from": "1/1/2560", "to": ""}, "parcel": given.record(Parcel, n), "person": given.record(Person, n),
        "role": "owner", "share_num": "1", "share_den": "1",
    },
    "condominium": lambda n, given: {
        "building": given.record(Building, n), "registration_no": f"{n + 1}/2569", "thai": f"อาคารชุดทดสอบ {n}",
    },
    "condo_unit": _unit,
    "condo_price": lambda n, given: {
        "building": given.record(Building, n), "floor_from": "1", "floor_to": "3", "baht_per_m2": "42000",
        "valid": {"from": "1/1/2566", "to": ""},
    },
    "appraisal": lambda n, given: {
        "parcel": given.record(Parcel, n), "baht_per_sqwah": "1500", "valid": {"from": "1/1/2566", "to": ""},
    },
    "price_zone": lambda n, given: _price(n),
    "price_strip": lambda n, given: _strip(n),
    "signboard": lambda n, given: {
        "thai": f"ร้านทดสอบ {n}", "sign_code": f"{_code(n)}A001-1", "parcel": given.record(Parcel, n),
        "kind": "1", "shape": "bounded", "width_cm": "200", "height_cm": "100", "sides": "1",
    },
    "establishment": lambda n, given: {"thai": f"ร้านทดสอบ {n}", "parcel": given.record(Parcel, n)},
    "map_sheet": lambda n, given: _sheet(n),
    "change_request": lambda n, given: {"event": "petition", "target": str(given.record(Parcel, n).uid)},
    "lending": lambda n, given: {
        "kind": "file", "item": str(given.record(Parcel, n).uid), "borrower": f"ผู้ยืม {n}", "division": "กองช่าง",
        "purpose": "ตรวจแนวเขต", "due_on": "31/12/2599",
    },
}  # fmt: skip
LINES: dict[str, Any] = {
    "parcel": lambda n, given: {},
    "building": lambda n, given: {"buildingfloor": [{"floor": "1", "use": "residence", "area_m2": "80"}]},
    "condo_unit": lambda n, given: {},
}
CHANGES: dict[str, Any] = {
    "zone": lambda n, given: {"code": "77"},
    "block": lambda n, given: {"letter": "B", "code": f"{_code(n)}B"},
    "parcel": lambda n, given: {"land_no": "7"},
    "building": lambda n, given: {"floors": "7"},
    "ownership": lambda n, given: {"act": "ซื้อขาย"},
    "condominium": lambda n, given: {"thai": "อาคารชุดเปลี่ยนชื่อ"},
    "condo_unit": lambda n, given: {"floor": "2"},
    "condo_price": lambda n, given: {"baht_per_m2": "43000"},
    "appraisal": lambda n, given: {"baht_per_sqwah": "1600"},
    "price_zone": lambda n, given: {"baht_per_sqwah": "1600"},
    "price_strip": lambda n, given: {"depth_m": "30"},
    "signboard": lambda n, given: {"sides": "2"},
    "establishment": lambda n, given: {"business": "ขายของชำ"},
    "map_sheet": lambda n, given: {"utm4": "64"},
    "control_row": lambda n, given: {"area_sqwah": "1-0-0"},
    "control_file": lambda n, given: {"received_on": "2/2/2569"},
    "change_request": lambda n, given: {"detail": "ทบทวน"},
    "lending": lambda n, given: {"purpose": "ทบทวนแนวเขต"},
    "owner_card": lambda n, given: {"note": "ทบทวน"},
}


def _file(n: int, given: Given) -> ControlFile:
    with acting_as(system_user(), "ตัวอย่าง"):
        return ControlFile.objects.create(
            register_no=f"ม10.{n:04}/2569", period="2569-01", file_name=f"{n}.zip", sha256=f"{n:064x}",
            received_on=date(2026, 2, 1), batch=uuid.UUID(int=n + 1),
        )  # fmt: skip


def _row(n: int, given: Given) -> ControlRow:
    file, parcel = given.record(ControlFile, n), given.record(Parcel, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        return ControlRow.objects.create(
            register_no=f"มร.{n:06}/2569", file=file, parcel=parcel, source="deed", line_no=n + 2, act="ขาย",
            effect="transfer", first_name="สมมุติ",
        )  # fmt: skip


def _card(n: int, given: Given) -> OwnerCard:
    person = given.record(Person, n)
    with acting_as(system_user(), "ตัวอย่าง"):
        code = f"ท{n + 1:04}"
        return OwnerCard.objects.create(register_no=code, code=code, person=person, opened_on=date(2026, 1, 1))


RECORDS: dict[str, Any] = {"control_file": _file, "control_row": _row, "owner_card": _card}
