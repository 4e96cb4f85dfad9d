"""Buttons of a system's own: a form of plain values, then the system's function inside one change."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gis_core.access.capacity import Actor, actor_of
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.declare import Action
from layers.engine import acting
from map_ui.doors import door, record_of
from map_ui.pages import RecordPage


@dataclass
class Input:
    """One value the action asks for, as the form shows it."""

    wanted: acting.Wanted
    raw: Any = ""
    error: str = ""

    @property
    def name(self) -> str:
        return self.wanted.name

    @property
    def thai(self) -> str:
        return self.wanted.thai

    @property
    def widget(self) -> str:
        return self.wanted.widget

    @property
    def options(self) -> list[tuple[str, bool]]:
        return [(value, value == self.raw) for value in self.wanted.choices]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@door("view")
def act(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """Ask for the action's values and run it on the record, locked, in one change."""
    page = RecordPage(register, record_of(register, request.user, uid), request.user)
    action = next((a for a in page.actions if a.code == code), None)
    if action is None:
        raise Http404
    inputs = [Input(wanted) for wanted in acting.wanted_by(action)]
    refusals: list[Refused] = []
    reason = request.POST.get("change_reason", action.thai)
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
    sent = {each.name: each.raw for each in inputs}
    try:
        return [], acting.act(register, page.stored.uid, action, sent, **actor, reason=reason)
    except Refusals as found:
        refusals = list(found)
    for each in inputs:
        each.error = next((r.thai for r in refusals if r.field == each.name), "")
    return refusals, ""
