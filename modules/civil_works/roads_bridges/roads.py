"""Registers of routes: roads with their segments, widths and traffic, the reserve, kilometre posts, land gifts."""

from __future__ import annotations

from gis_core.networks.models import KmPost, Road, RoadWidth
from layers.declare import (
    Action,
    ByDrafts,
    ByRange,
    ByValue,
    Circle,
    CountBy,
    Document,
    Grant,
    Hatch,
    ImportMap,
    Label,
    Layer,
    Line,
    Lines,
    OnSheet,
    Panel,
    Register,
    SheetText,
    Theme,
    Transition,
    Workflow,
)
from modules.civil_works.roads_bridges import actions, checks, diagram, figures, papers, questions, saving
from modules.civil_works.roads_bridges.models import LandGift, RoadReserve, SurfaceSegment, TrafficCount
from modules.civil_works.roads_bridges.roles import EXPORTERS, KEEPERS, OFFICE, SIGNERS

registration = Workflow(
    initial="surveyed",
    states={
        "surveyed": "สำรวจแล้ว",
        "land_ready": "เอกสารที่ดินครบ",
        "council": "สภาเห็นชอบ",
        "requested": "ขอลงทะเบียน (ทถ.1)",
        "registered": "ลงทะเบียนแล้ว",
        "transferred": "โอนหน่วยงาน",
        "deregistered": "ถอนทะเบียน",
    },
    transitions=(
        Transition(
            "land_ready",
            "surveyed",
            "land_ready",
            by=("engineer", "officer"),
            thai="เอกสารที่ดินครบ",
            form=("public_way_no", "public_way_on"),
            guard=actions.gifts_complete,
        ),
        Transition(
            "council",
            "land_ready",
            "council",
            by=("council_secretary", "officer", "engineer"),
            thai="บันทึกมติสภา",
            form=("council_no", "council_on"),
        ),
        Transition(
            "request",
            "council",
            "requested",
            by=SIGNERS,
            thai="ขอลงทะเบียนต่อผู้ว่าราชการจังหวัด",
            form=("request_no", "requested_on"),
            guard=actions.ready_to_register,
            document="tt1",
        ),
        Transition(
            "register",
            "requested",
            "registered",
            by=("engineer", "officer"),
            thai="บันทึกการลงทะเบียน",
            form=("approval_no", "approved_on", "registered_no", "registered_on"),
            guard=actions.ready_to_register,
        ),
        Transition(
            "transfer",
            "registered",
            "transferred",
            by=SIGNERS,
            thai="โอนหน่วยงาน",
            form=("closing_no", "closed_on", "transferred_to"),
            guard=actions.no_live_contract,
        ),
        Transition(
            "deregister",
            "registered",
            "deregistered",
            by=SIGNERS,
            thai="ถอนทะเบียน",
            form=("closing_no", "closed_on"),
            guard=actions.no_live_contract,
        ),
    ),
)

#: Lines without the office's codes get one by which they are found again, until the office gives its own.
UNCODED = {"road_code": "นข{batch}-{row}", "road_class": "other"}
NAMELESS = {**UNCODED, "name": "ถนนไม่มีชื่อ"}
MANY = ByDrafts(check=checks.roads, saved=saving.roads_saved)
FORMS_OF_FILES = (
    ImportMap(
        match_on="road_code",
        in_bulk=MANY,
        columns={
            "รหัสสายทาง": "road_code",
            "ชื่อสายทาง": "name",
            "ประเภททาง": "road_class",
            "จุดเริ่มต้น": "start_desc",
            "จุดสิ้นสุด": "end_desc",
            "ระยะทาง (ม.)": "registered_length_m",
            "เขตทาง (ม.)": "row_width_m",
        },
    ),
    ImportMap(
        match_on=("name", "geom"),
        columns={"NAME": "name", "STATR": "start_desc", "END": "end_desc", "Diatance": ""},
        fixed=NAMELESS,
        in_bulk=MANY,
    ),
    ImportMap(
        match_on=("name", "geom"),
        columns={"name": "name", "price_min": "", "price_max": ""},
        fixed=NAMELESS,
        in_bulk=MANY,
    ),
    ImportMap(match_on="geom", columns={"class": "", "oneway": "", "structure": ""}, fixed=NAMELESS, in_bulk=MANY),
    ImportMap(
        match_on=("name", "geom"), columns={"name": "name", "ref": "", "name_en": ""}, fixed=NAMELESS, in_bulk=MANY
    ),
)


def _form(code: str, thai: str, context=papers.road_paper, **more) -> Document:  # type: ignore[no-untyped-def]
    return Document(code, thai, f"roads_bridges/{code}.html", SIGNERS, context, **more)


roads = Register(
    Road,
    thai="สายทาง",
    english="Roads",
    title="road_code",
    workflow=registration,
    list_columns=("road_code", "name", "road_class", "registered_length_m", "length_m", "row_width_m", "status"),
    form_columns=(
        "road_code",
        "name",
        "road_class",
        "legal_basis",
        "start_desc",
        "end_desc",
        "registered_length_m",
        "row_width_m",
    ),
    filters=("status", "road_class", "legal_basis", "village"),
    search=("road_code", "name", "ถนน{name}", "ซอย{name}"),
    order_by=("road_code",),
    lines=(
        Lines(
            SurfaceSegment,
            columns=(
                "km_from",
                "km_to",
                "surface",
                "width_m",
                "shoulder_left_m",
                "shoulder_right_m",
                "sidewalk_left_m",
                "sidewalk_right_m",
                "lanes",
                "year_built_be",
                "contract_no",
                "cost_baht",
                "shares_with",
            ),
            thai="ช่วงผิวทาง",
            order_by=("km_from",),
        ),
        Lines(RoadWidth, columns=("row_width_m", "valid", "basis"), thai="เขตทางตามช่วงเวลา", order_by=("valid",)),
        Lines(
            TrafficCount,
            columns=("counted_on", "chainage_m", "vehicles_per_day", "heavy_percent"),
            thai="ปริมาณจราจร",
            order_by=("-counted_on",),
        ),
    ),
    derive=saving.derive_road,
    check=checks.road,
    after_save=saving.road_saved,
    errors={
        "road_code": ("E-5501", "รหัสสายทางซ้ำ"),
        "networks_width_one_at_a_time": ("WIDTH_PERIOD", "เขตทางมีสองค่าในวันเดียวกัน แก้ช่วงเวลาไม่ให้ทับซ้อน"),
    },
    layer=Layer(
        Line(1.4, "#7b7f84"),
        classes=ByValue(
            "road_class",
            {
                "local": "#5b6770",
                "provincial": "#8e5aa8",
                "lane": "#8f979d",
                "farm": "#a58d5f",
                "other": "#9aa0a6",
                "national": "#b03a2e",
                "rural": "#c8892b",
            },
        ),
        label=Label("name", from_zoom=14),
        zooms=(9, 22),
        level="public",
        columns=("road_code", "status"),
        order=50,
        sheet=OnSheet(0, texts=(SheetText("name", 10_000, 2.8, "#333333"),)),
    ),
    imports=FORMS_OF_FILES,
    rates=figures.ALL,
    documents=(
        _form("tt1", "แบบ ทถ.1 คำขอลงทะเบียนทางหลวงท้องถิ่น"),
        _form("tt2", "แบบ ทถ.2 การอนุมัติลงทะเบียนทางหลวงท้องถิ่น"),
        _form("tt3", "แบบ ทถ.3 รายละเอียดสายทาง", papers.route_sheet),
        _form("tt5", "แบบ ทถ.5 หนังสือรับรองแนวเขตทางสาธารณะ"),
        _form("tt6", "แบบ ทถ.6 ทะเบียนทางหลวงท้องถิ่น"),
        _form("tt7", "แบบ ทถ.7 ประวัติสายทาง", papers.history_paper),
        Document(
            "route_sheet",
            "แผ่นข้อมูลสายทาง",
            "roads_bridges/route_sheet.html",
            ("engineer", "division_head", "executive"),
            papers.route_sheet,
            thai_digits=False,
            landscape=True,
        ),
        Document(
            "repair_list",
            "รายการซ่อมสายทาง",
            "roads_bridges/repair_list.html",
            ("engineer", "division_head", "executive"),
            papers.repair_list,
            thai_digits=False,
        ),
    ),
    reports=(CountBy("road_class", "status"), CountBy("legal_basis"), *questions.ROAD_REPORTS),
    queries=questions.ROAD_QUERIES,
    panels=(
        Panel("diagram", "แผนผังเส้นตรง", "roads_bridges/diagram.html", papers.diagram_tab),
        Panel("state", "รุ่นและมาตรฐาน", "roads_bridges/state.html", papers.state_tab, roles=tuple(OFFICE.split())),
    ),
    actions=(
        Action(
            "approve",
            "อนุมัติรุ่นข้อมูล",
            actions.approve_version,
            roles=("division_head",),
            form=(("note", "หมายเหตุ", "text"),),
        ),
    ),
    grants=(
        Grant(OFFICE, "view"),
        Grant(KEEPERS, "add change"),
        Grant("division_head", "delete"),
        Grant("engineer surveyor inspector", "inspect"),
        Grant(EXPORTERS, "export"),
        Grant("engineer division_head executive", "print"),
    ),
)

segments = Register(
    SurfaceSegment,
    thai="ช่วงผิวทาง",
    english="Surface segments",
    title="span",
    list_columns=("road", "km_from", "km_to", "surface", "width_m", "iri_m_per_km", "grade", "surveyed_on"),
    filters=("surface", "grade", "year_built_be", "village"),
    order_by=("road", "km_from"),
    category="surface",
    layer=Layer(
        Line(2.2, "#55595e", width_by="width_m", widest_m=60),
        classes=ByValue("surface", diagram.SURFACE_COLORS),
        zooms=(11, 22),
        level="public",
        columns=("span",),
        themes=(
            Theme("condition", "สภาพทาง", ByValue("grade", diagram.GRADE_COLORS, other="#c8ccd0")),
            Theme(
                "iri",
                "ค่า IRI (ม./กม.)",
                ByRange("iri_m_per_km", (2.5, 3.5, 5.0), tuple(diagram.GRADE_COLORS.values())[:4]),
            ),
        ),
        order=52,
    ),
    reports=(CountBy("surface", "grade"),),
    grants=(Grant(OFFICE, "view"), Grant(EXPORTERS, "export")),
)

reserves = Register(
    RoadReserve,
    thai="เขตทาง",
    english="Road reserves",
    title="row_width_m",
    list_columns=("road", "row_width_m"),
    filters=("row_width_m",),
    layer=Layer(
        Hatch("#8a5a9e", opacity=0.1, outline_width=1),
        classes=ByRange("row_width_m", (6, 8, 10, 12), ("#c9b3d4", "#b38fc4", "#9c6bb3", "#7f4a99", "#5e2f78")),
        zooms=(15, 22),
        level="public",
        shown=False,
        order=45,
    ),
    grants=(Grant(OFFICE, "view"), Grant(EXPORTERS, "export")),
)

km_posts = Register(
    KmPost,
    thai="หลักกิโลเมตร",
    english="Kilometre posts",
    title="km",
    list_columns=("road", "chainage_m", "surveyed_on"),
    filters=("surveyed_on",),
    order_by=("road", "chainage_m"),
    check=checks.km_post,
    after_save=saving.km_post_saved,
    errors={"networks_post_once": ("KM_POST", "สายทางนี้มีหลักกิโลเมตรนี้แล้ว")},
    layer=Layer(Circle(3.5, "#444b52"), label=Label("km", from_zoom=16), zooms=(15, 22), level="public", order=70),
    grants=(Grant(OFFICE, "view export"), Grant(KEEPERS, "add change")),
)

gifts = Register(
    LandGift,
    thai="หนังสืออุทิศที่ดิน (ทถ.4)",
    english="Land gifts",
    level="hidden",
    number="ทถ.4-{seq:04}/{be_year}",
    located_by=("parcel", "road"),
    list_columns=("register_no", "road", "parcel", "area_sqwah", "signed_on", "accepted_on"),
    filters=("signed_on", "accepted_on"),
    check=checks.gift,
    documents=(Document("tt4", "แบบ ทถ.4 หนังสืออุทิศที่ดิน", "roads_bridges/tt4.html", SIGNERS, papers.land_gift_paper),),
    grants=(
        Grant("engineer surveyor officer division_head clerk_chief executive auditor", "view"),
        Grant("engineer officer", "add change"),
        Grant("engineer officer executive", "unmask"),
    ),
)
