"""What the database keeps of every record that names a person or an organisation."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q


def of_one_party(name: str) -> CheckConstraint:
    """One person or one organisation."""
    one = Q(person__isnull=False, organisation__isnull=True) | Q(person__isnull=True, organisation__isnull=False)
    return CheckConstraint(condition=one, name=name)
