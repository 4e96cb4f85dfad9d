"""The survey of a tax year: announced with its areas, days and surveyors, and how far it has come in each.

Law: Land and Building Tax Act B.E. 2562 s.27 to 29.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gis_core.access.holdings import WholeOffice
from gis_core.ground.models import Parcel
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import CountBy, Document, Draft, Fill, Grant, ImportMap, Label, Layer, Panel, Register
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.models import LandTaxUse, SurveyArea, TaxYear
from modules.finance.revenue_collection.roles import APPROVERS, EXPORTERS, LOCAL, READERS
from modules.finance.revenue_collection.sql import ask

LAW = f"{ACT} ม.28"
KEEPERS = "revenue_officer assessor finance_head"


def check(draft: Draft) -> Iterator[Refused]:
    """Days in order, and none before the survey of the year begins."""
    area: SurveyArea = draft.record
    if area.ends_on < area.starts_on:
        yield Refused("SURVEY_DAYS", "วันสุดท้ายของการสำรวจต้องไม่ก่อนวันเริ่ม", LAW, "ends_on")
    begins = area.tax_year.survey_starts_on
    if begins is not None and area.starts_on < begins:
        text = f"เริ่มสำรวจได้ตั้งแต่ {format_date(begins, 'long')} ตามที่ประกาศไว้สำหรับปีภาษี {area.tax_year}"
        yield Refused("SURVEY_DAYS", text, LAW, "starts_on")


# -- how far it has come -----------------------------------------------------------------------------------------------
def progress(areas: Sequence[SurveyArea], user: Any) -> Mapping[int, Mapping[str, int]]:
    """By area, of its parcels that the reader may see, of how many something was surveyed since it began."""
    found = ask("survey_progress", user, {"p": Parcel, "u": LandTaxUse}, areas=[area.pk for area in areas])
    return {row["id"]: row for row in found}


def progress_tab(area: SurveyArea, user: Any) -> Mapping[str, Any]:
    """The tab on an area's page."""
    counts = progress([area], user)[area.pk]
    return {**counts, "left": counts["parcels"] - counts["surveyed"]}


# -- the announcement --------------------------------------------------------------------------------------------------
def unannounced(year: TaxYear) -> Iterator[Refused]:
    """``NOT_ANNOUNCED`` before the days of the announcement and of the survey's beginning are written."""
    if year.survey_announced_on is None or year.survey_starts_on is None:
        yield Refused("NOT_ANNOUNCED", "ยังไม่ได้บันทึกวันที่ประกาศสำรวจและวันที่เริ่มสำรวจ", LAW)


def announced(year: TaxYear) -> Mapping[str, Any]:
    """What the announcement of the survey prints. Errors: Refused ``NOT_ANNOUNCED``."""
    for refused in unannounced(year):
        raise refused
    areas = list(year.survey_areas.order_by("starts_on", "thai"))
    counts = progress(areas, WholeOffice())
    return {"areas": [(area, counts[area.pk]["parcels"]) for area in areas]}


ANNOUNCEMENT = Document(
    "survey", "ประกาศการสำรวจที่ดินและสิ่งปลูกสร้าง", "revenue_collection/survey.html", APPROVERS, announced,
    number="สำรวจ-{seq:02}/{be_year}", readers=("assessor", "revenue_officer", "finance_head", "surveyor"),
)  # fmt: skip

areas = Register(
    SurveyArea,
    thai="พื้นที่สำรวจของปีภาษี",
    english="Survey areas",
    office_kinds=LOCAL,
    name="survey_area",
    number="พส.{seq:04}/{be_year}",
    level="staff",
    list_columns=("register_no", "tax_year", "thai", "starts_on", "ends_on", "surveyors"),
    form_columns=("tax_year", "thai", "starts_on", "ends_on", "surveyors"),
    filters=("tax_year", "starts_on"),
    search=("register_no", "thai"),
    order_by=("-tax_year__code", "starts_on", "id"),
    check=check,
    errors={
        "revenue_survey_area_once": ("DUP_SURVEY_AREA", "ปีภาษีนี้มีพื้นที่สำรวจชื่อนี้แล้ว"),
        "revenue_survey_area_days_in_order": ("SURVEY_DAYS", "วันสุดท้ายของการสำรวจต้องไม่ก่อนวันเริ่ม"),
    },
    layer=Layer(
        Fill("#c2289c", opacity=0.08, outline="#c2289c", outline_width=1.6),
        label=Label("thai", from_zoom=13),
        zooms=(11, 22),
        level="staff",
        shown=False,
        order=40,
    ),
    imports=ImportMap(
        match_on="register_no",
        columns={
            "ปีภาษี": "tax_year",
            "พื้นที่สำรวจ": "thai",
            "เริ่มสำรวจ": "starts_on",
            "สำรวจเสร็จภายใน": "ends_on",
            "พนักงานสำรวจ": "surveyors",
        },
    ),
    panels=(Panel("progress", "ความคืบหน้าของการสำรวจ", "revenue_collection/survey_progress.html", progress_tab),),
    reports=(CountBy("tax_year"),),
    grants=(
        Grant(f"{READERS} surveyor", "view"),
        Grant(KEEPERS, "add change delete"),
        Grant(EXPORTERS, "export"),
    ),
)
