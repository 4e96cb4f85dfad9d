"""4.2 Tax map and property register: land and its owners, what stands on it and is worth, how it is kept up to date.

Read `parcels`, `buildings`, `prices`, `places`, `updating`, `lending` for the registers, `rules` and `figures` for the
law, `quality` and `queries` for the questions of the map.
"""

from __future__ import annotations

from layers.declare import System
from modules.finance.property_register import buildings, demo, lending, parcels, places, prices, updating

system = System(
    "finance.property_register",
    "ระบบทะเบียนทรัพย์สิน",
    "Tax map and property register",
    archetype="A",
    registers=(
        parcels.zones,
        parcels.blocks,
        parcels.parcels,
        buildings.buildings,
        parcels.spells,
        buildings.condominiums,
        buildings.units,
        buildings.condo_prices,
        prices.appraisals,
        prices.price_zones,
        prices.price_strips,
        places.signboards,
        places.establishments,
        parcels.sheets,
        updating.control_files,
        updating.control_rows,
        updating.change_requests,
        updating.owner_cards,
        lending.lendings,
    ),
    demo=demo.load,
)
