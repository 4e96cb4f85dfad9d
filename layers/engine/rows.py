"""Reading a register: only what the reader may see."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from gis_core.access.visible import visible
from layers.bound import BoundLines, BoundRegister
from layers.registry import registry

COUNT_LIMIT = 10_000

M = TypeVar("M", bound=models.Model)


def rows(register: BoundRegister, user: Any, action: str = "view") -> models.QuerySet:
    """The records of a register on which `user` may do `action`, without their shapes; order is the declaration's."""
    query = register.model._default_manager.filter(visible(register, user, action).q())
    if register.declared.where:
        query = query.filter(**register.declared.where)
    if register.has_geometry:
        query = query.defer("geom")
    return query.order_by(*register.declared.order_by)


def seen(model: type[M], user: Any) -> models.QuerySet[M]:
    """All that `user` may see of a model, whole and in no order, to count it and to ask it further; nothing of one that
    no register declares.
    """
    register = registry.for_model(model)
    if register is None:
        return model._default_manager.none()
    return model._default_manager.filter(visible(register, user).q())


def count_upto(query: models.QuerySet, limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """(count, exact): counting stops at `limit`, so a register of a million rows costs no full count."""
    count = query.order_by()[: limit + 1].count()
    return (limit, False) if count > limit else (count, True)


def readable_lines(register: BoundRegister, user: Any) -> tuple[BoundLines, ...]:
    """The child lines a reader may see: those with personal data only with a right to a register of their own table."""
    return tuple(lines for lines in register.lines if not lines.declared.level or _may_see(register, lines, user))


def _may_see(register: BoundRegister, lines: BoundLines, user: Any) -> bool:
    """A right to the lines of some records says nothing of the lines of others."""
    own = registry.for_model(lines.model)
    return own is not None and visible(own, user).covers(visible(register, user))
