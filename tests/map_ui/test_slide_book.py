"""All slides in one file: by the worker, with progress, going on where it was stopped, by the rights of its asker."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import RoleHolding
from gis_core.features import clock
from gis_core.jobs.models import JobProgress
from gis_core.pure.refusal import Refused
from layers import charts
from layers.declare import Kpi
from layers.engine.judging import Published, Told
from map_ui.printing import book, slide_book
from map_ui.reports.slide import slide_of
from map_ui.tasks import print_slides
from modules.central_administration.executive_information.seeding import key_figures
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.test_publishing import keep, publish
from tests.people import account, sign_in, user_with
from tests.running_job import Stopped, Worker

pytestmark = pytest.mark.django_db
ASK = "/figures/slides"
BROKEN = "civil_works.street_lamps.street_lamp.broken"


@pytest.fixture(autouse=True)
def villages(db: None) -> None:
    for moo in (1, 2):
        street.village(moo, 2 * moo, 2 * moo + 1)


def ask(client: Any, user: Any, village: str = "") -> JobProgress:
    sign_in(client, user)
    answer = client.post(ASK, {"village": village})
    row = JobProgress.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/print/{row.uid}/")
    return row


def test_every_figure_of_the_page_has_its_slide_behind_a_list_of_them(client):
    user = street.engineer()
    row = ask(client, user)
    worker = Worker(row)
    assert print_slides.function(worker, village="") == f"/print/{row.uid}.pdf"
    names = [card.kpi.thai for card in slide_book.cards_of(user, "")]
    assert len(names) > 3 and [step[2] for step in worker.steps] == names
    assert worker.steps[-1][:2] == (len(names), len(names))
    assert client.get(f"/print/{row.uid}/").status_code == 200
    bound = PdfReader(BytesIO(b"".join(client.get(f"/print/{row.uid}.pdf").streaming_content)))
    assert len(bound.pages) == 1 + len(names)
    assert [item.title for item in bound.outline] == ["สารบัญ", *names]
    sign_in(client, account("auditor"))
    assert client.get(f"/print/{row.uid}.pdf").status_code == 404, "only for whoever asked"


def test_published_figures_alone_tell_no_more_than_the_public_page(client):
    key_figures()
    publish(BROKEN)
    keep(BROKEN, "4")
    user = street.engineer()
    sign_in(client, user)
    page = client.get("/figures/").content.decode()
    assert 'name="which" value="published"' in page
    assert 'value="published"' not in client.get("/figures/?village=670101").content.decode()
    client.post(ASK, {"which": "published"})
    row = JobProgress.objects.get()
    assert "ที่เผยแพร่" in row.title
    worker = Worker(row)
    print_slides.function(worker, village="", published_only=True)
    told = [card.kpi.thai for card in slide_book.cards_of(user, "") if card.code == BROKEN]
    assert [step[2] for step in worker.steps] == told
    answer = client.post(ASK, {"which": "published", "village": "670101"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 409 and "ทั้งหน่วยงาน" in answer.json()["refusals"][0]["thai"]


def test_a_slide_for_everybody_leaves_out_villages_that_are_not_told(villages):
    kpi = next(each for each in street.lamps().declared.reports if isinstance(each, Kpi))
    made = slide_of(street.lamps(), kpi, street.engineer())
    today = clock.today()
    closed = slide_book.as_published(made, Published(BROKEN, kpi.thai, kpi.unit, Told(Decimal(7)), today, {}), kpi)
    assert (closed.value, list(closed.bars), list(closed.spots)) == ("7", [], [])
    few = {"670101": Told(None, is_hidden=True), "670102": Told(Decimal(6))}
    of_people = replace(kpi, people=True)
    hidden = slide_book.as_published(
        replace(made, chart=charts.bars(["ต.ค."], [("ปี", "now", [Decimal(2)])], "คน")),
        Published(BROKEN, kpi.thai, kpi.unit, Told(Decimal(9)), today, few), of_people,
    )  # fmt: skip
    assert list(hidden.bars) == [] and hidden.chart is None and list(hidden.before) == []
    told = Published(BROKEN, kpi.thai, kpi.unit, Told(Decimal(9)), today, {"670101": Told(Decimal(9))})
    assert slide_book.as_published(made, told, kpi).bars == made.bars


def test_it_goes_on_where_it_was_stopped(client, monkeypatch):
    row = ask(client, street.engineer(), "670101")
    assert "หมู่ที่ 1" in row.title
    with pytest.raises(Stopped):
        print_slides.function(Worker(row, last=2), village="670101")
    assert not book.path_of(row.uid).exists(), "half a book is none"
    made: list[str] = []
    slide = slide_book._slide
    monkeypatch.setattr(slide_book, "_slide", lambda card, *more: made.append(card.code) or slide(card, *more))
    print_slides.function(Worker(row), village="670101")
    assert len(made) == len(slide_book.cards_of(row.owner, "670101")) - 2
    assert book.path_of(row.uid).exists()


def test_the_same_is_not_asked_for_twice_while_it_waits(client):
    ask(client, street.engineer())
    again = client.post(ASK, HTTP_ACCEPT="application/json")
    assert again.status_code == 409 and JobProgress.objects.count() == 1


def test_strangers_and_unknown_villages_are_turned_away(client):
    assert client.post(ASK).status_code == 302 and not JobProgress.objects.exists()
    sign_in(client, street.engineer())
    assert client.get(ASK).status_code == 405
    assert client.post(ASK, {"village": "999999"}).status_code == 404


def test_a_right_that_was_taken_away_binds_nothing_of_money(client):
    user = user_with("finance_head", name="money")
    row = ask(client, user)
    with acting_as(system_user(), "พ้นหน้าที่"):
        RoleHolding.objects.filter(user=user).delete()
    worker = Worker(JobProgress.objects.select_related("owner").get(pk=row.pk))
    try:
        print_slides.function(worker, village="")
    except Refused as refused:
        assert refused.code == "SLIDES_NONE"
    assert not any("ภาษี" in name for _, _, name in worker.steps)
