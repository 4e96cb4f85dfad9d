"""5.5 Roads and bridges: routes by chainage with surfaces and condition, structures, works, permits of the reserve.

Read `roads`, `conditions`, `bridges` and `permits` for the registers, `rules` and `priorities` for
the law and the figures.
"""

from __future__ import annotations

from layers.declare import System
from modules.civil_works.roads_bridges import bridges, conditions, demo, permits, roads

system = System(
    "civil_works.roads_bridges",
    "ฐานข้อมูลถนนและสะพาน",
    "Roads and bridges database",
    archetype="A",
    registers=(
        roads.roads,
        roads.segments,
        roads.reserves,
        roads.km_posts,
        roads.gifts,
        conditions.surveys,
        conditions.defects,
        conditions.accidents,
        bridges.bridges,
        bridges.inspections,
        bridges.culverts,
        bridges.furniture,
        permits.works,
        permits.weight_limits,
        permits.permits,
    ),
    demo=demo.load,
)
