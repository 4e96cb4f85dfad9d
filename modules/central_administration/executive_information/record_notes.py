"""Orders on one record of the map, begun from its page or its card; who may not see the record sees no order on it."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import OuterRef, Subquery

from gis_core.features.models import Feature
from layers.declare import CountBy, Draft, ImportMap, Register, Start
from layers.engine.rows import seen
from modules.central_administration.executive_information import notes, reach
from modules.central_administration.executive_information.models import RecordNote

TYPED = ("record", "text", "org_unit", "due_on")


def derive(draft: Draft) -> None:
    """Whoever names another record orders something else, too."""
    notes.sign(draft, *TYPED)


def late(user: Any) -> list[dict[str, Any]]:
    """Orders on records that should have been reported done by now, each where its record stands."""
    own = Feature.objects.filter(uid=OuterRef(OuterRef("uid"))).values("place_uid")
    place = Feature.objects.filter(uid=Subquery(own)).values(shape=AsGeoJSON("geom", precision=6))
    return notes.late(seen(RecordNote, user), Subquery(place))


register = Register(
    RecordNote,
    thai="ข้อสั่งการต่อระเบียน",
    english="Executive notes on a record",
    name="record_note",
    number="ขร.{seq:04}/{be_year}",
    number_year="fiscal",
    level="staff",
    located_by=("record",),
    tells_of=("record",),
    list_columns=("register_no", "record", "text", "org_unit", "due_on", "status"),
    form_columns=TYPED,
    filters=("status", "org_unit", "due_on", "village"),
    search=("register_no", "text"),
    order_by=("-id",),
    required=("org_unit",),
    picks={"org_unit": reach.units(RecordNote)},
    derive=derive,
    check=notes.order_faults,
    flags=notes.flags,
    workflow=notes.WORKFLOW,
    imports=ImportMap(match_on="register_no", columns={"ระเบียนที่สั่งการ": "record"} | notes.COLUMNS),
    reports=(CountBy("status", "org_unit"),),
    queries=(notes.late_query("ข้อสั่งการต่อระเบียนที่เกินกำหนด", late),),
    starts=(Start("record", "สั่งการ"),),
    grants=notes.GRANTS,
)
