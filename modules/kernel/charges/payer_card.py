"""What the counter's card tells of a payer beside what is open: what he owns, his bills of five years, notes.

Other systems add a section when they start: `tell(Panel(code, thai, template, context), order)`; `context(payer, user)`
gives the template's values, or nothing when there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gis_core.access.actor import acting_user_id
from gis_core.access.visible import within_roles
from gis_core.features import clock
from gis_core.parties.models import Organisation, Person
from gis_core.parties.rules import one_party
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import be_year
from layers.declare import Draft, Panel
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.models import Charge, PayerNote
from modules.kernel.charges.source_tab import bills

YEARS = 5
NOTES_SHOWN = 10
_told: list[tuple[int, Panel]] = []


def tell(panel: Panel, order: int) -> None:
    """Add a section of another system to the card of a payer; those of a lower order stand above."""
    _told.append((order, panel))


def sections(payer: Person | Organisation, user: Any) -> Iterator[tuple[str, SafeString]]:
    """Title and body of each section that has something to tell this reader."""
    told = [panel for _, panel in sorted(_told, key=lambda each: each[0])]
    for panel in (*told, BILLS, NOTES):
        if panel.roles and within_roles(panel.roles, user, False).nothing:
            continue
        values = panel.context(payer, user)
        if values:
            yield panel.thai, render_to_string(panel.template, dict(values))


def of_party(payer: Person | Organisation) -> Q:
    """Records of a payer, by whichever of the two columns names him."""
    return Q(person=payer) if isinstance(payer, Person) else Q(organisation=payer)


def _bills_of_years(payer: Person | Organisation, user: Any) -> Mapping[str, Any]:
    since = be_year(clock.today()) - YEARS + 1
    of_year = Coalesce("tax_year_be", "fiscal_year_be")
    recent = charges_seen(user).alias(of_year=of_year).filter(of_party(payer), of_year__gte=since)
    found = bills(recent.exclude(status=Charge.Status.VOID).order_by("-of_year", "-due_on", "-pk"))
    return found if found["rows"] else {}


def notes_of(payer: Person | Organisation, user: Any) -> QuerySet[PayerNote]:
    """The notes on a payer the reader may see, the newest first."""
    register = registry.for_model(PayerNote)
    assert register is not None  # declared beside this module
    return rows(register, user).filter(of_party(payer)).select_related("noted_by").order_by("-pk")


def _notes(payer: Person | Organisation, user: Any) -> Mapping[str, Any]:
    register, found = registry.for_model(PayerNote), list(notes_of(payer, user)[:NOTES_SHOWN])
    return {"notes": [(note, register.record_url(note.uid)) for note in found]} if found else {}  # type: ignore[union-attr]


BILLS = Panel("bills", f"รายการตั้งหนี้ {YEARS} ปีล่าสุด", "kernel_charges/of_source.html", _bills_of_years)
NOTES = Panel("notes", "บันทึก", "kernel_charges/notes.html", _notes)


def write_note(payer: Person | Organisation, text: str, place_uid: Any) -> PayerNote:
    """Keep a note of whoever acts now; needs an open change. Errors: Refused ``REQUIRED``, ``TOO_LONG``."""
    most = PayerNote._meta.get_field("text").max_length or 0
    if not text:
        raise Refused("REQUIRED", "กรอกข้อความที่จะบันทึก", "", "note")
    if len(text) > most:
        raise Refused("TOO_LONG", f"ข้อความยาว {len(text):,} ตัวอักษร บันทึกได้ไม่เกิน {most} ให้ย่อหรือแบ่งบันทึก", "", "note")
    side = "person" if isinstance(payer, Person) else "organisation"
    note = PayerNote(**{side: payer}, place_id=place_uid, text=text)
    _sign(note, clock.today())
    note.save()
    return note


def _sign(note: PayerNote, on: date) -> None:
    note.noted_by_id, note.noted_on = acting_user_id(), on


# -- the register of notes ---------------------------------------------------------------------------------------------
def derive_note(draft: Draft) -> None:
    """Keep who wrote it, or wrote it anew, and when."""
    if draft.changed("text", "person", "organisation"):
        _sign(draft.record, draft.today or clock.today())


def check_note(draft: Draft) -> Iterator[Refused]:
    """A note is on one person or one organisation."""
    yield from one_party(draft.record, "ผู้ชำระ", "")
