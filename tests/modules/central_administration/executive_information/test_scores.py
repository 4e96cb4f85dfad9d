"""Scores from outside: refused at every door, counted once the paper hangs on them, judged at the pass marks."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gis_core.access.actor import acting_as, system_user
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.features.models import Change
from gis_core.files.attach import attach, attachments_of
from gis_core.pure.thai_calendar import fiscal_year, fiscal_year_bounds, format_date
from layers.engine import records
from layers.engine.boards import Asked
from layers.engine.index import has_place
from layers.registry import registry
from map_ui.reports.key_figures import EXTERNAL
from modules.central_administration.executive_information import demo, scores, seeding
from modules.central_administration.executive_information.models import Kpi, KpiTarget, OutsideScore
from modules.kernel.charges import demo as charges_demo
from tests import doors
from tests.contracts.examples import area_around
from tests.doors import DOORS
from tests.map_ui import register_pages as street
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
LPA, ITA = scores.FIGURES


def this_year() -> int:
    return fiscal_year(clock.today())


def typed(**more: Any) -> dict[str, Any]:
    plain = {"figure": "lpa", "dimension": "total", "fiscal_year_be": str(this_year()), "score": "70.00"}
    told = {"announced_by": "หน่วยประเมินสมมติ", "reference_no": "สมมติ 1/2569"}
    return plain | told | {"announced_on": format_date(clock.today(), "numeric")} | more


CASES: Mapping[str, tuple[dict[str, Any], str]] = {
    "above": ({"score": "100.01"}, "คะแนนต้องอยู่ระหว่าง 0.00 ถึง 100.00"),
    "below": ({"score": "-0.01"}, "คะแนนต้องอยู่ระหว่าง 0.00 ถึง 100.00"),
    "three decimals": ({"score": "70.005"}, "ทศนิยม"),
    "no reference": ({"reference_no": ""}, "เลขที่หนังสือหรือประกาศ"),
    "year to come": ({"fiscal_year_be": "2699"}, "ปีงบประมาณ 2699 ยังไม่เริ่ม"),
    "day to come": ({"announced_on": "1/1/2699"}, "วันที่ประกาศยังมาไม่ถึง"),
    "day before the year": ({"announced_on": "1/1/2560"}, "อยู่ก่อนปีงบประมาณที่ถูกประเมิน"),
    "dimension of ITA": ({"figure": "ita", "dimension": "finance"}, "ITA ประกาศเป็นคะแนนเดียว"),
    "twice": ({"dimension": "service"}, "ให้เปิดระเบียนเดิมเพื่อแก้ไข"),
}


def add(**more: Any) -> OutsideScore:
    planner = user_with("planner", name=f"typist{OutsideScore.objects.count()}")
    return records.create(registry.for_model(OutsideScore), typed(**more), user=planner, reason="ตามประกาศ")


def confirm(score: OutsideScore) -> None:
    with acting_as(system_user(), "แนบเอกสาร"):
        attach(score.uid, [PDF], "announcement.pdf")
    doors.take(score, "confirm", user_with("clerk_chief", name=f"chief{score.pk}"), {})


def announced(**more: Any) -> OutsideScore:
    score = add(**more)
    confirm(score)
    return score


def seeded() -> None:
    seeding.key_figures()
    seeding.pass_marks()


def cards(user: Any) -> dict[str, Any]:
    told = scores.board(user, Asked(this_year(), None, "", clock.today()))
    return {card["thai"]: card for card in told["cards"]}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, case, door):
    add(dimension="service")
    more, text = CASES[case]
    found = DOORS[door](client, user_with("planner"), registry.for_model(OutsideScore), typed(**more), {})
    assert any(text in each for each in found), found
    assert OutsideScore.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_what_is_right_is_let_in_and_waits_for_its_paper(client, door):
    reader = user_with("planner")
    assert DOORS[door](client, reader, registry.for_model(OutsideScore), typed(), {}) == []
    score = OutsideScore.objects.get()
    assert score.status == "typed" and score.register_no
    assert LPA.value(reader).value(LPA.scale) is None, "what is not confirmed is no data"
    assert doors.refused(doors.take, score, "confirm", user_with("clerk_chief"), {}) == ("SCORE_PAPER",)


def test_a_confirmed_score_is_not_rewritten_until_it_is_sent_back():
    score, planner = announced(), user_with("planner")
    register = registry.for_model(OutsideScore)
    change = {"user": planner, "reason": "พิมพ์ผิด"}
    assert doors.refused(records.update, register, score.uid, {"score": "71"}, **change) == ("STATE",)
    score.refresh_from_db()
    doors.take(score, "reopen", user_with("clerk_chief"), {})
    records.update(register, score.uid, {"score": "71"}, **change)
    assert LPA.value(planner).value(LPA.scale) is None


def test_a_confirmed_score_takes_further_papers_only_for_a_reason(client):
    score = announced()
    register = registry.for_model(OutsideScore)
    sign_in(client, user_with("planner"))
    url = f"{register.record_url(score.uid)}attach"
    sent = {"files": SimpleUploadedFile("later.pdf", b"%PDF-1.4\n%later\n%%EOF\n")}
    shown = html.unescape(client.post(url, sent, follow=True).content.decode())
    assert "กรอกเหตุผลที่แนบไฟล์เพิ่ม" in shown and 'name="reason"' in shown
    assert attachments_of(score.uid).count() == 1
    again = {"files": SimpleUploadedFile("later.pdf", b"%PDF-1.4\n%later\n%%EOF\n"), "reason": "ฉบับแก้คำผิด"}
    shown = html.unescape(client.post(url, again, follow=True).content.decode())
    assert "later.pdf (แนบเพิ่มภายหลัง: ฉบับแก้คำผิด)" in shown
    assert Change.objects.filter(reason="แนบเพิ่มภายหลัง: ฉบับแก้คำผิด").count() == 1


@pytest.mark.parametrize(
    ("figure", "points", "light"),
    [("lpa", "70.00", "green"), ("lpa", "69.99", "red"), ("ita", "85.00", "green"), ("ita", "84.99", "red")],
)
def test_judged_at_the_pass_mark(figure, points, light):
    seeded()
    announced(figure=figure, score=points)
    shown = cards(user_with("executive"))
    kpi = {"lpa": LPA, "ita": ITA}[figure]
    card, other = shown.pop(kpi.thai), shown.popitem()[1]
    assert (card["total"].score, card["judged"].light) == (Decimal(points), light)
    assert other["total"] is None and other["judged"].light == "no_data", "no data is not nought and not red"


def test_a_year_without_a_score_is_no_data_and_a_score_of_nought_is_nought():
    reader = user_with("executive")
    assert LPA.value(reader).value(LPA.scale) is None and LPA.by_village(reader) == {}
    announced(score="0")
    assert LPA.value(reader).value(LPA.scale) == 0
    assert LPA.of_year(reader, this_year() - 1) == {}


def test_the_announced_total_is_not_reckoned_from_its_dimensions():
    announced(dimension="finance", score="60")
    reader = user_with("executive")
    assert LPA.value(reader).value(LPA.scale) is None
    assert cards(reader)[LPA.thai]["total"] is None
    total = announced(score="78.45")
    assert LPA.value(reader).value(LPA.scale) == Decimal("78.45")
    assert [each["uid"] for each in LPA.features(reader)] == [total.uid]
    parts = cards(reader)[LPA.thai]["parts"]
    assert [(part.dimension, part.score) for part, _ in parts] == [("finance", Decimal(60))]


def test_the_last_year_announced_by_the_day_asked_for_is_shown():
    last = this_year() - 1
    first = fiscal_year_bounds(last)[0]
    announced(fiscal_year_be=str(last), score="66", announced_on=format_date(first, "numeric"))
    announced(score="91")
    reader = user_with("executive")
    assert cards(reader)[LPA.thai]["total"].score == 91
    before = scores.board(reader, Asked(last, None, "", clock.today()))
    assert before["cards"][0]["total"].score == 66
    assert LPA.of_year(reader, last)[""].value(LPA.scale) == 66


def test_whoever_sees_some_villages_sees_no_score_of_the_office(client):
    score = announced()
    local = user_with("executive", name="local", area=area_around(0))
    assert scores.board(local, Asked(this_year(), None, "", clock.today())) is None
    assert LPA.features(local) == [] and LPA.value(local).value(LPA.scale) is None
    sign_in(client, local)
    register = registry.for_model(OutsideScore)
    assert client.get(register.record_url(score.uid)).status_code == 404
    paper = attachments_of(score.uid).get()
    assert client.get(f"/files/{paper.uid}").status_code == 404
    assert "คะแนนประเมินจากภายนอก" not in html.unescape(client.get("/figures/").content.decode())


def test_a_score_has_no_place_and_is_not_counted_among_those_that_should():
    assert not has_place(registry.for_model(OutsideScore))


def test_the_board_marks_it_and_leads_to_the_record_with_its_paper(client):
    seeded()
    score = announced(score="78.45")
    sign_in(client, user_with("executive"))
    page = html.unescape(client.get("/figures/").content.decode())
    board = page[page.index('id="outside"') :].partition("</section>")[0]
    assert "จากภายนอก" in board and "ไม่มีตำแหน่ง" in board and "78.45" in board and "light-green" in board
    assert "ไม่มีข้อมูล" in board, "ITA"
    url = registry.for_model(OutsideScore).record_url(score.uid)
    assert f'href="{url}"' in board
    assert f"/files/{attachments_of(score.uid).get().uid}" in client.get(url).content.decode()
    assert f'value="{seeding.SCORES}.lpa"' not in page, "no map is coloured by it"


def test_the_page_of_the_figure_has_no_map_and_says_so(client):
    street.village(1, 0, 1)
    sign_in(client, user_with("executive"))
    url = f"{registry.for_model(OutsideScore).url}report/lpa/"
    assert 'data-mount="record_map"' not in client.get(url).content.decode(), "nor while nothing was announced"
    announced(score="78.45")
    page = html.unescape(client.get(url).content.decode())
    assert EXTERNAL in page and "78.45" in page and 'data-mount="record_map"' not in page
    years = html.unescape(client.get(f"{url[:-1]}/years").content.decode())
    assert "78.45" in years and "village-figure" not in years


def test_pass_marks_are_seeded_once_and_what_the_office_set_stays():
    seeding.key_figures()
    of_scores = KpiTarget.objects.filter(kpi__code__startswith=seeding.SCORES)
    with acting_as(system_user(), "ตั้งเอง"):
        of_scores.delete()
        own = KpiTarget.objects.create(
            kpi=Kpi.objects.get(code=f"{seeding.SCORES}.lpa"), fiscal_year_be=this_year(), target=75, green_at=75,
            amber_at=70, source="แผน",
        )  # fmt: skip
    assert seeding.pass_marks() == 2 * (seeding.YEARS_BACK + 1) - 1
    assert seeding.pass_marks() == 0
    own.refresh_from_db()
    assert own.green_at == 75
    assert all(row.register_no and "[" in row.source for row in of_scores.exclude(pk=own.pk))


def test_the_demo_town_has_scores_of_nobody_with_their_papers():
    seeding.key_figures()
    for role in ("planner", "executive", "finance_head", "clerk_chief", "accountant", "system_admin"):
        user_with(role, name=role)
    town = Town(SimpleNamespace(), date(2026, 4, 22))
    charges_demo.load(town)
    demo.load(town)
    found = OutsideScore.objects.all()
    assert found.count() == 7 and set(found.values_list("status", flat=True)) == {"confirmed"}
    assert all("สาธิต" in each.reference_no and attachments_of(each.uid).count() == 1 for each in found)
