"""Checklists a system brings along. An office may change them afterwards: an existing one is left as it is."""

from __future__ import annotations

from collections.abc import Sequence

from gis_core.access.actor import acting_as, system_user
from modules.kernel.inspections.models import ChecklistItem, ChecklistTemplate


def add_checklist(code: str, thai: str, register_key: str, questions: Sequence[str]) -> int:
    """Write a checklist if its code is new; returns the number of questions written. For use in a `@seed`."""
    if ChecklistTemplate.objects.filter(code=code).exists():
        return 0
    with acting_as(system_user(), f"บรรจุแบบตรวจ {thai}"):
        template = ChecklistTemplate.objects.create(code=code, thai=thai, register_key=register_key)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(template=template, position=position, thai=question)
            for position, question in enumerate(questions, start=1)
        )
    return len(questions)
