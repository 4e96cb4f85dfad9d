"""What must hold before roads, surveys, bridges and permits are written. The set form serves many records at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gis_core.features import clock
from gis_core.networks.models import KmPost, Road
from gis_core.pure.linear_referencing import Calibration
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.civil_works.roads_bridges import figures, placing, rules
from modules.civil_works.roads_bridges.models import ReservePermit, RoadCodePattern, SurfaceSegment

SEGMENTS = "surfacesegment"
PAST_DECISION = ("issued", "reinstating", "closed", "refused", "revoked", "cancelled")
DECIDED = ("road", "km_from", "km_to", "side", "kind", "opened_m2", "works_from", "works_to", "person", "organisation")
SHOULDERS = ("shoulder_left_m", "shoulder_right_m")


# -- roads -------------------------------------------------------------------------------------------------------------
def road(draft: Draft) -> list[Refused]:
    """Everything that forbids a road and its segments."""
    return roads([draft])[0]


def roads(drafts: Sequence[Draft]) -> list[list[Refused]]:
    """The same for many roads: the figures, the code patterns and the stored segments are read once for all."""
    with figures.held():
        limits = figures.limits(drafts[0].today or clock.today()) if drafts else None
        patterns = {p.road_class: p for p in RoadCodePattern.objects.all()}
        stored = _stored_segments([d.record.pk for d in drafts if _asks_stored(d)])
        return [list(_road(draft, limits, patterns, stored)) for draft in drafts]


def _asks_stored(draft: Draft) -> bool:
    """Segments that are not edited are looked at again when what they must fit has changed."""
    if draft.is_new or SEGMENTS in draft.lines:
        return False
    return draft.changed("registered_length_m", "row_width_m") and not draft.changed("geom")


def _stored_segments(road_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if road_ids:
        for row in SurfaceSegment.objects.filter(road_id__in=road_ids).order_by("km_from").values():
            found[row["road_id"]].append({**row, "shares_with": row["shares_with_id"]})
    return found


def _road(draft: Draft, limits: Any, patterns: Mapping[str, RoadCodePattern], stored: Any) -> Iterator[Refused]:
    record: Road = draft.record
    if draft.changed("road_code", "road_class"):
        yield from _code(record, patterns.get(record.road_class))
    if draft.changed("geom") and not record.geom.simple:
        yield Refused("E-5507", "เส้นทางตัดตัวเอง", "", "geom")
        return
    if (
        not draft.is_new
        and draft.changed("geom")
        and record.registered_no
        and _is_turned(draft.before["geom"], record.geom)
    ):
        yield Refused("DIRECTION", "ทิศทางของสายทางกำหนดไว้เมื่อลงทะเบียน กลับทิศไม่ได้", rules.HIGHWAYS_ACT, "geom")
    if SEGMENTS in draft.lines:
        yield from _segments(record, draft.lines[SEGMENTS], limits, numbered=True)
    elif _asks_stored(draft):
        yield from _segments(record, stored[record.pk], limits, numbered=False)


def _is_turned(before: Any, after: Any) -> bool:
    """Whether the new line starts at the end where the old one ended."""
    (ax, ay), (bx, by) = before.coords[0][:2], before.coords[-1][:2]
    (cx, cy), (dx, dy) = after.coords[0][:2], after.coords[-1][:2]
    kept = (ax - cx) ** 2 + (ay - cy) ** 2 + (bx - dx) ** 2 + (by - dy) ** 2
    turned = (ax - dx) ** 2 + (ay - dy) ** 2 + (bx - cx) ** 2 + (by - cy) ** 2
    return bool(turned < kept)


def _code(record: Road, pattern: RoadCodePattern | None) -> Iterator[Refused]:
    if pattern is not None and not re.search(pattern.pattern, record.road_code):
        yield Refused("ROAD_CODE", f"รหัสสายทางต้องเป็นรูป {pattern.example}", pattern.law, "road_code")


def _segments(record: Road, rows: Sequence[Mapping[str, Any]], limits: Any, numbered: bool) -> Iterator[Refused]:
    backward = False
    for number, row in enumerate(rows):
        at = f"{SEGMENTS}.{number}." if numbered else ""
        found = rules.refuse_direction(row["km_from"], row["km_to"], f"{at}km_to" if at else "registered_length_m")
        backward = backward or bool(found)
        yield from found
        shoulders = sum((Decimal(row[name] or 0) for name in SHOULDERS), Decimal(0))
        field = f"{at}width_m" if at else "row_width_m"
        yield from rules.refuse_widths(row["width_m"], shoulders, record.row_width_m, limits.carriageway, field)
        if row["shares_with"] is not None and row["shares_with"] == record.pk:
            yield Refused("SELF", "สายทางใช้ผิวจราจรของตัวเองเป็นสายหลักไม่ได้", "", f"{at}shares_with")
    if rows and not backward:
        slack = Decimal(0) if record.registered_length_m else limits["end_m"]
        yield from rules.refuse_list(placing.stretches(rows), placing.length_of(record), slack)


def km_post(draft: Draft) -> Iterator[Refused]:
    """Posts of one road stand in the order of their chainage. Refuses KM_POST, E-5506."""
    post: KmPost = draft.record
    others = KmPost.objects.filter(road=post.road).exclude(pk=post.pk)
    plain = placing.Route.of(post.road.geom)
    limits = figures.limits(draft.today or clock.today())
    knots = []
    for each in (*others, post):
        try:
            located = plain.locate(each.geom, float(limits["snap_m"]))
        except placing.NotOnLine as error:
            yield rules.off_line(Decimal(repr(error.distance_m)), limits["snap_m"])
            return
        except placing.BeyondLine:
            yield rules.beyond(placing.length_of(post.road), "geom")
            return
        knots.append((located.measure_m, float(each.chainage_m)))
    try:
        Calibration.of(knots)
    except Refused as refused:
        yield refused


# -- surveys, bridges, permits -----------------------------------------------------------------------------------------
def survey(draft: Draft) -> Iterator[Refused]:
    """A survey has a roughness within its limits or a grade the eye gave, on a day that has come."""
    record = draft.record
    today = draft.today or clock.today()
    yield from rules.refuse_iri(record.iri_m_per_km, figures.limits(today).iri)
    if record.iri_m_per_km is None and not record.visual_grade:
        yield Refused("REQUIRED", "กรอกค่า IRI หรือสภาพที่เห็นอย่างใดอย่างหนึ่ง", "", "visual_grade")
    if record.surveyed_on > today:
        yield Refused("FUTURE", "วันที่สำรวจต้องไม่อยู่ในอนาคต", "", "surveyed_on")


def bridge(draft: Draft) -> Iterator[Refused]:
    """The deck of a bridge is as wide as a carriageway may be."""
    limits = figures.limits(draft.today or clock.today())
    yield from rules.refuse_widths(draft.record.width_m, Decimal(0), None, limits.carriageway, "width_m")


def inspection(draft: Draft) -> Iterator[Refused]:
    if draft.record.inspected_on > (draft.today or clock.today()):
        yield Refused("FUTURE", "วันที่ตรวจต้องไม่อยู่ในอนาคต", "", "inspected_on")


def permit(draft: Draft) -> Iterator[Refused]:
    """A permit has one applicant and days in order."""
    record: ReservePermit = draft.record
    if not draft.is_new and record.status in PAST_DECISION and draft.changed(*DECIDED):
        yield Refused("ISSUED", "ใบอนุญาตออกแล้ว แก้ไขสายทาง ช่วง และวันทำงานไม่ได้", rules.HIGHWAYS_ACT)
    if (record.person_id is None) == (record.organisation_id is None):
        yield Refused("APPLICANT", "ระบุผู้ขอเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", "", "organisation")
    if record.works_to < record.works_from:
        yield Refused("PERIOD", "วันทำงานเสร็จต้องไม่ก่อนวันเริ่มทำงาน", "", "works_to")


def gift(draft: Draft) -> Iterator[Refused]:
    """A gift has one giver and is accepted after it was signed."""
    record = draft.record
    if (record.person_id is None) == (record.organisation_id is None):
        yield Refused("GIVER", "ระบุผู้อุทิศเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง", "", "person")
    if record.accepted_on and record.accepted_on < record.signed_on:
        yield Refused("PERIOD", "วันที่รับมอบต้องไม่ก่อนวันที่ทำหนังสืออุทิศ", "", "accepted_on")
