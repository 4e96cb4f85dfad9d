"""Orders on an area drawn on the map: a layer of their own, and which of them are late."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON

from layers.declare import ByValue, CountBy, Draft, Hatch, ImportMap, Label, Layer, Link, Register
from layers.engine.rows import seen
from modules.central_administration.executive_information import notes, reach
from modules.central_administration.executive_information.models import AreaNote

TYPED = ("subject", "text", "org_unit", "due_on")


def derive(draft: Draft) -> None:
    """Whoever moves the area orders something else, too."""
    notes.sign(draft, *TYPED, "geom")


def within(uid: Any) -> str:
    """The page of everything inside the area."""
    return f"/figures/within/?area={uid}"


def late(user: Any) -> list[dict[str, Any]]:
    """Orders on areas that should have been reported done by now."""
    return notes.late(seen(AreaNote, user).defer("geom"), AsGeoJSON("geom", precision=6))


register = Register(
    AreaNote,
    thai="ข้อสั่งการบนพื้นที่",
    english="Executive notes on an area",
    name="area_note",
    title="subject",
    number="ขพ.{seq:04}/{be_year}",
    number_year="fiscal",
    level="staff",
    list_columns=("register_no", "subject", "org_unit", "due_on", "status"),
    form_columns=TYPED,
    filters=("status", "org_unit", "due_on"),
    search=("register_no", "subject", "text"),
    order_by=("-id",),
    required=("org_unit",),
    picks={"org_unit": reach.units(AreaNote)},
    derive=derive,
    check=notes.order_faults,
    flags=notes.flags,
    workflow=notes.WORKFLOW,
    layer=Layer(
        Hatch(notes.COLORS["issued"], outline_width=2.4),
        classes=ByValue("status", notes.COLORS),
        label=Label("subject", 13),
        zooms=(9, 22),
        order=35,
    ),
    imports=ImportMap(match_on="register_no", columns={"เรื่อง": "subject"} | notes.COLUMNS),
    reports=(CountBy("status", "org_unit"),),
    queries=(notes.late_query("ข้อสั่งการบนพื้นที่ที่เกินกำหนด", late),),
    links=(Link("ทุกอย่างในพื้นที่นี้", within, tuple(notes.GRANTS[0].roles.split())),),
    grants=notes.GRANTS,
)
