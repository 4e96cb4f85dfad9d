"""4.1 Revenue collection: the land and building tax from the survey of uses to the assessment, and signboard tax.

Read `land_years`, `land_uses`, `land_assessments` for the registers; `rules`, `land_law` and `assessment` for the law.
Signboards: `signboard_registers`, `signboard_assessing`, `signboard_law`.
"""

from __future__ import annotations

from layers.declare import System
from modules.finance.revenue_collection import (
    arrears_registers,
    contiguity,
    demo,
    enforcement_registers,
    fees,
    land_assessments,
    land_parts,
    land_uses,
    land_years,
    leases,
    old_arrears,
    petitions,
    province_returns,
    reassessing,
    refunds,
    rental_maps,
    signboard_registers,
    signboard_transfers,
    suspensions,
    use_changes,
    year_maps,
)

system = System(
    "finance.revenue_collection",
    "งานจัดเก็บรายได้",
    "Revenue collection",
    archetype="C",
    registers=(
        land_years.tax_years,
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
        refunds.refunds,
        arrears_registers.lists,
        arrears_registers.entries,
        enforcement_registers.cases,
        suspensions.suspensions,
        signboard_registers.returns,
        signboard_registers.assessments,
        old_arrears.arrears,
        leases.places,
        leases.leases,
        signboard_transfers.transfers,
        fees.fees,
        province_returns.returns,
    ),
    year_maps=(*year_maps.YEAR_MAPS, rental_maps.rental_map),
    demo=demo.load,
    demo_after=("finance.property_register",),
)
