"""What a division of a parcel asks for and hands on (4.2): owners copied, buildings by footprint, prices, descent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gis_core.features import measure
from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refused
from layers.declare import Proposal, Succession
from modules.finance.property_register import handing_on, rules
from modules.finance.property_register.models import ControlRow
from modules.finance.property_register.sql import ask

#: A strip given to the public is a parcel of its own without a deed: the land stays on the map and in the descent, and
#: nobody owns or is taxed for it.
PUBLIC_STRIP = {"deed_type": Parcel.DeedType.NONE, "land_use": Parcel.LandUse.PUBLIC, "is_state_property": True}


#: The datum of a file and that of the map differ by millimetres: a piece of a parcel never lies in it whole.
INSIDE = 0.9
#: Pieces that fill the parcel to this share fill it: the largest takes what their borders leave.
FILLS = 0.995


def proposals(parcel: Parcel, user: Any) -> list[Proposal]:
    """The parcel as the Land Office divided it in the month's file, for who may read the file."""
    sources = {"p": Parcel, "c": ControlRow}
    rows = ask("proposed_cuts", user, sources, parcel=parcel.pk, zone=measure.office_srid(), inside=INSIDE)
    if not rows:
        return []
    fills = len(rows) > 1 and sum(row["m2"] for row in rows) >= FILLS * rows[0]["whole_m2"]
    lots = ", ".join(sorted(row["land_no"] for row in rows if row["land_no"]))
    named = f" (เลขที่ดิน {lots})" if lots else ""
    shapes = [json.loads(row["geom"]) for row in (rows[:-1] if fills else rows)]
    return [Proposal(f"รูปในแฟ้มรายเดือน {rows[0]['period']}{named}", shapes)]


def check(plan: Succession) -> Iterator[Refused]:
    """A parcel cannot end before it began."""
    yield from handing_on.refuse_before_birth(plan.parents, plan.on)


def carry(plan: Succession) -> Iterator[Refused]:
    """Descent, owners and prices to every child, what stands on the parent to the child it stands on."""
    (parent,) = plan.parents
    owned = [child for child in plan.children if child is not plan.gift]
    handing_on.descent(plan, ParcelLineage.Act.DIVISION)
    source = f"แบ่งแยกจาก {parent.parcel_code}"
    handing_on.spells(parent, owned, plan.on, act=plan.act, source=source)
    handing_on.prices(parent, owned, plan.on)
    handing_on.end_timed([parent], plan.on)
    yield from handing_on.standing(plan.parents, plan.children, max(owned, key=rules.recorded_area), plan.on)
