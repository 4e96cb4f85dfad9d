"""Orthophotos, satellite pictures, scanned maps and relief shading that lie under the map."""

from __future__ import annotations

from gis_core.imagery.models import Imagery
from layers.declare import ByValue, Fill, Grant, Label, Layer, Page, Register, System
from modules.kernel.imagery import demo
from modules.kernel.imagery.pages import bring_in

OFFICE = (
    "counter_clerk registry_clerk officer inspector engineer surveyor assessor revenue_officer planner"
    " health_officer division_head finance_head clerk_chief executive auditor system_admin"
)
KEEPERS = ("engineer", "surveyor")

pictures = Register(
    Imagery,
    thai="ภาพถ่ายทางอากาศ",
    english="Aerial imagery",
    number="ภ.{seq:04}",
    number_year="none",
    title="title",
    list_columns=("register_no", "title", "kind", "flown_on", "resolution_m", "level"),
    form_columns=("title", "kind", "flown_on", "level", "source"),
    filters=("kind", "level", "flown_on"),
    search=("register_no", "title"),
    field_levels={"file_uid": "hidden"},
    layer=Layer(
        Fill("#5b7f8f", opacity=0.0, outline="#5b7f8f", outline_width=1.4),
        classes=ByValue(
            "kind", {"orthophoto": "#5b7f8f", "satellite": "#3b6fb5", "scan": "#a58d5f", "hillshade": "#7d7d7d"}
        ),
        label=Label("title", from_zoom=13),
        zooms=(8, 22),
        level="staff",
        shown=False,
        order=12,
    ),
    pages=(Page("bring-in", "นำภาพเข้า", bring_in, roles=KEEPERS),),
    grants=(Grant(OFFICE, "view"), Grant(" ".join(KEEPERS), "change delete"), Grant("engineer auditor", "export")),
)

system = System(
    "kernel.imagery", "ภาพถ่ายทางอากาศ", "Aerial imagery", archetype="A", registers=(pictures,), demo=demo.load
)
