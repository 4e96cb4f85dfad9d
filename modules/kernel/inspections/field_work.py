"""What a surveyor takes into the field: the sheets of records, with all that his phone needs without a network."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from gis_core.features import clock
from gis_core.features.models import Feature
from layers.bound import BoundRegister
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.inspections import survey_lines, surveys, visits
from modules.kernel.inspections.models import ChecklistTemplate, Inspection

#: As many sheets as a day's walk may need; more would only make the phone slow.
MOST_SHEETS = 200
DUE_WITHIN = timedelta(days=30)

Source = Callable[[Any], Iterable[uuid.UUID]]
_sources: list[Source] = []


def source(ask: Source) -> Source:
    """Registers a function that names the records (by uid) that wait for a user's visit; used as a decorator."""
    _sources.append(ask)
    return ask


@source
def _due_again(user: Any) -> Iterable[uuid.UUID]:
    """What the user visited before and promised to visit again about now."""
    until = timezone.localdate(clock.now()) + DUE_WITHIN
    return Inspection.objects.filter(inspector=user, next_due__lte=until).values_list("target_id", flat=True)


def waiting(user: Any) -> list[dict[str, Any]]:
    """The sheets of everything that waits for the user's visit."""
    return sheets_of({uid for ask in _sources for uid in ask(user)}, user)


def found(words: str, user: Any) -> list[dict[str, Any]]:
    """The sheets of records whose title begins with `words` (a parcel's code, a block), as far as he may survey."""
    kinds = [register.kind_id for register in registry.registers if register.declared.surveyed]
    titled = Feature.objects.filter(kind_id__in=kinds, title__startswith=words).order_by("title")
    return sheets_of(titled.values_list("uid", flat=True)[:MOST_SHEETS], user) if words else []


def sheets_of(uids: Iterable[uuid.UUID], user: Any) -> list[dict[str, Any]]:
    """The sheets of those among the records which the user may survey now, by their titles."""
    of_kind: dict[int, list[Feature]] = defaultdict(list)
    for index in Feature.objects.filter(uid__in=list(uids)).defer("geom").order_by("title")[:MOST_SHEETS]:
        of_kind[index.kind_id].append(index)
    return [sheet for kind, indexes in of_kind.items() for sheet in _of_register(registry.by_kind(kind), indexes, user)]


def _of_register(register: BoundRegister | None, indexes: list[Feature], user: Any) -> Iterator[dict[str, Any]]:
    if register is None:
        return
    versions = {index.uid: index.version for index in indexes}
    columns = surveys.editable(register, user)
    lines = survey_lines.open_lines(register, user)
    checklists = [_checklist(template) for template in visits.templates_for(register)]
    held = {name: float(value) for name, value in surveys.limits(timezone.localdate(clock.now())).items()}
    for record in rows(register, user, "inspect").filter(uid__in=versions):
        before = surveys.stored_values(register, record, [c.name for c in columns])
        yield {
            "target": str(record.uid),
            "title": str(record),
            "thai": register.thai,
            "version": versions[record.uid],
            "fields": [
                {
                    "name": c.name,
                    "thai": c.thai,
                    "kind": c.kind,
                    "choices": list(c.choices.items()),
                    "value": before[c.name],
                }
                for c in columns
            ]
            + [
                {
                    "name": name,
                    "thai": bound.thai,
                    "kind": "lines",
                    "choices": [],
                    "columns": [
                        {"name": c.name, "thai": c.thai, "kind": c.kind, "choices": list(c.choices.items())}
                        for c in survey_lines.columns(bound)
                    ],
                    "value": survey_lines.stored(register, record, name),
                }
                for name, bound in lines.items()
            ],
            "limits": held,
            "checklists": checklists,
        }


def _checklist(template: ChecklistTemplate) -> dict[str, Any]:
    items = [{"position": i.position, "thai": i.thai, "is_required": i.is_required} for i in template.items.all()]
    return {"code": template.code, "thai": template.thai, "items": items}
