"""What the executive orders on a figure: at every door, from hand to hand, on the figure and in the brief."""

from __future__ import annotations

import html
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, RoleHolding
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine import judging, records, transitions
from layers.registry import registry
from modules.central_administration.executive_information import brief, notes
from modules.central_administration.executive_information.models import ExecutiveNote, Kpi, MonthlyBrief
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.documents import issue as papers
from tests.doors import DOORS, refused
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.modules.central_administration.executive_information.test_publishing import a_brief, keep
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
TEXT = "เร่งซ่อมโคมที่ชำรุดหน้าโรงเรียน"


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


@pytest.fixture
def register() -> Any:
    return registry.by_slug["executive_information-note"]


def values(**more: Any) -> dict[str, Any]:
    today = clock.today()
    plain = {"kpi": Kpi.objects.get(code=LAMPS).thai, "fiscal_year_be": str(fiscal_year(today)), "text": TEXT}
    whose = {"month": str(today.month), "org_unit": str(OrgUnit.objects.first().uid), "due_on": today.isoformat()}
    return plain | whose | more


def order(register: Any, user: Any = None, **more: Any) -> ExecutiveNote:
    return records.create(register, values(**more), user=user or account("executive"), reason="สั่งการ")


def step(note: ExecutiveNote, code: str, user: Any, **form: str) -> None:
    register = registry.by_slug["executive_information-note"]
    transitions.transition(register, note.uid, code, form, user=user, reason=code)
    note.refresh_from_db()


def ahead() -> dict[str, str]:
    return {"fiscal_year_be": str(fiscal_year(clock.today()) + 1), "month": "9"}


CASES = {
    "NOTE_OWNER": (lambda: {"org_unit": ""}, "หน่วยงานรับผิดชอบ"),
    "NOTE_DUE": (lambda: {"due_on": (clock.today() - timedelta(days=1)).isoformat()}, "ต้องไม่ก่อนวันที่สั่งการ"),
    "NOTE_EARLY": (ahead, "เดือนนี้ยังไม่เริ่ม"),
    "text": (lambda: {"text": ""}, "ข้อสั่งการ"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, register, door, case):
    more, text = CASES[case]
    found = DOORS[door](client, account("executive", "clerk_chief"), register, values(**more()), {})
    assert any(text in each for each in found), found
    assert not ExecutiveNote.objects.exists()


@pytest.mark.parametrize("slug", ["note", "area_note", "record_note"])
def test_the_unit_is_marked_as_one_that_must_be_named(client, slug):
    sign_in(client, account("executive", "clerk_chief"))
    form = client.get(f"/r/executive_information-{slug}/new").context["form"]
    (unit,) = [field for field in form.fields if field.name == "org_unit"]
    assert unit.is_required and registry.by_slug["executive_information-kpi"].by_name["org_unit"].required


@pytest.mark.parametrize("door", DOORS)
def test_who_ordered_and_when_is_kept(client, register, door):
    user = account("executive", "clerk_chief")
    assert DOORS[door](client, user, register, values(), {}) == []
    note = ExecutiveNote.objects.get()
    assert (note.issued_by, note.issued_on, note.status) == (user, clock.today(), "issued")


def test_an_order_is_of_a_village_and_no_other_area(register):
    street.village(1, 0, 1)
    village = AdminArea.objects.get(level="village")
    with acting_as(system_user(), "ตำบล"):
        tambon = AdminArea.objects.create(code="6701", level="tambon", thai="ตำบล", geom=village.geom)
    assert refused(order, register, area=str(tambon.uid)) == ("NOTE_AREA",)
    order(register, area=str(village.uid))
    assert not judging.notes(LAMPS, account("executive")), "that of a village is none of the office"
    assert [each.thai for each in judging.notes(LAMPS, account("executive"), "670101")] == [TEXT]


def test_it_goes_from_hand_to_hand(register):
    issuer, head = account("executive"), account("division_head")
    note = order(register, issuer)
    with acting_as(system_user(), "อีกหน่วย"):
        other = OrgUnit.objects.create(code="x-other", thai="กองอื่น", parent=OrgUnit.objects.first())
    stranger = account("division_head", "planner")
    with acting_as(system_user(), "ย้าย"):
        RoleHolding.objects.filter(user=stranger).update(org_unit=other)
    assert refused(step, note, "acknowledge", stranger) == ("NOTE_UNIT",)
    step(note, "acknowledge", head)
    assert refused(step, note, "finish", head) == ("REQUIRED",)
    step(note, "finish", head, outcome="ซ่อมแล้ว 3 ดวง")
    assert note.done_by == head
    step(note, "return", issuer)
    step(note, "finish", head, outcome="ซ่อมแล้วทุกดวง")
    step(note, "verify", issuer)
    assert note.status == "verified"
    assert refused(step, note, "cancel", issuer) == ("STATE",)


def test_who_reports_does_not_accept_and_only_the_issuer_takes_back(register):
    chief, issuer = account("clerk_chief"), account("executive")
    note = order(register, issuer)
    assert refused(step, note, "cancel", chief) == ("NOTE_OTHER",)
    records.update(register, note.uid, {"text": "ซ่อมภายในสัปดาห์นี้"}, user=chief, reason="แก้")
    note.refresh_from_db()
    assert note.issued_by == chief, "whoever changes what is ordered orders it"
    step(note, "acknowledge", chief)
    step(note, "finish", chief, outcome="เสร็จ")
    assert refused(step, note, "verify", chief) == ("FOUR_EYES",)
    assert refused(records.update, register, note.uid, {"text": "อื่น"}, user=issuer, reason="แก้") == ("STATE",)


@pytest.mark.parametrize(
    ("status", "days", "late"),
    [("issued", 1, True), ("issued", 0, False), ("acknowledged", 1, True), ("done", 9, False)],
)
def test_what_is_late(status, days, late):
    due = date(2026, 11, 1)
    assert notes.is_late(status, due, due + timedelta(days=days)) is late


def test_it_stands_on_the_page_of_its_figure_for_those_who_may_read_it(client, register):
    note = order(register)
    address = f"{street.lamps().url}report/broken/"
    for role, sees, orders in (("executive", True, True), ("auditor", True, False), ("engineer", False, False)):
        user = account(role, "engineer") if role != "engineer" else street.engineer()
        sign_in(client, user)
        shown = html.unescape(client.get(address).content.decode())
        assert ((TEXT in shown), (f"{register.url}new?kpi=" in shown)) == (sees, orders), role
        assert (register.record_url(note.uid) in shown) is sees
    with CaptureQueriesContext(connection) as queries:
        assert len(judging.notes(LAMPS, account("auditor", "engineer"))) == 1
    assert len([each for each in queries if "executivenote" in each["sql"]]) == 1


def test_the_form_from_a_figure_is_filled_in(client, register):
    user = account("executive", "engineer")
    sign_in(client, user)
    shown = html.unescape(client.get(judging.note_url(LAMPS, user)).content.decode())
    kpi = Kpi.objects.get(code=LAMPS)
    assert f'value="{kpi.thai}"' in shown and f'value="{fiscal_year(clock.today())}"' in shown


def test_the_brief_of_its_month_prints_it_and_not_what_was_taken_back(register):
    keep(LAMPS, "3")
    order(register)
    gone = order(register, text="เรื่องที่ถอนแล้ว")
    step(gone, "cancel", account("executive"))
    made = a_brief()
    ((figure, (printed,)),) = brief.content(made)["notes"]
    assert (figure, printed.thai, printed.by) == (gone.kpi.thai, TEXT, account("executive").full_name)
    brief_register = registry.by_slug["executive_information-brief"]
    document = papers.document_of(brief_register, "brief")
    pdf = papers.draft(brief_register, document, MonthlyBrief.objects.get(), account("executive"))
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
    assert account("executive").full_name.split()[-1] in text
    assert not notes.of_months(made.fiscal_year_be - 1, [made.month]), "that of another year is another month's"
