"""What a parcel must be before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from gis_core.features import measure
from gis_core.ground.models import Parcel
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.finance.property_register import rules

ONE_SQWAH_M2 = 4


def parcel(draft: Draft) -> Iterator[Refused]:
    """Refusals of 4.2 that one parcel and its ownership can give."""
    record: Parcel = draft.record
    if draft.changed("parcel_code", "block_id", "geom"):
        yield from _code(record)
    if draft.is_new or draft.changed("geom"):
        yield from _shape(record.geom)
    if "ownershipspell" in draft.lines:
        yield from rules.refuse_spells(_spell(line) for line in draft.lines["ownershipspell"])


def _code(record: Parcel) -> Iterator[Refused]:
    if not record.parcel_code.startswith(record.block.code):
        yield Refused(
            "PARCEL_BLOCK", f"รหัสแปลงต้องขึ้นต้นด้วยรหัสเขตย่อย {record.block.code}", rules.REGISTER_LAW, "parcel_code"
        )
    if not record.block.geom.covers(record.geom.centroid):
        yield Refused("PARCEL_BLOCK", f"จุดกลางแปลงไม่อยู่ในเขตย่อย {record.block.code}", rules.REGISTER_LAW, "block")


def _shape(geom: GEOSGeometry) -> Iterator[Refused]:
    if measure.area_m2(geom) < ONE_SQWAH_M2:
        yield Refused("BAD_GEOM", "รูปแปลงไม่ถูกต้อง (เส้นตัดกันเองหรือเนื้อที่น้อยกว่า 1 ตร.ว.)", rules.REGISTER_LAW, "geom")
    boundary = office().boundary_ewkb
    if boundary and not GEOSGeometry(memoryview(boundary)).intersects(geom):
        yield Refused("OUTSIDE", "แปลงอยู่นอกเขต อปท.", rules.REGISTER_LAW, "geom")


def _spell(line: Mapping[str, Any]) -> rules.Spell:
    valid = line["valid"]
    party = f"p{line['person']}" if line["person"] else f"o{line['organisation']}"
    return rules.Spell(
        party=party,
        share=Fraction(line["share_num"], line["share_den"]),
        since=valid.lower if valid else None,
        until=valid.upper if valid else None,
        role=line["role"],
    )
