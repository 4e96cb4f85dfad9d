"""A case on its ladder: lodged, paused, decided, told, taken further; and what silence does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records
from layers.models import StateChange
from layers.registry import registry
from modules.kernel.cases import outcomes
from modules.kernel.cases.models import Case
from modules.kernel.cases.silence import grant_the_silent
from modules.kernel.documents import issue as papers
from tests import doors
from tests.contracts import examples
from tests.contracts.examples import Given
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Any:
    return registry.for_model(Case)


@pytest.fixture
def case(register: Any, day: Any) -> Case:
    """Received on 20 March 2026: the last day is 19 May."""
    day(date(2026, 3, 20))
    return examples.create(register, 0, Given({}))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(outcomes, "_listeners", {"land_tax": [lambda c, d: told.append((d.outcome, d.baht))]})
    return told


@pytest.fixture
def officer() -> Any:
    return user_with("revenue_officer", name="keeper")


@pytest.fixture
def mayor() -> Any:
    return user_with("executive", name="mayor")


def step(register: Any, case: Case, code: str, user: Any, **values: str) -> Case:
    return doors.take(case, code, user, values)


def refused(register: Any, case: Case, code: str, user: Any, **values: str) -> tuple[str, ...]:
    with pytest.raises(Refusals) as found:
        step(register, case, code, user, **values)
    return found.value.codes


NO = {"order_no": "1/2569", "decision_text": "ราคาประเมินถูกต้องแล้ว"}


def test_the_last_day_follows_from_the_day_of_receipt(case: Case) -> None:
    assert (case.status, case.level, case.decide_by) == ("open", "objection", date(2026, 5, 19))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"received_on": "5/4/2569", "told_on": "1/3/2569"}, "LODGE_LATE"),
        ({"received_on": "1/3/2569", "told_on": "2/3/2569"}, "LODGE_EARLY"),
        ({"received_on": "1/12/2569", "told_on": "20/11/2569"}, "FUTURE"),
        ({"person": None}, "ONE_PARTY"),
    ],
)
def test_it_is_refused_at_the_counter(register: Any, day: Any, officer: Any, values: Any, code: str) -> None:
    day(date(2026, 4, 10))
    typed = examples.values_of(register, 0, Given({})) | values
    with pytest.raises(Refusals) as found:
        records.create(register, typed, user=officer, reason="รับคำคัดค้าน")
    assert code in found.value.codes
    assert not Case.objects.exists()


def test_one_record_has_one_living_case(register: Any, case: Case, officer: Any) -> None:
    typed = {
        "kind": "land_tax", "subject": str(case.subject_id), "person": case.person, "told_on": "1/3/2569",
        "received_on": "20/3/2569", "claim": "ซ้ำ",
    }  # fmt: skip
    with pytest.raises(Refusals) as found:
        records.create(register, typed, user=officer, reason="รับคำคัดค้าน")
    assert found.value.codes == ("DUP_CASE",)


def test_a_pause_moves_the_last_day(register: Any, case: Case, officer: Any, day: Any) -> None:
    day(date(2026, 4, 1))
    step(register, case, "pause", officer, pause_reason="ขอหนังสือมอบอำนาจ")
    day(date(2026, 4, 11))
    moved = step(register, case, "resume", officer)
    assert (moved.status, moved.decide_by) == ("open", date(2026, 5, 29))
    pause = moved.pauses.get()
    assert (pause.paused_on, pause.resumed_on) == (date(2026, 4, 1), date(2026, 4, 11))


def test_silence_grants_on_the_sixty_first_day(register: Any, case: Case, heard: Any, mayor: Any, day: Any) -> None:
    day(date(2026, 5, 19))
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 0
    day(date(2026, 5, 20))
    assert refused(register, case, "refuse", mayor, **NO) == ("SILENCE",)
    with acting_as(system_user(), "คืน"):
        assert grant_the_silent() == 1
        assert grant_the_silent() == 0
    case.refresh_from_db()
    assert (case.status, case.decided_baht) == ("silent", Decimal(1000))
    assert heard == [("silence", Decimal(1000))]
    assert StateChange.objects.filter(record_uid=case.uid, code="silence").count() == 1


def test_the_way_up_to_the_court(register: Any, case: Case, officer: Any, mayor: Any, heard: Any, day: Any) -> None:
    assert refused(register, case, "dismissed", officer, **NO) == ("LEVEL",)
    step(register, case, "refuse", mayor, **NO)
    assert refused(register, case, "go_up", officer, lodged_on="20/3/2569") == ("NOT_TOLD",)
    assert refused(register, case, "tell", officer, result_told_on="1/1/2569") == ("TOLD_ORDER",)
    assert refused(register, case, "close", officer) == ("NOT_TOLD",)
    step(register, case, "tell", officer, result_told_on="20/3/2569")
    assert refused(register, case, "close", officer) == ("STILL_TIME",)
    day(date(2026, 5, 1))
    assert refused(register, case, "go_up", officer, lodged_on="30/4/2569") == ("LODGE_LATE",)
    appealed = step(register, case, "go_up", officer, lodged_on="20/4/2569")
    assert (appealed.status, appealed.level, appealed.decide_by) == ("open", "appeal", date(2026, 6, 19))
    assert refused(register, case, "refuse", mayor, **NO) == ("LEVEL",)
    assert refused(register, case, "extend", officer, extended_days="31") == ("EXTENSION",)
    assert step(register, case, "extend", officer, extended_days="30").decide_by == date(2026, 7, 19)
    step(register, case, "allowed", officer, order_no="วฉ. 5/2569", decision_text="ลดราคา", decided_baht="700")
    assert heard == [("refused", None), ("granted", Decimal(700))]
    case.refresh_from_db()
    assert [(d.level, d.outcome) for d in case.decisions.order_by("id")] == [
        ("objection", "refused"),
        ("appeal", "granted"),
    ]


def test_a_refused_case_is_closed_once_the_time_is_over(
    register: Any, case: Case, officer: Any, mayor: Any, day: Any
) -> None:
    step(register, case, "refuse", mayor, **NO)
    step(register, case, "tell", officer, result_told_on="20/3/2569")
    day(date(2026, 4, 21))
    assert step(register, case, "close", officer).status == "closed"


def test_only_who_decides_decides(register: Any, case: Case, officer: Any) -> None:
    assert refused(register, case, "grant", officer, decided_baht="1", **NO)[0] in ("NO_RIGHT", "NOT_FOUND")


def test_the_decision_is_told_on_paper_and_its_clock_on_the_page(
    register: Any, case: Case, mayor: Any, client: Any, day: Any
) -> None:
    document = papers.document_of(register, "decision")
    with pytest.raises(Refused, match="NOT_DECIDED"):
        papers.draft(register, document, case, mayor)
    step(register, case, "refuse", mayor, **NO)
    case.refresh_from_db()
    text = PdfReader(BytesIO(papers.draft(register, document, case, mayor))).pages[0].extract_text()
    assert "ไม่เห็นชอบ" in text and "๓๐ วัน" in text
    sign_in(client, user_with("finance_head"))
    page = client.get(f"{register.record_url(case.uid)}panel/clock").content.decode()
    assert "อุทธรณ์ต่อคณะกรรมการ" in page and "ยังไม่บันทึกวันรับแจ้ง" in page
