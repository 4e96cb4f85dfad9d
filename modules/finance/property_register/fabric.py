"""Parcels as a coverage: what is tolerated, how codes are made, what divisions, mergers and corrections do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from gis_core.features import clock
from gis_core.ground import fabric
from gis_core.ground.codes import ever_used
from gis_core.ground.models import Parcel, TaxBlock
from gis_core.pure.parcel_code import ParcelCode, division_codes, next_lot, parse_parcel_code
from layers.declare import Coverage, Divide, Figures, Merge, Past
from modules.finance.property_register import correction, division, figures, merger, rules

SUFFIX, NEXT_LOT = "suffix", "next_lot"
#: What the paper of the old parcel says does not hold for the new one.
PAPERS = ("deed_no", "volume", "page", "land_no", "survey_page", "surveyed_on")
POLICIES = ((SUFFIX, "ลำดับแปลงเดิมต่อท้าย /NNN"), (NEXT_LOT, "ลำดับแปลงว่างถัดไปของเขตย่อย"))
ASKED = ("deed_type", "deed_no", "volume", "page", "land_no", "survey_page", "area_sqwah", "land_use")


def tolerated(on: date) -> Figures:
    """The office's figures for the drawing of parcels on a day."""
    limits = figures.limits(on)
    return Figures(
        overlap_m2=limits["overlap_m2"],
        overlap_percent=limits["overlap_percent"],
        least_m2=limits["least_area_sqwah"] * 4,
        join_m=limits["join_m"],
        sliver_m=limits["sliver_m"],
        law=rules.REGISTER_LAW,
    )


def division_policy(on: date) -> str:
    """The office's way to code the parcels of a division."""
    return rules.DIVISION_CODE_POLICIES[int(figures.limits(on)["division_code_policy"])]


def codes_after_division(parents: Sequence[Any], blocks: Sequence[Any], policy: str, on: date) -> list[str]:
    """A code for each child. A child that lies in another block than its parent takes a lot of that block."""
    (parent,) = parents
    with_suffix = (policy or division_policy(clock.today())) == SUFFIX
    own = [n for n, block in enumerate(blocks) if with_suffix and block == parent.block_id]
    codes: dict[int, str] = {}
    if own:
        lot = parse_parcel_code(parent.parcel_code)
        suffixed = division_codes(lot, len(own), _used(f"{lot.zone:02}{lot.block}{lot.lot:03}"))
        codes = {n: str(code) for n, code in zip(own, suffixed, strict=True)}
    lots = _next_lots([block for n, block in enumerate(blocks) if n not in codes])
    return [codes.get(n) or next(lots) for n in range(len(blocks))]


def code_after_merger(parents: Sequence[Any], blocks: Sequence[Any], policy: str, on: date) -> list[str]:
    """A merged parcel takes the next free lot of the block it lies in."""
    return list(_next_lots(blocks))


def _next_lots(blocks: Sequence[Any]) -> Any:
    """The next free lots of some blocks, in their order; a block may be asked several times."""
    known = TaxBlock.objects.in_bulk([block for block in blocks if block is not None])
    used: dict[Any, list[ParcelCode]] = {}
    for block in blocks:
        code = known[block].code
        taken = used.setdefault(block, _used(code))
        taken.append(next_lot(int(code[:2]), code[2:], taken))
        yield str(taken[-1])


def _used(prefix: str) -> list[ParcelCode]:
    return [parse_parcel_code(code) for code in ever_used(Parcel, "parcel_code", prefix)]


COVERAGE = Coverage(
    figures=tolerated,
    within="block",
    live=("active", "pending"),
    noun="แปลง",
    divide=Divide(
        state="divided",
        code="parcel_code",
        codes=codes_after_division,
        check=division.check,
        carry=division.carry,
        columns=ASKED,
        fresh=PAPERS,
        area="area_sqwah",
        acts=(("แบ่งแยกในนามเดิม", "แบ่งแยกในนามเดิม"), ("แบ่งหักเป็นที่สาธารณประโยชน์", "แบ่งหักเป็นที่สาธารณประโยชน์")),
        policies=POLICIES,
        gift=division.PUBLIC_STRIP,
        proposals=division.proposals,
    ),
    merge=Merge(
        state="merged",
        code="parcel_code",
        codes=code_after_merger,
        check=merger.check,
        carry=merger.carry,
        columns=ASKED,
        fresh=PAPERS,
        area="area_sqwah",
        acts=(("รวมโฉนด", "รวมโฉนด"),),
    ),
    corrected=correction.carry,
    past=Past(fabric.fabric_on, fabric.holders, fabric.steps, "finance.property_register.ownership"),
)
