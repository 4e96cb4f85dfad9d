"""The monthly brief tells of orders on areas and on records, of each no more than all its readers may know."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import Parcel
from layers.engine import transitions
from layers.registry import registry
from modules.central_administration.executive_information import brief, placed_notes, rules
from modules.central_administration.executive_information.models import AreaNote, RecordNote
from modules.kernel.documents import issue as papers
from tests.contracts.examples import Given, create
from tests.modules.central_administration.executive_information.contract_examples import LAMPS, figure
from tests.modules.central_administration.executive_information.test_publishing import a_brief, keep
from tests.people import account

pytestmark = pytest.mark.django_db


def note_on(name: str, given: Given, n: int = 0) -> Any:
    return create(registry.by_slug[f"executive_information-{name}"], n, given)


def span(months_ago: int = 0) -> tuple[date, date]:
    day = clock.today().replace(day=1)
    for _ in range(months_ago):
        day = (day - timedelta(days=1)).replace(day=1)
    return rules.period_of(f"m{day.month:02}", day.year + 543 + (day.month >= 10))


def told(months_ago: int = 0, readers: tuple[str, ...] = brief.PAPER_READERS) -> dict[str, list[str]]:
    return {
        heading: [each.thai for each in orders] for heading, orders in placed_notes.of_span(*span(months_ago), readers)
    }


def test_both_are_printed_under_what_they_are_on():
    figure()
    keep(LAMPS, "3")
    given = Given({})
    area, note = note_on("area_note", given), note_on("record_note", given)
    made = a_brief()
    parcel = f"{registry.for_model(Parcel).thai} {Parcel.objects.get(uid=note.record_id)}"
    found = {heading: [each.thai for each in orders] for heading, orders in brief.content(made)["notes"]}
    assert found == {f"พื้นที่ {area.subject}": [area.text], parcel: [note.text]}
    register = registry.by_slug["executive_information-brief"]
    pdf = papers.draft(register, papers.document_of(register, "brief"), made, account("executive"))
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(pdf)).pages)
    assert Parcel.objects.get(uid=note.record_id).parcel_code in text


def test_what_was_taken_back_is_not_told_and_what_still_waits_is_told_again():
    given = Given({})
    gone, waits, over = (note_on("area_note", given, n) for n in range(3))
    issuer = gone.issued_by
    transitions.transition(registry.for_model(AreaNote), gone.uid, "cancel", {}, user=issuer, reason="ยกเลิก")
    before = span(1)[1]
    with acting_as(system_user(), "เดือนก่อน"):
        AreaNote.objects.exclude(pk=gone.pk).update(issued_on=before)
        AreaNote.objects.filter(pk=over.pk).update(status="verified")
    assert list(told()) == [f"พื้นที่ {waits.subject}"]
    assert list(told(1)) == [f"พื้นที่ {waits.subject}", f"พื้นที่ {over.subject}"]
    assert told(2) == {}, "nothing was ordered yet"


def test_of_a_record_that_not_all_its_readers_may_see_only_that_there_is_an_order():
    given = Given({})
    use = given.record(registry.by_slug["revenue_collection-use"].model, 0)
    note = note_on("record_note", given)
    with acting_as(system_user(), "ต่อการใช้ที่ดิน"):
        RecordNote.objects.update(record_id=use.uid)
    assert [note.text] in told().values(), "all who read briefs see uses of land"
    ((heading, orders),) = told(readers=(*brief.PAPER_READERS, "planner")).items()
    assert orders == [] and "1 รายการ" in heading and str(use) not in heading
