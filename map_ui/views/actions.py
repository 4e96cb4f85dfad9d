"""Buttons of a system's own: a form of plain values, then the system's function inside one change."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gis_core.access.actor import acting_as
from gis_core.access.capacity import Actor, actor_of
from gis_core.pure.coordinates import parse_coordinate
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.bound import BoundRegister
from layers.declare import Action
from layers.engine import records
from map_ui.doors import door, record_of
from map_ui.forms.geometry import typed_geometry
from map_ui.pages import RecordPage


@dataclass
class Input:
    """One value the action asks for. `kind`: text, number, date, choice:<a|b>, file, point."""

    name: str
    thai: str
    kind: str
    raw: Any = ""
    error: str = ""

    @property
    def widget(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def options(self) -> list[tuple[str, bool]]:
        return [(value, value == self.raw) for value in self.kind.partition(":")[2].split("|")]

    def value(self) -> Any:
        """The parsed value, None for nothing. Raises Refused."""
        return _PARSERS[self.widget](self) if self.raw else None


def _number(given: Input) -> Decimal:
    try:
        value = Decimal(to_arabic_digits(given.raw).replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused("FORMAT", f"{given.thai}: ต้องเป็นตัวเลข", field=given.name)
    return value


def _choice(given: Input) -> str:
    if given.raw not in [value for value, _ in given.options]:
        raise Refused("CHOICE", f"{given.thai}: ไม่มีตัวเลือกนี้", field=given.name)
    return str(given.raw)


def _point(given: Input) -> Point:
    typed = parse_coordinate(given.raw)
    if typed is None:
        raise Refused("FORMAT", f"{given.thai}: อ่านพิกัดไม่ได้ พิมพ์เช่น 16.43210, 101.15432", field=given.name)
    srid = 4326 if typed.kind == "degrees" else 32600 + (typed.zone or 47)
    lon, lat = typed_geometry(f"{typed.x} {typed.y}", srid, "point")["coordinates"]
    return Point(lon, lat, srid=4326)


_PARSERS = {
    "text": lambda given: given.raw,
    "number": _number,
    "date": lambda given: parse_date(given.raw, field=given.name),
    "choice": _choice,
    "file": lambda given: given.raw,
    "point": _point,
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("view")
def act(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """Ask for the action's values and run it on the record, locked, in one change."""
    page = RecordPage(register, record_of(register, request.user, uid), request.user)
    action = next((a for a in page.actions if a.code == code), None)
    if action is None:
        raise Http404
    inputs = [Input(name, thai, kind) for name, thai, kind in action.form]
    refusals: list[Refused] = []
    reason = request.POST.get("reason", action.thai)
    if request.method == "POST":
        for each in inputs:
            each.raw = (
                request.FILES.get(each.name) if each.widget == "file" else request.POST.get(each.name, "").strip()
            )
        refusals, said = _run(register, page, action, inputs, reason.strip() or action.thai, actor_of(request))
        if not refusals:
            messages.success(request, said or f"{action.thai}: บันทึกแล้ว")
            return HttpResponseRedirect(page.url)
    context = {
        "page": page,
        "register": register,
        "action": action,
        "inputs": inputs,
        "refusals": refusals,
        "reason": reason,
        "has_file": any(each.widget == "file" for each in inputs),
    }
    return render(request, "map_ui/register/action.html", context, status=409 if refusals else 200)


def _run(
    register: BoundRegister, page: RecordPage, action: Action, inputs: list[Input], reason: str, actor: Actor
) -> tuple[list[Refused], str]:
    """What it refuses, and what it says it did."""
    said = ""
    values: dict[str, Any] = {}
    refusals = []
    for each in inputs:
        try:
            values[each.name] = each.value()
        except Refused as refused:
            each.error = refused.thai
            refusals.append(refused)
    if refusals:
        return refusals, said
    try:
        with acting_as(**actor, reason=reason), transaction.atomic():
            record = records.locked(register, page.stored.uid, actor["user"], "view")
            if action.states and record.status not in action.states:
                raise Refused("STATE", f"{action.thai}ไม่ได้ในสถานะปัจจุบัน")
            done = action.run(record, values, actor["user"])
            said = done if isinstance(done, str) else ""
    except Refused as refused:
        refusals = [refused]
    except Refusals as found:
        refusals = list(found)
    for each in inputs:
        each.error = next((r.thai for r in refusals if r.field == each.name), each.error)
    return refusals, said
