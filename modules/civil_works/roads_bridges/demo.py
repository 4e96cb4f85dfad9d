"""The roads of the demo town: the register as it stood on the first day, then two years through the engine."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.demo.town import Town
from gis_core.features.models import Feature
from gis_core.networks.models import KmPost, Road, RoadWidth, Waterway
from gis_core.parties.models import Person
from modules.civil_works.roads_bridges import demo_past, saving
from modules.civil_works.roads_bridges.demo_rows import Lines, bulk, segment_values, stored, stored_many
from modules.civil_works.roads_bridges.models import (
    Bridge,
    ConditionSurvey,
    Culvert,
    LandGift,
    RoadApproval,
    RoadFurniture,
    SurfaceSegment,
    TrafficCount,
)

PAPERS = ("surveyed", "land_ready", "council", "requested", "registered")
VEHICLES = {"national": 6200, "rural": 1800, "local": 640, "lane": 120, "farm": 45}


def load(town: Town) -> None:
    """Write the roads part of the town's plan."""
    lines = Lines(town.plan.roads)
    with town.acting("engineer", "บรรจุทะเบียนสายทางตั้งต้น", town.plan.first, hour=13):
        roads = _roads(town)
        _segments(town, roads)
        _beside(town, roads, lines)
        _structures(town, roads, lines)
    with town.acting("officer", "บรรจุหนังสืออุทิศที่ดิน", town.plan.first, hour=14):
        _gifts(town, roads)
    with town.acting("division_head", "อนุมัติข้อมูลสายทางตั้งต้น", town.plan.first, hour=15):
        _approve(town, roads)
    town.settle(f"สายทาง {len(roads):,} สาย ช่วงผิวทาง {SurfaceSegment.objects.count():,} ช่วง")
    demo_past.replay(town, roads, lines)


def _roads(town: Town) -> list[Road]:
    shapes = stored_many([road.line for road in town.plan.roads])
    rows = [
        Road(
            **{
                name: getattr(plan, name)
                for name in ("road_code", "name", "road_class", "row_width_m", "start_desc", "end_desc", "legal_basis")
            },
            registered_length_m=plan.length_m,
            length_m=Decimal(str(round(plan.line.length, 2))),
            status=plan.state,
            geom=shape,
            **_papers(plan, town.plan.first),
        )
        for plan, shape in zip(town.plan.roads, shapes, strict=True)
    ]
    roads: list[Road] = bulk(Road, rows)
    RoadWidth.objects.bulk_create(
        RoadWidth(road=road, row_width_m=road.row_width_m, valid=DateRange(None, None), basis="ทะเบียนเดิม")
        for road in roads
    )
    return roads


def _papers(plan: Any, first: date) -> dict[str, Any]:
    """The papers a road must already have in the state it is in; they were made before it was registered."""
    reached = PAPERS.index(plan.state)
    on = (plan.registered_on or first) - timedelta(days=200)
    number = plan.road_code.rpartition("-")[2]
    made: dict[str, Any] = {}
    if reached >= 1:
        made |= {"public_way_no": f"ทถ.5/{number}", "public_way_on": on}
    if reached >= 2:
        made |= {"council_no": f"สมัยสามัญที่ 2/{on.year + 543}", "council_on": on + timedelta(days=40)}
    if reached >= 3:
        made |= {"request_no": f"ตย 52001/{number}", "requested_on": on + timedelta(days=70)}
    if reached == 4:
        made |= {"registered_on": plan.registered_on, "registered_no": plan.registered_no}
        if plan.registered_on:
            made |= {"approval_no": f"ตย 0023/{number}", "approved_on": on + timedelta(days=190)}
    return {name: value for name, value in made.items() if value is not None}


def _segments(town: Town, roads: list[Road]) -> None:
    plans = town.plan.roads
    rows = [
        SurfaceSegment(road=road, **segment_values(segment))
        for road, plan in zip(roads, plans, strict=True)
        for segment in plan.segments
    ]
    SurfaceSegment.objects.bulk_create(rows, batch_size=1000)
    surveys = [
        ConditionSurvey(road=road, **demo_past.survey_values(survey))
        for road, plan in zip(roads, plans, strict=True)
        for survey in plan.surveys
        if survey.on < town.plan.first
    ]
    demo_past.write_surveys(surveys)
    TrafficCount.objects.bulk_create(
        TrafficCount(
            road=road,
            counted_on=town.plan.first - timedelta(days=120),
            chainage_m=round(plan.length_m / 2),
            vehicles_per_day=VEHICLES[plan.road_class] + 7 * (number % 23),
            heavy_percent=4 + number % 9,
        )
        for number, (road, plan) in enumerate(zip(roads, plans, strict=True))
        if plan.road_class != "farm"
    )
    ids = [road.pk for road in roads]
    saving.cut_segments(ids)
    saving.draw_reserves(ids)
    saving.refresh_condition(ids)


def _beside(town: Town, roads: list[Road], lines: Lines) -> None:
    """Lamps, signs and rails, and posts at the full kilometres of the longer roads."""
    bulk(
        RoadFurniture,
        [
            RoadFurniture(
                road=roads[index],
                kind=item.kind,
                detail=item.detail,
                chainage_m=item.chainage_m,
                offset_m=item.offset_m,
                side=item.side,
                year_be=item.year_be,
                geom=stored(lines.beside(index, item.chainage_m, item.side, item.offset_m)),
            )
            for index, plan in enumerate(town.plan.roads)
            for item in plan.furniture
        ],
    )
    KmPost.objects.bulk_create(
        KmPost(
            road=roads[index],
            chainage_m=km * 1000,
            surveyed_on=town.plan.first - timedelta(days=900),
            geom=stored(lines.beside(index, km * 1000, "", Decimal(0))),
        )
        for index, plan in enumerate(town.plan.roads)
        for km in range(1, int(plan.line.length) // 1000 + 1)
    )


def _structures(town: Town, roads: list[Road], lines: Lines) -> None:
    waters = list(Waterway.objects.order_by("id"))
    shapes = stored_many([bridge.line for bridge in town.plan.bridges])
    copied = ("code", "name", "chainage_m", "kind", "spans", "length_m", "width_m", "load_limit_t", "clearance_m")
    bulk(
        Bridge,
        [
            Bridge(
                **{name: getattr(plan, name) for name in copied},
                road=roads[plan.road_index],
                waterway=_water(waters, town, plan.water_index),
                year_be=plan.year_built_be,
                geom=shape,
            )
            for plan, shape in zip(town.plan.bridges, shapes, strict=True)
        ],
    )
    bulk(
        Culvert,
        [
            Culvert(
                road=roads[plan.road_index],
                waterway=_water(waters, town, plan.water_index),
                soundness="blocked" if number % 9 == 4 else "good",
                offset_m=0,
                geom=stored(lines.beside(plan.road_index, plan.chainage_m, "", Decimal(0))),
                **{n: getattr(plan, n) for n in ("chainage_m", "shape", "cells", "opening_m", "length_m", "year_be")},
            )
            for number, plan in enumerate(town.plan.culverts)
        ],
    )


def _water(waters: list[Waterway], town: Town, index: int) -> Waterway | None:
    """The waters were written in the order of the plan."""
    return waters[index] if len(waters) == len(town.plan.waters) else None


def _gifts(town: Town, roads: list[Road]) -> None:
    """Each road that stands on gifts has one or two papers, all accepted."""
    givers = list(Person.objects.order_by("id")[:400])
    rows = []
    for number, road in enumerate(r for r in roads if r.legal_basis == Road.LegalBasis.GIFT and givers):
        signed = (road.registered_on or town.plan.first) - timedelta(days=400)
        for copy in range(1 + number % 2):
            rows.append(
                LandGift(
                    road=road,
                    person=givers[(7 * number + copy) % len(givers)],
                    area_sqwah=Decimal(20 + (13 * number + 29 * copy) % 180),
                    signed_on=signed + timedelta(days=copy),
                    accepted_on=signed + timedelta(days=30),
                )
            )
    bulk(LandGift, rows)


def _approve(town: Town, roads: list[Road]) -> None:
    """The head of public works has approved the first version of the roads that are registered."""
    head = town.user("division_head")
    registered = {road.uid: road for road in roads if road.status == "registered"}
    versions = Feature.objects.filter(uid__in=list(registered)).values_list("uid", "version")
    RoadApproval.objects.bulk_create(
        RoadApproval(
            road=registered[uid], version=version, approved_by=head, approved_on=town.plan.first, note="ข้อมูลตั้งต้น"
        )
        for uid, version in versions
    )
