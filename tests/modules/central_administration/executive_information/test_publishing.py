"""What everybody may see of figures, and the monthly brief on paper."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine.judging import published
from layers.registry import registry
from modules.central_administration.executive_information import brief, snapshots
from modules.central_administration.executive_information.declared import DeclaredFigure, by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot, MonthlyBrief
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.charges.models import Charge
from modules.kernel.documents import issue as papers
from tests.doors import DOORS
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
DEATHS = "civil_works.roads_bridges.road.deaths"
COLLECTED = "kernel.charges.charge.land_tax_collected"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


def publish(*codes: str) -> None:
    with acting_as(system_user(), "เผยแพร่"):
        Kpi.objects.filter(code__in=codes).update(is_public=True)


def keep(code: str, value: str, area: str = "", **more: Any) -> None:
    with acting_as(system_user(), "บันทึก"):
        KpiSnapshot.objects.create(
            kpi=Kpi.objects.get(code=code), on=more.pop("on", clock.today()), area=area, numerator=Decimal(value),
            value=Decimal(value), computed_at=clock.now(), **more,
        )  # fmt: skip


def page(client: Any) -> str:
    answer = client.get("/figures/public/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_nothing_is_public_until_the_office_says_so(client):
    keep(LAMPS, "3")
    assert published() == [] and "ยังไม่ได้เผยแพร่" in page(client)


def test_a_stranger_sees_the_whole_and_by_village_only_what_is_open_to_all(client):
    street.village(1, 0, 1)
    publish(LAMPS, COLLECTED)
    keep(LAMPS, "3")
    keep(LAMPS, "3", "670101")
    keep(COLLECTED, "83.04")
    keep(COLLECTED, "61.20", "670101")
    shown = page(client)
    assert "83.04" in shown and "61.2" not in shown, "taxes by village are no public matter"
    assert "หมู่ที่ 1" in shown and "/r/" not in shown.split('class="figure-grid"')[1].split("</main>")[0]
    with CaptureQueriesContext(connection) as queries:
        assert len(published()) == 2
    assert len(queries) == 4


@pytest.fixture
def open_to_all(monkeypatch: Any) -> None:
    """As if the records behind every figure were open to everybody."""
    monkeypatch.setattr(DeclaredFigure, "is_open_to", lambda figure, user: True)


def deaths(total: str, **villages: str) -> None:
    publish(DEATHS)
    for area, count in (("", total), *((f"6701{moo[1:]}", count) for moo, count in villages.items())):
        keep(DEATHS, count, area)


def test_what_is_no_public_record_is_not_told_by_village():
    deaths("15", v01="2", v02="6", v03="7")
    (each,) = published()
    assert (each.text, each.villages) == ("15", {})


def test_small_numbers_of_persons_stay_hidden_against_subtraction(open_to_all):
    deaths("15", v01="2", v02="6", v03="7")
    (each,) = published()
    assert each.text == "15"
    assert each.villages == {"670101": "ไม่แสดง", "670102": "ไม่แสดง", "670103": "7"}


def test_a_few_persons_of_no_village_are_not_told_by_the_whole_less_its_villages(open_to_all):
    deaths("15", v01="6", v02="7")
    (each,) = published()
    assert (each.text, each.villages) == ("15", {"670101": "ไม่แสดง", "670102": "7"})


def test_one_person_in_each_of_two_villages_is_not_told_by_what_is_left(open_to_all):
    deaths("11", v01="1", v02="1", v03="9")
    (each,) = published()
    assert (each.text, set(each.villages.values())) == ("11", {"ไม่แสดง"})


def test_a_share_of_persons_is_judged_by_the_persons_behind_it(open_to_all):
    publish(DEATHS)
    for area, persons, share in (("", 15, "30"), ("670101", 2, "40"), ("670102", 6, "60"), ("670103", 7, "20")):
        with acting_as(system_user(), "บันทึก"):
            KpiSnapshot.objects.create(
                kpi=Kpi.objects.get(code=DEATHS), on=clock.today(), area=area, numerator=persons, denominator=50,
                value=Decimal(share), computed_at=clock.now(),
            )  # fmt: skip
    (each,) = published()
    assert (each.text, each.villages) == ("30", {"670101": "ไม่แสดง", "670102": "ไม่แสดง", "670103": "20"})


def test_two_figures_of_the_same_persons_have_one_limit(open_to_all, monkeypatch):
    lamps = by_code()[LAMPS]
    monkeypatch.setitem(by_code(), LAMPS, replace(lamps, kpi=replace(lamps.kpi, people=True)))
    publish(DEATHS, LAMPS)
    with acting_as(system_user(), "เกณฑ์"):
        Kpi.objects.filter(code=LAMPS).update(min_cell=2)
    for code in (DEATHS, LAMPS):
        for area, count in (("", "15"), ("670101", "3"), ("670102", "5"), ("670103", "7")):
            keep(code, count, area)
    one, other = published()
    assert one.villages == other.villages, "what one keeps back the other does not tell"


def test_the_next_day_does_not_tell_what_the_day_before_kept_back(open_to_all):
    """Deaths of a year only rise: 10 in two villages kept back, then 5 and 6 told, could only have been 4 and 6."""
    publish(DEATHS)
    for days_ago, counts in ((1, ("17", "4", "6", "7")), (0, ("18", "5", "6", "7"))):
        for area, count in zip(("", "670101", "670102", "670103"), counts, strict=True):
            keep(DEATHS, count, area, on=clock.today() - timedelta(days=days_ago))
    (each,) = published()
    assert (each.text, each.villages) == ("18", {"670101": "ไม่แสดง", "670102": "ไม่แสดง", "670103": "7"})


def test_what_was_kept_back_a_year_ago_is_of_another_year(open_to_all):
    publish(DEATHS)
    before = clock.today() - timedelta(days=400)
    for on, counts in ((before, ("17", "4", "6", "7")), (clock.today(), ("18", "5", "6", "7"))):
        for area, count in zip(("", "670101", "670102", "670103"), counts, strict=True):
            keep(DEATHS, count, area, on=on)
    (each,) = published()
    assert each.villages == {"670101": "5", "670102": "6", "670103": "7"}


def test_two_figures_do_not_tell_by_their_difference_what_a_third_keeps_back(open_to_all, monkeypatch):
    """12 persons, of whom 11 in one figure: the one of the third is told by no village in which it is kept back."""
    third = next(code for code in by_code() if code not in (DEATHS, LAMPS))
    for code in (LAMPS, third):
        figure = by_code()[code]
        monkeypatch.setitem(by_code(), code, replace(figure, kpi=replace(figure.kpi, people=True)))
    publish(DEATHS, LAMPS, third)
    for code, counts in ((DEATHS, "36 12 12 12"), (LAMPS, "23 11 6 6"), (third, "13 1 6 6")):
        for area, count in zip(("", "670101", "670102", "670103"), counts.split(), strict=True):
            keep(code, count, area)
    kept_back = [{village for village, text in each.villages.items() if text == "ไม่แสดง"} for each in published()]
    assert kept_back[0] == kept_back[1] == kept_back[2] and "670101" in kept_back[0]


def test_villages_without_anybody_are_hidden_among_those_with_a_few(open_to_all):
    for moo in range(1, 7):
        street.village(moo, moo, moo + 1)
    deaths("5", v01="1", v02="1", v03="1", v04="1", v05="1")
    (each,) = published()
    assert len(each.villages) == 6 and set(each.villages.values()) == {"ไม่แสดง"}, "five of six would tell the five"


def test_a_village_without_a_lamp_counts_as_nought(open_to_all):
    street.village(1, 0, 1)
    street.village(2, 2, 3)
    publish(LAMPS)
    keep(LAMPS, "3")
    keep(LAMPS, "3", "670101")
    (each,) = published()
    assert each.villages == {"670101": "3", "670102": "0"}


def test_a_few_persons_in_all_are_not_told_either():
    publish(DEATHS)
    keep(DEATHS, "3")
    (each,) = published()
    assert each.text == "ไม่แสดง"


def test_open_data_tells_what_the_page_shows_and_no_more(client, open_to_all):
    for moo in (1, 2, 3):
        street.village(moo, 2 * moo, 2 * moo + 1)
    deaths("15", v01="2", v02="6", v03="7")
    keep(LAMPS, "3")
    body = client.get(reverse("open-data-json")).json()
    told = {row["village_code"]: (row["value"], row["state"]) for row in body["records"]}
    assert told == {"": (15, "value"), "670101": (None, "hidden"), "670102": (None, "hidden"), "670103": (7, "value")}
    assert body["license"]["url"].startswith("https://creativecommons.org/") and body["publisher"]
    assert [field["name"] for field in body["fields"]] == list(body["records"][0]), "every column is described"
    answer = client.get(reverse("open-data-csv"))
    head, *rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert head.split(",")[0] == "figure_code" and len(rows) == len(body["records"])
    assert 'rel="license"' in answer["Link"] and not any(",2," in row or ",6," in row for row in rows)
    shapes = client.get(reverse("open-data-geojson")).json()["features"]
    assert {each["id"]: each["properties"]["figures"][DEATHS]["state"] for each in shapes} == {
        "670101": "hidden", "670102": "hidden", "670103": "value"
    }  # fmt: skip
    assert all(name in page(client) for name in ("figures.csv", "figures.json", "villages.geojson", "CC BY 4.0"))


def test_open_data_of_an_office_that_publishes_nothing_is_empty(client):
    keep(LAMPS, "3")
    body = client.get(reverse("open-data-json")).json()
    assert (body["records"], body["modified"]) == ([], None)
    assert client.get(reverse("open-data-geojson")).json()["features"] == []


def a_brief(month: int | None = None, year: int | None = None) -> MonthlyBrief:
    today = clock.today()
    with acting_as(system_user(), "บทสรุป"):
        return MonthlyBrief.objects.create(
            fiscal_year_be=year or fiscal_year(today), month=month or today.month, remark="เร่งรัดลูกหนี้ค้างชำระ"
        )


def test_the_brief_prints_what_was_kept_and_last_years():
    keep(LAMPS, "3")
    keep(LAMPS, "5", on=clock.today() - timedelta(days=367))
    register = registry.by_slug["executive_information-brief"]
    document = papers.document_of(register, "brief")
    found = brief.content(a_brief())
    figure = next(f for group in found["groups"] for f in group["figures"] if f["row"].kpi.code == LAMPS)
    assert (figure["row"].value, figure["beside"].change) == (3, -2)
    pdf = papers.draft(register, document, MonthlyBrief.objects.get(), user_with("executive"))
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
    assert "-2" in text and "-2.00" not in text, "a number of lamps has no satang"


def test_the_brief_says_which_scores_others_gave():
    keep("central_administration.executive_information.score.lpa", "78.45")
    keep(LAMPS, "3")
    register = registry.by_slug["executive_information-brief"]
    paper = papers.document_of(register, "brief")
    pdf = papers.draft(register, paper, a_brief(), user_with("executive"))
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
    assert text.count("จากภายนอก") == 1


@pytest.mark.parametrize("lines", range(20, 38))
def test_nobody_signs_a_page_that_holds_nothing_else(lines):
    keep(LAMPS, "3")
    register = registry.by_slug["executive_information-brief"]
    told = a_brief()
    told.remark = "\n".join(["เร่งรัด"] * lines)
    pdf = papers.draft(register, papers.document_of(register, "brief"), told, user_with("executive"))
    last = PdfReader(BytesIO(pdf)).pages[-1].extract_text()
    assert "ลงชื่อ" in last and "เร่งรัด" in last, last


def test_only_numbers_stand_within_the_briefs_drawing():
    """A drawing on paper is set letter by letter, and a vowel above a consonant would stand beside it."""
    template = Path(brief.__file__).parent / "templates" / "executive_information" / "_months.html"
    words = re.findall(r"<text[^>]*>(.*?)</text>", template.read_text(encoding="utf-8"), re.DOTALL)
    assert words == ["{{ tick }}"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("executive", 200), ("clerk_chief", 200), ("auditor", 200), ("planner", 403), ("engineer", 403)],
)
def test_the_brief_is_read_by_those_who_may_see_what_it_prints(client, role, status):
    keep(LAMPS, "3")
    register = registry.by_slug["executive_information-brief"]
    address = reverse("document-draft", args=[register.slug, a_brief().uid, "brief"])
    reader = user_with(role)
    assert visible(registry.for_model(Charge), reader).everything is (status == 200)
    sign_in(client, reader)
    assert client.get(address).status_code == status


@pytest.mark.parametrize("role", ["auditor", "planner", "engineer"])
def test_an_issued_brief_is_closed_to_who_may_not_see_its_money(client, role):
    keep(LAMPS, "3")
    register = registry.by_slug["executive_information-brief"]
    chief = user_with("clerk_chief")
    with acting_as(chief, "ออกบทสรุป"):
        issued = papers.issue(
            register, papers.document_of(register, "brief"), a_brief(), user=chief, reason="ออกบทสรุป", site="http://x/"
        )
    sign_in(client, user_with(role))
    assert client.get(reverse("document-frozen", args=[issued.uid])).status_code == (200 if role == "auditor" else 404)


def test_a_brief_of_a_month_of_which_nothing_was_kept_is_refused():
    with pytest.raises(Refused, match="BRIEF_EMPTY"):
        brief.content(a_brief())
    with acting_as(system_user(), "รอบคืน"):
        snapshots.keep_all()
    assert brief.content(MonthlyBrief.objects.get())["groups"]


def test_a_month_has_one_brief(client):
    made = a_brief()
    again = {"fiscal_year_be": str(made.fiscal_year_be), "month": str(made.month)}
    register = registry.by_slug["executive_information-brief"]
    found = DOORS["form"](client, user_with("planner", "clerk_chief"), register, again, {})
    assert any("มีบทสรุปของเดือนนี้แล้ว" in each for each in found), found


@pytest.mark.parametrize("door", DOORS)
def test_a_month_to_come_has_no_brief(client, door):
    ahead = {"fiscal_year_be": str(fiscal_year(clock.today()) + 1), "month": "9"}
    register = registry.by_slug["executive_information-brief"]
    found = DOORS[door](client, user_with("planner", "clerk_chief"), register, ahead, {})
    assert any("เดือนนี้ยังไม่เริ่ม" in each for each in found), found
