"""What other systems ask: is it paid, who owes what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gis_core.parties.models import Organisation, Person
from modules.kernel.charges.ledger import CLOSED, Owed, Status, not_closed, owed_on, standing
from modules.kernel.charges.models import Charge
from modules.kernel.charges.rules.late import runs_from


def is_paid(source_uid: Any) -> bool:
    """Whether nothing is left of what was charged for a record; true where nothing was, false for a debt given up."""
    return not Charge.objects.filter(source_id=source_uid).exclude(status__in=(Status.PAID, Status.VOID)).exists()


def charges_of(of: Person | Organisation | Any) -> QuerySet[Charge]:
    """All charges of a person, an organisation or, by its uid, of a place or record; the oldest first."""
    if isinstance(of, Person):
        whose = Q(person=of)
    elif isinstance(of, Organisation):
        whose = Q(organisation=of)
    else:
        whose = Q(place_id=of) | Q(source_id=of)
    return Charge.objects.filter(whose).order_by("tax_year_be", "due_on", "pk")


def open_charges_of(of: Person | Organisation | Any) -> QuerySet[Charge]:
    """Of these the ones that are not paid, given up or void."""
    return charges_of(of).exclude(status__in=CLOSED)


def dues_of(charge: Charge, as_of: date) -> Owed:
    """What is due of one charge on a day, with the lines that lead to it."""
    return owed_on(Charge.objects.filter(pk=charge.pk), as_of)[0]


def arrears_of(of: Person | Organisation | Any, as_of: date) -> list[Owed]:
    """What was overdue at the end of a day, with penalty and surcharge as of it, whatever was paid or changed since; of
    a person, an organisation or a place's uid.
    """
    owed = owed_on(charges_of(of).filter(not_closed(as_of)), as_of, until=as_of)
    return [e for e in owed if e.dues.total and runs_from(standing(e.charge, as_of), as_of) is not None]
