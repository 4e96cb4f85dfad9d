"""What a division of a parcel asks for and hands on (4.2): owners copied, buildings by footprint, prices, descent."""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refused
from layers.declare import Succession
from modules.finance.property_register import handing_on, rules

#: A strip given to the public is a parcel of its own without a deed: the land stays on the map and in the descent, and
#: nobody owns or is taxed for it.
PUBLIC_STRIP = {"deed_type": Parcel.DeedType.NONE, "land_use": Parcel.LandUse.PUBLIC, "is_state_property": True}


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
