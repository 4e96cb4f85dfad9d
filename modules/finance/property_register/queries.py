"""The ready questions of the map's list in 4.2: only what the reader may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from gis_core.access.permissions import log_look
from gis_core.features import clock, measure
from gis_core.ground.models import Building, OwnershipSpell, Parcel
from gis_core.ground.queries import LIVE, owners_on
from gis_core.networks.models import Road
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import format_area
from layers.engine.rows import seen
from modules.finance.property_register import cards, figures, quality
from modules.finance.property_register.models import ControlRow
from modules.finance.property_register.reading import Rows, may_see_owners, record_url
from modules.finance.property_register.sql import ask

ASTRAY = {
    "outside": "อยู่นอกทุกแปลง",
    "reaching": "ล้ำออกนอกแปลง",
    "crossing": "คร่อมหลายแปลง",
    "elsewhere": "อยู่บนแปลงอื่นทั้งหลัง",
}
ACT_COLORS = {
    "transfer": "#2f6f9f",
    "divide": "#e67e22",
    "merge": "#7a3fa0",
    "resurvey": "#2e9e4f",
    "rename": "#8d6e3a",
}
ZONE_KINDS = (("", "ทุกประเภท"), ("flood", "พื้นที่น้ำท่วม"), ("forest", "ป่าสงวน/ป่าไม้"), ("spk", "เขตปฏิรูปที่ดิน (ส.ป.ก.)"))


def lacking_in_block(user: Any, block: Any = "") -> Rows:
    """Parcels of a block (all when none is named) without an owner, or without a deed."""
    ownerless = quality.ownerless(user).values("pk")
    found = seen(Parcel, user).filter(Q(pk__in=ownerless) | quality.NO_DEED, status__in=LIVE).order_by("parcel_code")
    if block:
        found = found.filter(block__code=str(block).strip().upper())
    without = set(ownerless.values_list("pk", flat=True))
    rows = []
    for parcel in found:
        lacks = [text for text, is_so in (("เจ้าของ", parcel.pk in without), ("เอกสารสิทธิ", _no_deed(parcel))) if is_so]
        rows.append(quality.row(parcel, lacks=" และ ".join(lacks)) | {"geom": parcel.geom.geojson})
    return rows


def _no_deed(parcel: Parcel) -> bool:
    return parcel.deed_type == Parcel.DeedType.NONE or not parcel.deed_no


def buildings_astray(user: Any) -> Rows:
    """Buildings outside every parcel, across its boundary, or on another than theirs."""
    least = figures.limits(clock.today())["site_m2"]
    rows = ask("buildings_astray", user, {"b": Building}, zone=measure.office_srid(), least_m2=least)
    return [{**row, "kind": ASTRAY[row["kind"]]} for row in rows]


def monthly_changes(user: Any, period: Any = "") -> Rows:
    """Parcels changed by a month's file, coloured by act."""
    rows = ask("monthly_changes", user, {"p": Parcel}, period=str(period or "").strip())
    effects, states = dict(ControlRow.Effect.choices), dict(ControlRow.Status.choices)
    return [
        {
            **row,
            "effect": str(effects[row["effect"]]),
            "status": str(states[row["status"]]),
            "color": ACT_COLORS[row["effect"]],
        }
        for row in rows
    ]


SHAPES = {"new": ("ยังไม่มีในแผนที่", "#c0281c"), "other": ("ต่างจากแผนที่", "#e08a1e")}


def monthly_shapes(user: Any, period: Any = "") -> Rows:
    """Shapes of a month's file that the map does not have, or has otherwise; those the map lacks come first."""
    limits = figures.limits(clock.today())
    rows = ask(
        "monthly_shapes",
        user,
        {"c": ControlRow, "p": Parcel},
        period=str(period or "").strip(),
        zone=measure.office_srid(),
        limit_m2=limits["overlap_m2"],
        limit_percent=limits["overlap_percent"],
    )
    return [{**row, "kind": SHAPES[row["kind"]][0], "color": SHAPES[row["kind"]][1]} for row in rows]


def near_road(user: Any, road: Any = "", metres: Any = None) -> Rows:
    """Parcels within so many metres of the edge of a road, with deed and, for who may see them, the owners."""
    code = str(road or "").strip()
    found = seen(Road, user).filter(Q(road_code=code) | Q(name=code)).order_by("road_code").first() if code else None
    if found is None:
        return []
    metres = metres or figures.limits(clock.today())["widening_m"]
    sources = {"r": Road, "p": Parcel}
    rows = ask("near_road", user, sources, road=found.pk, metres=metres, zone=measure.office_srid())
    owners = _owners(user, [row["id"] for row in rows], f"แปลงใกล้ถนน {found.road_code}", found.uid)
    kinds = dict(Parcel.DeedType.choices)
    return [
        {
            **row,
            "deed": f"{kinds[row['deed_type']]} {row['deed_no']}".strip(),
            "area": format_area(row["area_sqwah"]),
            "owners": owners.get(row["id"], ""),
        }
        for row in rows
    ]


def _owners(user: Any, parcel_ids: list[int], what: str, uid: Any) -> dict[int, str]:
    if not parcel_ids or not may_see_owners(user):
        return {}
    log_look(user, "question", uid, what)
    found = owners_on(Parcel.objects.filter(pk__in=parcel_ids), clock.today())
    return {pk: ", ".join(f"{s.person or s.organisation} ({s})" for s in spells) for pk, spells in found.items()}


def in_zone(user: Any, kind: Any = "") -> Rows:
    """Parcels with any part in a flood, forest or land-reform area of today."""
    rows = ask("in_zone", user, {"p": Parcel}, kind=str(kind or ""), day=clock.today(), zone=measure.office_srid())
    names, kinds = dict(ZONE_KINDS), dict(Parcel.DeedType.choices)
    return [{**r, "kind": names.get(r["kind"], r["kind"]), "deed_type": str(kinds[r["deed_type"]])} for r in rows]


# -- one owner ---------------------------------------------------------------------------------------------------------
def property_of(user: Any, owner: Any = "") -> Rows:
    """Everything one owner holds today, with area and value; the last row is the total. Each look is logged.

    `owner`: code of the card, citizen's or juristic number, or the exact name. Refused ``OWNER`` when it names nobody,
    or several.
    """
    text = str(owner or "").strip()
    if not text or not may_see_owners(user):
        return []
    party = cards.find_owner(text, user)
    if party is None:
        raise Refused("OWNER", "ไม่พบเจ้าของนี้ หรือชื่อซ้ำกันหลายคน ให้พิมพ์รหัสเจ้าของหรือเลขประจำตัว", field="owner")
    log_look(user, "question", party.uid, "ทรัพย์สินทั้งหมดของเจ้าของ")
    rows = holdings(party, user)
    whole = {"uid": None, "title": "รวม", "geom": None, "kind": "", "size": "", "share": "", "value": value_of(rows)}
    return [*rows, whole]


def holdings(party: Any, user: Any, on: Any = None) -> Rows:
    """What an owner holds on a day, of what the reader may see: land, buildings, units, signs; the value is that of his
    share.
    """
    land, buildings, units = cards.holdings_of(party, on or clock.today(), seen(OwnershipSpell, user))
    rows = [_row(r, r["parcel"], "ที่ดิน", format_area(r["sqwah"]), r["parcel"].geom) for r in land]
    rows += [_row(r, r["building"], "สิ่งปลูกสร้าง", _m2(r["area_m2"]), r["building"].geom) for r in buildings]
    rows += [_row(r, r["unit"], "ห้องชุด", _m2(r["unit"].area_m2), r["unit"].building.geom) for r in units]
    return rows + [_sign_row(sign) for sign in cards.signs_of(party, user)]


def value_of(rows: Rows) -> Any:
    """The sum of the values that are known."""
    return sum((row["value"] or 0 for row in rows), 0)


def _row(held: dict[str, Any], thing: Any, kind: str, size: str, shape: Any) -> dict[str, Any]:
    named = {
        "uid": thing.uid,
        "title": str(thing),
        "url": record_url(thing),
        "geom": shape.geojson,
        "kind": kind,
        "size": size,
    }
    return named | {"share": str(held["spell"]), "value": held["baht"]}


def _m2(area: Any) -> str:
    return f"{area:,.2f} ตร.ม."


def _sign_row(sign: Any) -> dict[str, Any]:
    size = f"{sign.width_cm} x {sign.height_cm} ซม. {sign.sides} ด้าน"
    named = {
        "uid": sign.uid,
        "title": sign.thai,
        "url": record_url(sign),
        "geom": sign.geom.geojson,
        "kind": "ป้าย",
        "size": size,
    }
    return named | {"share": "1/1", "value": None}
