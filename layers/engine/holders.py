"""Who holds what a register has once only: the record in the way is named, with its address, to who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from gis_core.access.visible import visible
from gis_core.features.models import Feature
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister


def unique_sets(register: BoundRegister) -> Iterable[tuple[str, Sequence[str], models.Q | None]]:
    """(name, columns, condition) of everything of which the register holds one only."""
    for field in register.model._meta.concrete_fields:
        if field.unique and field.name not in ("id", "uid", "register_no"):
            yield field.name, (field.name,), None
    for constraint in register.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield constraint.name, constraint.fields, constraint.condition


def are_open(register: BoundRegister, columns: Iterable[str], user: Any) -> bool:
    """Whether a reader may see what two records have in common; else the name of one would tell it of the other."""
    open_names = {column.name for column in register.readable(user)}
    return all(name in open_names or name not in register.by_name for name in columns)


def named(refused: Refused, register: BoundRegister, record: Any, user: Any) -> Refused:
    """A refusal for something taken, with the record that has it."""
    for name, columns, condition in unique_sets(register):
        if register.declared.errors.get(name, ("",))[0] == refused.code and are_open(register, columns, user):
            same = {each: getattr(record, register.model._meta.get_field(each).attname) for each in columns}
            others = register.model._default_manager.filter(**same, **register.declared.where)
            others = others.filter(visible(register, user).q()).exclude(pk=record.pk)
            uid = others.filter(condition or models.Q()).values_list("uid", flat=True).first()
            if uid is not None:
                return by(refused, register, uid, title_of(uid))
    return refused


def title_of(uid: Any) -> str:
    """How the index calls a record: a person by number, never by name."""
    return Feature.objects.filter(uid=uid).values_list("title", flat=True).first() or ""


def by(refused: Refused, register: BoundRegister, uid: Any, title: str) -> Refused:
    """The refusal with the record that stands in the way."""
    text = f"{refused.thai}: {register.thai} {title}".rstrip()
    return refused.but(thai=text, link=register.record_url(uid))
