"""What a journey can become: found among the declared registers, by what they hold and what the user may do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gis_core.access.visible import visible
from gis_core.networks.models import Road
from layers.bound import BoundLines, BoundRegister, Column
from layers.registry import registry
from map_ui.doors import may

FROM, TO = "km_from", "km_to"
KINDS = ("range", "part", "visit", "line")


@dataclass(frozen=True)
class Target:
    """`kind`: line (a new record with this shape), range (a record on a road from one chainage to another), part (a
    child line in a road's own form), visit (an inspection of a road).
    """

    kind: str
    register: BoundRegister
    lines: BoundLines | None = None

    @property
    def code(self) -> str:
        return f"{self.kind}-{self.register.slug}" + (f"-{self.lines.key}" if self.lines else "")

    @property
    def thai(self) -> str:
        return f"{self.lines.thai} ({self.register.thai})" if self.lines else self.register.thai

    @property
    def is_new_road(self) -> bool:
        """Whether a road comes of it that another may double."""
        return self.kind == "line" and self.register.model is Road

    @property
    def road_column(self) -> str:
        """The column of a range that names its road."""
        return next(column.name for column in self.register.form_columns if _is_road(column))


def targets(user: Any) -> list[Target]:
    """Everything this user may make of a journey: on known roads first, then new lines, roads before others."""
    return sorted(_targets(user), key=lambda each: (KINDS.index(each.kind), each.register.model is not Road))


def target_of(code: str, user: Any) -> Target | None:
    return next((each for each in _targets(user) if each.code == code), None)


def _targets(user: Any) -> Iterator[Target]:
    for register in registry.registers:
        if may(register, user, "add"):
            names = {column.name: column for column in register.form_columns}
            if _ranges(names) and any(_is_road(column) for column in register.form_columns):
                yield Target("range", register)
            elif register.geometry_kind == "line" and register.model._meta.get_field("geom").editable:
                yield Target("line", register)
        if register.model is Road:
            if may(register, user, "change"):
                for lines in register.lines:
                    if _ranges({column.name: column for column in lines.columns}):
                        yield Target("part", register, lines)
            if may(register, user, "inspect"):
                yield Target("visit", register)


def _ranges(columns: dict[str, Column]) -> bool:
    return all(name in columns and columns[name].kind == "chainage" for name in (FROM, TO))


def _is_road(column: Column) -> bool:
    return column.kind == "reference" and column.field.related_model is Road


def roads(user: Any, action: str = "view") -> Any:
    """The roads on which this user may do `action`; none where no register keeps roads."""
    register = registry.for_model(Road)
    if register is None:
        return Road.objects.none()
    return Road.objects.filter(visible(register, user, action).q())
