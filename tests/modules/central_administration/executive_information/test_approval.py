"""Which figures the office uses: proposed by one, approved by another, shown at every door or at none."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, User
from gis_core.features import clock
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine import judging, records
from layers.registry import registry
from map_ui.reports import index
from modules.central_administration.executive_information import (
    approval,
    brief,
    quarterly,
    scores,
    snapshots,
)
from modules.central_administration.executive_information.declared import by_code, declared
from modules.central_administration.executive_information.models import (
    ExecutiveNote,
    Kpi,
    KpiSnapshot,
    KpiTarget,
    MonthlyBrief,
    QuarterlyReport,
    ThematicMap,
)
from modules.central_administration.executive_information.seeding import key_figures
from tests import doors
from tests.importers import doing
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
OWNER = "ตัวชี้วัดต้องมีหน่วยงานรับผิดชอบและหน่วยนับ"
STREET_LAMPS = "/r/street_lamps-street_lamp/"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()
    with acting_as(system_user(), "มอบหมายและเผยแพร่"):
        unit = OrgUnit.objects.get_or_create(code="plan", defaults={"thai": "งานนโยบายและแผน"})[0]
        Kpi.objects.filter(code=LAMPS).update(org_unit=unit, is_public=True)


def lamps() -> Kpi:
    return Kpi.objects.get(code=LAMPS)


def put(**values: Any) -> Kpi:
    with acting_as(system_user(), "จัดฉาก"):
        Kpi.objects.filter(code=LAMPS).update(**values)
    return lamps()


def admin() -> Any:
    return _one("system_admin")


def chief() -> Any:
    return _one("clerk_chief")


def _one(role: str) -> Any:
    """As a request of its own reads him."""
    return User.objects.filter(username=role).first() or user_with(role, name=role)


def keep() -> None:
    with acting_as(system_user(), "รอบคืน"):
        snapshots.keep_all()


def kept() -> list[tuple[Decimal | None, int]]:
    rows = KpiSnapshot.objects.filter(kpi__code=LAMPS, area="").order_by("id")
    return [(row.value, row.formula_version) for row in rows]


def declare(monkeypatch: Any, **more: Any) -> None:
    """Declare the figure otherwise, as a later release of the program would."""
    found = by_code()[LAMPS]
    changed = replace(found, kpi=replace(found.kpi, **more))
    everything = by_code() | {LAMPS: changed}
    for module in ("approval", "snapshots", "checks", "remembering", "judging", "showing"):
        path = f"modules.central_administration.executive_information.{module}.by_code"
        monkeypatch.setattr(path, lambda: everything)
    seeds = "modules.central_administration.executive_information.seeding.declared"
    monkeypatch.setattr(seeds, lambda: everything.values())


def is_printed(told: Any) -> bool:
    return LAMPS in [figure["row"].kpi.code for group in told["groups"] for figure in group["figures"]]


def shown_at(client: Any, user: Any) -> set[str]:
    """The doors at which the figure of the lamps is seen by somebody who may see them all."""
    sign_in(client, user)
    this = fiscal_year(clock.today())
    month = MonthlyBrief(fiscal_year_be=this, month=clock.today().month)
    quarter = QuarterlyReport(fiscal_year_be=this, quarter=(clock.today().month - 10) % 12 // 3 + 1)
    pages = {
        "board": f'href="{STREET_LAMPS}report/broken/' in client.get("/figures/").content.decode(),
        "page": client.get(f"{STREET_LAMPS}report/broken/").status_code == 200,
        "sheet": client.get(f"{STREET_LAMPS}report/broken/?format=csv").status_code == 200,
        "years": client.get(f"{STREET_LAMPS}report/broken/years").status_code == 200,
        "list": f'href="{STREET_LAMPS}report/broken/' in client.get(STREET_LAMPS).content.decode(),
        "public": lamps().thai in html.unescape(client.get("/figures/public/").content.decode()),
        "open data": any(each.code == LAMPS for each in judging.published()),
        "memory": LAMPS in judging.latest([LAMPS], user_with("engineer", name=f"{user.username} too")),
        "brief": is_printed(brief.content(month)),
        "quarterly": is_printed(quarterly.content(quarter)),
    }
    return {door for door, is_seen in pages.items() if is_seen}


ALL_DOORS = {"board", "page", "sheet", "years", "list", "public", "open data", "memory", "brief", "quarterly"}


def test_from_proposal_to_retirement_it_is_shown_at_every_door_or_at_none(client):
    street.lamp(0, street.engineer())
    keep()
    assert shown_at(client, user_with("engineer", name="one")) == ALL_DOORS
    doors.take(lamps(), "retire", chief(), {})
    assert lamps().valid_to == clock.today()
    assert shown_at(client, user_with("engineer", name="two")) == set()
    doors.take(lamps(), "propose_again", admin(), {})
    assert shown_at(client, user_with("engineer", name="three")) == set(), "a draft waits for its approval"
    doors.take(lamps(), "approve", chief(), {})
    assert (lamps().valid_from, lamps().valid_to) == (clock.today(), None)
    assert shown_at(client, user_with("engineer", name="four")) == ALL_DOORS


def test_what_was_kept_of_a_retired_figure_is_still_read_and_nothing_more_is_kept(client):
    street.lamp(0, street.engineer())
    keep()
    doors.take(lamps(), "retire", chief(), {})
    keep()
    assert len(kept()) == 1
    assert doors.refused(doors.press, lamps(), "restate", chief(), why="ลองใหม่") == ("FIGURE_UNUSED",)
    sign_in(client, user_with("engineer", "clerk_chief", name="reader"))
    page = html.unescape(client.get(f"{registry.for_model(Kpi).record_url(lamps().uid)}panel/kept").content.decode())
    assert "แสดงเฉพาะค่าที่บันทึกไว้แล้ว" in page and "report/broken/" not in page


@pytest.mark.parametrize("more", [{"version": 2}, {"unit": "หลัง"}, {"better": "higher"}])
def test_a_figure_declared_otherwise_is_a_draft_until_another_approves_it(monkeypatch, client, more):
    street.lamp(0, street.engineer())
    keep()
    declare(monkeypatch, **more)
    assert LAMPS in approval.unused(), "hidden at once, before any set-up writes the draft"
    assert key_figures() == 1 and key_figures() == 0
    assert (lamps().status, lamps().approved_by) == ("draft", None)
    assert doors.refused(doors.take, lamps(), "approve", chief(), {}) == ("KPI_PROPOSED",)
    doors.take(lamps(), "propose", admin(), {})
    assert LAMPS in approval.unused()
    doors.take(lamps(), "approve", chief(), {})
    assert LAMPS not in approval.unused()
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    keep()
    assert [version for _, version in kept()] == [1, more.get("version", 1)], "the old value keeps its version"


def test_what_was_declared_otherwise_after_the_proposal_is_not_approved(monkeypatch):
    put(status="draft", proposed_by=admin())
    declare(monkeypatch, version=3)
    assert doors.refused(doors.take, lamps(), "approve", chief(), {}) == ("KPI_CHANGED",)


def test_nobody_approves_what_he_proposed():
    both = user_with("system_admin", "clerk_chief", name="both")
    put(status="draft")
    doors.take(lamps(), "propose", both, {})
    assert doors.refused(doors.take, lamps(), "approve", both, {}) == ("FOUR_EYES",)
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(system_user(), "ลัดขั้นตอน"):
        Kpi.objects.filter(code=LAMPS).update(approved_by=both)


def test_a_draft_that_was_changed_is_proposed_anew():
    put(status="draft")
    doors.take(lamps(), "propose", admin(), {})
    records.update(registry.for_model(Kpi), lamps().uid, {"max_age_days": "40"}, user=chief(), reason="ยืดเวลา")
    assert lamps().proposed_by is None
    assert doors.refused(doors.take, lamps(), "approve", chief(), {}) == ("KPI_PROPOSED",)


def test_each_step_is_its_roles_alone():
    put(status="draft")
    assert doors.refused(doors.take, lamps(), "propose", chief(), {}) == ("NO_RIGHT",)
    doors.take(lamps(), "propose", admin(), {})
    assert doors.refused(doors.take, lamps(), "approve", admin(), {}) == ("NO_RIGHT",)
    assert doors.refused(doors.take, lamps(), "retire", chief(), {}) == ("STATE",)


@pytest.mark.parametrize("more", [{"org_unit": None}, {"unit": ""}])
def test_a_figure_without_owner_or_unit_is_not_proposed(monkeypatch, more):
    put(status="draft", **{name: value for name, value in more.items() if name == "org_unit"})
    if "unit" in more:
        declare(monkeypatch, **more)
    assert doors.refused(doors.take, lamps(), "propose", admin(), {}) == ("KPI_OWNER",)


def by_form(client: Any, user: Any) -> str:
    sign_in(client, user)
    values = {"dimension": "finance", "least": "0", "min_cell": "5", "max_age_days": "41", "change_reason": "ทดสอบ"}
    url = f"{registry.for_model(Kpi).record_url(lamps().uid)}edit"
    return html.unescape(client.post(url, values | {"org_unit": ""}).content.decode())


def by_api(client: Any, user: Any) -> str:
    sign_in(client, user)
    client.cookies["csrftoken"] = token = "a" * 32
    url = f"/ogc/collections/executive_information-kpi/items/{lamps().uid}"
    body = json.dumps({"type": "Feature", "geometry": None, "properties": {"org_unit": None, "max_age_days": "41"}})
    answer = client.patch(url, body, content_type="application/geo+json", HTTP_X_CSRFTOKEN=token)
    return json.dumps(answer.json(), ensure_ascii=False)


@pytest.mark.parametrize("door", [by_form, by_api])
def test_nobody_takes_its_owner_away(client, door):
    assert OWNER in door(client, chief())
    assert lamps().org_unit_id and lamps().max_age_days == 35


def test_a_file_brings_no_figures():
    row = {"uid": str(lamps().uid), "org_unit": "", "max_age_days": "41"}
    slug = registry.for_model(Kpi).slug
    assert doors.refused(doing.bring, slug, chief(), doing.geojson_of((row, None)), "kpi.geojson") == ("NO_RIGHT",)


def aim(year: int, period: str = "year") -> KpiTarget:
    with acting_as(system_user(), "ตั้งเป้า"):
        return KpiTarget.objects.create(
            kpi=lamps(), fiscal_year_be=year, period=period, green_at=1, amber_at=2, source="แผน",
            register_no=f"ปม.{year}",
        )  # fmt: skip


def test_it_is_not_retired_while_it_has_a_target_of_a_later_period():
    this, later = fiscal_year(clock.today()), fiscal_year(clock.today()) + 1
    aim(this)
    target = aim(later)
    assert doors.refused(doors.take, lamps(), "retire", chief(), {}) == ("KPI_TARGETS",)
    records.delete(registry.for_model(KpiTarget), target.uid, user=user_with("planner"), reason="จะเลิกใช้ตัวชี้วัด")
    doors.take(lamps(), "retire", chief(), {})


ON_A_FIGURE: dict[type, dict[str, str]] = {
    KpiTarget: {
        "fiscal_year_be": "2569", "period": "year", "target": "0", "green_at": "1", "amber_at": "2", "source": "แผน",
    },
    ExecutiveNote: {"fiscal_year_be": "2569", "month": "10", "text": "เร่งซ่อม", "due_on": "31/12/2599"},
    ThematicMap: {"thai": "แผนที่โคม", "method": "declared"},
}  # fmt: skip
UNUSED = {"draft": "ยังเป็นร่าง", "retired": "เลิกใช้แล้ว"}


@pytest.mark.parametrize("door", doors.DOORS)
@pytest.mark.parametrize("model", ON_A_FIGURE)
@pytest.mark.parametrize("status", UNUSED)
def test_nothing_is_aimed_at_ordered_on_or_mapped_of_a_figure_not_in_use(client, door, model, status):
    unit = {"org_unit": str(OrgUnit.objects.first().uid)} if model is ExecutiveNote else {}
    values = {"kpi": lamps().thai, **ON_A_FIGURE[model], **unit}
    user = user_with("planner", "executive", "clerk_chief")
    put(status=status)
    found = doors.DOORS[door](client, user, registry.for_model(model), values, {})
    assert any(UNUSED[status] in each for each in found), found
    assert not model.objects.filter(kpi__code=LAMPS).exists()


def test_one_declared_otherwise_takes_none_either_and_no_form_offers_what_is_not_in_use(monkeypatch, client):
    planner = user_with("planner")
    values = {"kpi": str(lamps().uid), **ON_A_FIGURE[KpiTarget]}
    declare(monkeypatch, version=2)
    target = registry.for_model(KpiTarget)
    assert doors.refused(records.create, target, values, user=planner, reason="ตั้งเป้า") == ("KPI_DRAFT",)
    put(status="draft")
    sign_in(client, planner)
    form = html.unescape(client.get(f"{target.url}new").content.decode())
    (offered,) = re.findall(r'data-url="(/r/executive_information-kpi/pick[^"]*)"', form)
    assert lamps().thai not in [each["title"] for each in client.get(offered).json()["results"]]


def test_a_figure_that_is_declared_after_the_first_set_up_is_a_draft():
    with acting_as(system_user(), "ยังไม่มี"):
        Kpi.objects.filter(code=LAMPS).delete()
    assert set(Kpi.objects.values_list("status", flat=True)) == {"in_use"}, "at first all are in use"
    assert key_figures() == 1 and lamps().status == "draft"


def test_figures_of_an_office_from_before_approvals_stay_in_use():
    with acting_as(system_user(), "รุ่นก่อน"):
        Kpi.objects.update(status="", unit="", valid_from=None)
    assert approval.unused() == frozenset()
    assert key_figures() == len(list(declared()))
    assert lamps().status == "in_use" and lamps().unit == "ดวง" and lamps().valid_from == clock.today()


def test_a_score_from_outside_that_is_not_used_has_no_card():
    register = registry.for_model(scores.OutsideScore)
    with acting_as(system_user(), "เลิกใช้"):
        Kpi.objects.filter(code__endswith=".ita").update(status="retired")
    reader = user_with("executive")
    told = [kpi.code for kpi in scores.FIGURES if index.is_open(register, kpi, reader)]
    assert told == ["lpa"]
