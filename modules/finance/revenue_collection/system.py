"""4.1 Revenue collection, by what is collected: `land_tax` (survey to notice), `signboards`, `leases`, `fees`.

`arrears` pursues what stays unpaid, `refunds` gives back, `maps` shows a year. The law of each lies in its `*_law` and
`rules`, the figures of the law in `rates/`.
"""

from __future__ import annotations

from layers.declare import System
from modules.finance.revenue_collection.arrears import arrears_registers, enforcement_registers, old_arrears
from modules.finance.revenue_collection.demo import demo_years
from modules.finance.revenue_collection.fees import fee_registers, province_returns
from modules.finance.revenue_collection.land_tax import (
    contiguity,
    land_assessments,
    land_parts,
    land_uses,
    land_years,
    petitions,
    reassessing,
    survey_areas,
    suspensions,
    use_changes,
)
from modules.finance.revenue_collection.leases import lease_registers, rental_maps
from modules.finance.revenue_collection.maps import year_maps
from modules.finance.revenue_collection.refunds import refund_registers
from modules.finance.revenue_collection.signboards import signboard_registers, signboard_transfers

system = System(
    "finance.revenue_collection",
    "งานจัดเก็บรายได้",
    "Revenue collection",
    archetype="C",
    registers=(
        land_years.tax_years,
        survey_areas.areas,
        land_uses.uses,
        land_parts.parts,
        petitions.petitions,
        use_changes.use_changes,
        contiguity.decisions,
        land_uses.exemptions,
        land_uses.reliefs,
        land_assessments.assessments,
        land_assessments.unassessed,
        reassessing.reassessments,
        refund_registers.refunds,
        arrears_registers.lists,
        arrears_registers.entries,
        enforcement_registers.cases,
        suspensions.suspensions,
        signboard_registers.returns,
        signboard_registers.assessments,
        old_arrears.arrears,
        lease_registers.places,
        lease_registers.leases,
        signboard_transfers.transfers,
        fee_registers.fees,
        province_returns.returns,
    ),
    year_maps=(*year_maps.YEAR_MAPS, rental_maps.rental_map),
    demo=demo_years.load,
    demo_after=("finance.property_register",),
)
