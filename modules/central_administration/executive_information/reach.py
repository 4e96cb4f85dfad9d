"""Whom an order reaches: the heads of its unit must see what it is about, else nobody could answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from gis_core.access.models import OrgUnit, RoleHolding, User
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.pure.refusal import Refused
from layers.engine.judging import is_told
from layers.engine.rows import rows
from layers.registry import registry
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import AreaNote, ExecutiveNote, RecordNote

AnyNote = ExecutiveNote | AreaNote | RecordNote
HEADS = ("division_head", "finance_head", "clerk_chief")


def faults(order: AnyNote) -> Iterator[Refused]:
    """An order that the heads of its unit could not read the ground of."""
    unit, able = order.org_unit, _able(order)
    if unit not in able:
        others = ", ".join(each.thai for each in able)
        instead = f"ให้มอบหมายหน่วยงานที่หัวหน้าดูได้: {others}" if able else "ให้ผู้ดูแลระบบให้สิทธิดูแก่หัวหน้าหน่วยงานก่อน"
        text = f"หัวหน้าของ{unit}ไม่มีสิทธิดูสิ่งที่สั่งการ จึงรับทราบและรายงานผลไม่ได้ {instead}"
        yield Refused("NOTE_UNSEEN", text, "", "org_unit")


def every_unit(named: Mapping[str, Any]) -> list[OrgUnit]:
    """All of them, whatever the form names."""
    return list(OrgUnit.objects.order_by("code"))


def units(model: type[AnyNote]) -> Callable[[Mapping[str, Any]], list[OrgUnit]]:
    """The units that the form of an order offers, by what it names so far."""
    subject = {ExecutiveNote: "kpi", RecordNote: "record"}.get(model, "")

    def offered(named: Mapping[str, Any]) -> list[OrgUnit]:
        return _able(model(**{subject: named[subject]})) if subject in named else every_unit(named)

    return offered


def _able(order: AnyNote) -> list[OrgUnit]:
    """The units of which a head sees what the order is about; a unit without a head anywhere above waits for one."""
    every = {unit.pk: unit for unit in OrgUnit.objects.order_by("code")}
    heads: dict[int, list[User]] = defaultdict(list)
    holding = RoleHolding.objects.filter(role__code__in=HEADS, valid__contains=clock.today(), user__is_active=True)
    for each in holding.select_related("user").order_by("id"):
        heads[each.org_unit_id].append(each.user)
    sees = {user.pk: _SEES[type(order)](order, user) for users in heads.values() for user in users}
    found = []
    for unit in every.values():
        own = _heads_of(unit, heads, every)
        if not own or any(sees[user.pk] for user in own):
            found.append(unit)
    return found


def _heads_of(unit: OrgUnit, heads: Mapping[int, list[User]], every: Mapping[int, OrgUnit]) -> list[User]:
    """Its own, or where it has none those of the nearest unit above that has."""
    above: int | None = unit.pk
    while above is not None:
        if found := heads.get(above):
            return found
        above = every[above].parent_id
    return []


def _sees_record(order: RecordNote, head: User) -> bool:
    register = registry.by_kind(order.record.kind_id)
    return register is not None and rows(register, head).filter(uid=order.record_id).exists()


def _sees_figure(order: ExecutiveNote, head: User) -> bool:
    figure = by_code().get(order.kpi.code)
    if figure is None:
        return True  # refused for that already
    return not visible(figure.register, head).nothing and is_told(figure.register, figure.kpi, head)


def _sees_area(order: AreaNote, head: User) -> bool:
    own = registry.for_model(AreaNote)
    assert own is not None  # declared beside this module
    scopes = visible(own, head).scopes
    return any(each.area is None or GEOSGeometry(memoryview(each.area)).intersects(order.geom) for each in scopes)


_SEES: Mapping[type, Callable[[Any, User], bool]] = {
    RecordNote: _sees_record,
    ExecutiveNote: _sees_figure,
    AreaNote: _sees_area,
}
