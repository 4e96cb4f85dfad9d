"""Buttons of a system's own, pressed from a page or by the API: one reading of what is sent, one right, one change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.geos import Point
from django.db import DataError

from gis_core.access.levels import Level
from gis_core.access.visible import Visibility, visible
from gis_core.features.bases import PlaceLink
from gis_core.pure.coordinates import parse_coordinate
from gis_core.pure.refusal import Refusals, Refused, raise_all
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.bound import BoundRegister, PartGuard
from layers.declare import Action, Grant, Start
from layers.engine.parse import MAX_MAGNITUDE
from layers.engine.records import Act, check_version, database_faults, locked
from layers.engine.typed_shapes import typed_geometry
from layers.registry import registry

DELEGATED = "delegated"


# -- who may ---------------------------------------------------------------------------------------------------------
def visible_to_roles(register: BoundRegister, user: Any, roles: tuple[str, ...]) -> Visibility:
    """The records on which a holder of one of `roles` may act, within the areas of those roles."""
    grants = (Grant(" ".join(roles), DELEGATED),) if register.is_kept_here else ()
    return visible(PartGuard(register, Level.STAFF, grants), user, DELEGATED)


def holds(register: BoundRegister, seen: Visibility, record: Any) -> bool:
    """Whether a record lies within a right; asks the database only when the right is limited."""
    if seen.everything or seen.nothing:
        return seen.everything
    return register.model._default_manager.filter(seen.q(), pk=record.pk).exists()


def may_act(register: BoundRegister, action: Action, record: Any, user: Any) -> bool:
    """Whether the user may press this button on the record as it stands now."""
    if action.states and record.status not in action.states:
        return False
    return holds(register, visible_to_roles(register, user, action.roles), record)


def guarded(act: Action | Start, record: Any) -> list[Refused]:
    """What forbids it for the record as it stands."""
    return list(act.guard(record)) if act.guard else []


def starts(register: BoundRegister, record: Any, user: Any) -> list[tuple[BoundRegister, Start]]:
    """What the user may begin about a record, in any register that names it."""
    every = starts_of(register, user)
    return [(other, start) for other, start in every if not start.states or record.status in start.states]


def starts_of(register: BoundRegister, user: Any) -> list[tuple[BoundRegister, Start]]:
    """What the user may begin about some record of a register."""
    return [
        (other, start)
        for other in registry.registers
        for start in other.declared.starts
        if _names(other, start, register) and other.is_kept_here and not visible(other, user, "add").nothing
    ]


def _names(other: BoundRegister, start: Start, register: BoundRegister) -> bool:
    """Whether it is begun about records of this register; a link to any record is for what stands on the map."""
    field = other.by_name[start.column].field
    if isinstance(field, PlaceLink):
        return register.is_placed and register.system is not other.system
    return field.related_model is register.model


def start_url(other: BoundRegister, start: Start, uid: Any) -> str:
    """The form of what is begun, with the record filled in."""
    return f"{other.url}new?{start.column}={uid}"


# -- what is sent ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Wanted:
    """A value the action asks for. `kind`: text, number, date, choice:<a|b>, file, point."""

    name: str
    thai: str
    kind: str

    @property
    def widget(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def choices(self) -> Sequence[str]:
        return self.kind.partition(":")[2].split("|") if self.widget == "choice" else ()

    def value(self, raw: Any) -> Any:
        """The parsed value, None for nothing. Raises Refused."""
        if self.widget == "file":
            return raw or None
        text = str(raw).replace("\x00", "").strip() if _is_plain(raw) else None
        if text is None and raw is not None:
            raise Refused("FORMAT", f"{self.thai}: ต้องเป็นข้อความหรือตัวเลข", field=self.name)
        return _PARSERS[self.widget](self, text) if text else None


def _is_plain(raw: Any) -> bool:
    return isinstance(raw, str | int | float | Decimal) and not isinstance(raw, bool)


def _number(wanted: Wanted, raw: str) -> Decimal:
    try:
        value = Decimal(to_arabic_digits(raw).replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > MAX_MAGNITUDE:
        raise Refused("FORMAT", f"{wanted.thai}: ต้องเป็นตัวเลข", field=wanted.name)
    return value


def _choice(wanted: Wanted, raw: str) -> str:
    if raw not in wanted.choices:
        raise Refused("CHOICE", f"{wanted.thai}: ไม่มีตัวเลือกนี้", field=wanted.name)
    return raw


def _point(wanted: Wanted, raw: str) -> Point:
    typed = parse_coordinate(raw)
    if typed is None:
        raise Refused("FORMAT", f"{wanted.thai}: อ่านพิกัดไม่ได้ พิมพ์เช่น 16.43210, 101.15432", field=wanted.name)
    srid = 4326 if typed.kind == "degrees" else 32600 + (typed.zone or 47)
    lon, lat = typed_geometry(f"{typed.x} {typed.y}", srid, "point")["coordinates"]
    return Point(lon, lat, srid=4326)


_PARSERS: dict[str, Callable[[Wanted, str], Any]] = {
    "text": lambda wanted, raw: raw,
    "number": _number,
    "date": lambda wanted, raw: parse_date(raw, field=wanted.name),
    "choice": _choice,
    "point": _point,
}


def wanted_by(action: Action) -> list[Wanted]:
    """The values an action asks for, in the order of its form."""
    return [Wanted(*each) for each in action.form]


# -- the act ---------------------------------------------------------------------------------------------------------
def act(
    register: BoundRegister,
    uid: Any,
    action: Action,
    sent: Mapping[str, Any],
    *,
    user: Any,
    reason: str,
    expected_version: int | str | None = None,
    **more: Any,
) -> str:
    """Run an action on a record, locked, in one change; what it says it did, or "".

    Raises Refusals: NO_RIGHT, NOT_FOUND, STATE, TOO_LONG, what cannot be read of the values, what the system refuses.
    """
    seen = visible_to_roles(register, user, action.roles)
    if seen.nothing:
        raise Refusals([Refused("NO_RIGHT", f"บัญชีนี้ไม่มีสิทธิ{action.thai}")])
    values = _values(action, sent)
    try:
        with Act(user, reason, **more).open(), database_faults(register):
            record = locked(register, uid, user, "view")
            if not holds(register, seen, record):
                raise Refused("NO_RIGHT", f"บัญชีนี้ไม่มีสิทธิ{action.thai}")
            check_version(register, record, expected_version)
            if action.states and record.status not in action.states:
                raise Refused("STATE", f"{action.thai}ไม่ได้ในสถานะปัจจุบัน")
            raise_all(guarded(action, record))
            done = action.run(record, values, user)
            return done if isinstance(done, str) else ""
    except Refused as refused:
        raise Refusals([refused]) from refused
    except DataError as error:
        # an action writes what it was given by itself: no form has measured it
        raise Refusals([Refused("TOO_LONG", f"{action.thai}: ค่าที่กรอกยาวหรือใหญ่เกินกว่าที่เก็บได้")]) from error


def _values(action: Action, sent: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    refusals = []
    for wanted in wanted_by(action):
        try:
            values[wanted.name] = wanted.value(sent.get(wanted.name))
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise Refusals(refusals)
    return values
