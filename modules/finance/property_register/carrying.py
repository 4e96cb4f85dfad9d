"""Which changes of the register carried out what a request asks for: made after it was filed, of what it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from gis_core.features.models import Change, Feature, History
from gis_core.ground.models import (
    Building,
    BuildingFloor,
    Establishment,
    House,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
)
from layers.bound import BoundRegister
from layers.engine import history
from layers.engine.changeset_list import marks
from layers.engine.line_history import layer_of, stamped_in
from layers.registry import registry
from modules.finance.property_register.models import ChangeRequest
from modules.kernel.inspections import surveys

Event = ChangeRequest.Event
#: An act on the map: (act of the descent, its word).
DRAWN = {
    Event.DIVISION: (ParcelLineage.Act.DIVISION, "แบ่งแยก"),
    Event.MERGER: (ParcelLineage.Act.MERGER, "รวม"),
}


class Trace(NamedTuple):
    """A table in whose rows the change of an event shows, and the ways from a row to what was asked about."""

    model: type[models.Model]
    paths: tuple[str, ...]


OWNERS = Trace(OwnershipSpell, ("parcel", "building", "condo_unit"))
BUILDINGS = Trace(Building, ("parcel",))
FLOORS = Trace(BuildingFloor, ("building", "building__parcel"))
SIGNS = Trace(Signboard, ("parcel", "building"))
BUSINESSES = Trace(Establishment, ("parcel", "building"))
HOUSES = Trace(House, ("parcel", "building"))
DESCENT = Trace(ParcelLineage, ("parent", "child"))
TRACES: dict[str, tuple[Trace, ...]] = {
    Event.TRANSFER: (OWNERS,),
    Event.RESURVEY: (),
    Event.PERMIT: (BUILDINGS, FLOORS),
    Event.DEMOLITION: (BUILDINGS, FLOORS),
    Event.SIGN: (SIGNS,),
    Event.LICENCE: (BUSINESSES,),
    Event.USE: (BUILDINGS, FLOORS),
    Event.PETITION: (OWNERS, BUILDINGS, FLOORS, SIGNS, BUSINESSES, HOUSES, DESCENT),
}
#: A visit alone changes nothing.
VISIT = {"surveyed_on", "surveyed_year_be"}
BOUNDARY = {"area_sqwah", "gis_area_m2"}


def changes(request: ChangeRequest) -> list[Change]:
    """The changes by which what a request asks for was done, oldest first; none that was taken back since."""
    index = Feature.objects.filter(uid=request.target_id).first()
    register = registry.by_kind(index.kind_id) if index else None
    thing = register.model._default_manager.filter(uid=request.target_id).first() if register else None
    if register is None or thing is None:
        return []
    filed = filed_by(request)
    numbers = {number for number in _numbers(request, register, thing, filed) if number > filed}
    found = list(Change.objects.filter(pk__in=numbers).select_related("actor").order_by("pk"))
    return _standing(found)


def filed_by(request: ChangeRequest) -> int:
    """The number of the change that wrote the request into the register."""
    first = History.objects.filter(uid=request.uid, version=1).first() or Feature.objects.get(uid=request.uid)
    return int(first.change_id)


def _standing(found: list[Change]) -> list[Change]:
    """Without what was undone here, and without the undoing of what came after the filing too."""
    held = marks([change.batch_id for change in found]) if found else {}

    def takes_back(batch: Any) -> bool:
        before = held[batch][1]
        return before in held and not takes_back(before)

    return [c for c in found if held[c.batch_id][2] not in held and not takes_back(c.batch_id)]


def _numbers(request: ChangeRequest, register: BoundRegister, thing: Any, filed: int) -> Iterator[int]:
    if request.event in DRAWN:
        if register.model is Parcel:
            yield from _written(ParcelLineage, Q(parent=thing, act=DRAWN[Event(request.event)][0]), filed)
        return
    yield from _own(request, register, thing)
    for model, paths in TRACES[request.event]:
        for path in paths:
            if _leads_to(model, path) is register.model:
                yield from _written(model, Q(**{path: thing}), filed)
                yield from _deleted(model, path, thing, filed)


def _own(request: ChangeRequest, register: BoundRegister, thing: Any) -> Iterator[int]:
    """Changes of the record itself. Those of a parcel tell of what was built there only where the survey found them."""
    is_found = request.survey is not None and surveys.writes(request.survey)
    is_own = request.event in (Event.RESURVEY, Event.USE, Event.PETITION)
    if register.model is Parcel and not (is_own or is_found):
        return
    for version in history.versions(register, thing.uid):
        columns = {name for name, _before, _after in version.changes} - VISIT
        if request.event == Event.RESURVEY and register.model is Parcel:
            columns &= BOUNDARY
        if version.geometry_changed or columns:
            yield version.change.pk


def _leads_to(model: type[models.Model], path: str) -> Any:
    found: Any = model
    for name in path.split("__"):
        found = found._meta.get_field(name).related_model
    return found


def _written(model: Any, where: Q, filed: int) -> Iterator[int]:
    """Changes that wrote the rows as they stand."""
    rows = model._default_manager.filter(where).values("pk")
    stamps = stamped_in(model).objects.filter(layer_id=layer_of(model), record_id__in=rows, change_id__gt=filed)
    yield from stamps.values_list("change_id", flat=True)


def _deleted(model: Any, path: str, thing: Any, filed: int) -> Iterator[int]:
    """Changes that took rows away which named the thing themselves."""
    if "__" in path:
        return
    column = model._meta.get_field(path).column
    gone = History.objects.filter(layer_id=layer_of(model), is_deleted=True, ended_by_id__gt=filed)
    yield from gone.filter(**{f"row_data__{column}": thing.pk}).values_list("ended_by_id", flat=True)


def carried(request: ChangeRequest) -> dict[str, Any] | None:
    """The change by which the request was done, as its tab tells it, and whether it was undone since."""
    if request.carried_by is None:
        return None
    first = Change.objects.filter(batch_id=request.carried_by).select_related("actor").order_by("pk").first()
    return {"change": first, "undone_by": marks([request.carried_by])[request.carried_by][2]}
