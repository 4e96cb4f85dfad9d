"""What a parcel must be before it is written. How it lies among the others is the coverage's matter (`fabric`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_core.ground import transfer_blocks
from gis_core.ground.models import Parcel
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.finance.property_register import rules, transfer_checks


def parcel(draft: Draft) -> Iterator[Refused]:
    """Refusals of 4.2 that one parcel and its ownership can give."""
    record: Parcel = draft.record
    if draft.changed("parcel_code", "block", "geom"):
        yield from _code(record)
    if draft.is_new or draft.changed("geom"):
        yield from _far_away(record.geom)
    if "ownershipspell" in draft.lines:
        yield from rules.refuse_spells(_spell(line) for line in draft.lines["ownershipspell"])
        yield from transfer_checks.of_lines(record, draft.lines["ownershipspell"])


def _code(record: Parcel) -> Iterator[Refused]:
    if not record.parcel_code.startswith(record.block.code):
        yield _wrong_code(record.block.code)
    if not record.block.geom.covers(record.geom.centroid):
        yield _wrong_block(record.block.code, record.geom.geojson)


def _wrong_code(block: str) -> Refused:
    return Refused("PARCEL_BLOCK", f"รหัสแปลงต้องขึ้นต้นด้วยรหัสเขตย่อย {block}", rules.REGISTER_LAW, "parcel_code")


def _wrong_block(block: str, shape: str) -> Refused:
    text = f"จุดกลางแปลงไม่อยู่ในเขตย่อย {block}"
    return Refused("PARCEL_BLOCK", text, rules.REGISTER_LAW, "block", json.loads(shape))


def _far_away(geom: GEOSGeometry) -> Iterator[Refused]:
    """A parcel that lies wholly elsewhere is told with what else is wrong; a part outside is measured later."""
    boundary = office().boundary_ewkb
    if boundary and not GEOSGeometry(memoryview(boundary)).intersects(geom):
        yield Refused("OUTSIDE", "แปลงอยู่นอกเขต อปท.", rules.REGISTER_LAW, "geom", json.loads(geom.geojson))


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


def owners_in_bulk(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """What `parcel` says of the owners of one, for many at once."""
    blocked = {uid for uid, _block in transfer_blocks.all_blocks()}
    found = []
    for draft in drafts:
        spells = draft.lines["ownershipspell"]
        told = rules.refuse_spells(map(_spell, spells))
        if draft.record.uid in blocked:
            told += transfer_checks.of_lines(draft.record, spells)
        found.append(told)
    return found


def parcels_in_bulk(rows: Any) -> Iterator[tuple[int, Refused]]:
    """Code and block of many parcels (`BulkRows`) in one statement; their shapes are judged by the coverage."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT r.row_no, b.code, NOT starts_with(r.parcel_code, b.code),
                CASE WHEN NOT ST_Covers(b.geom, ST_Centroid(r.geom)) THEN ST_AsGeoJSON(r.geom, 9) END
            FROM ({rows.sql}) r JOIN ground_taxblock b ON b.id = r.block_id
            WHERE NOT starts_with(r.parcel_code, b.code) OR NOT ST_Covers(b.geom, ST_Centroid(r.geom))
            ORDER BY r.row_no""",
            dict(rows.params),
        )
        for row_no, block, is_wrong_code, shape in cursor.fetchall():
            if is_wrong_code:
                yield row_no, _wrong_code(block)
            if shape:
                yield row_no, _wrong_block(block, shape)
