"""The post book: letters that are to be brought to their addressees, for whoever carries them.

It shows what stands on the envelope and no more: who carries a tax notice need not see the tax.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from gis_core.access.capacity import actor_of
from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.pure.refusal import Refusals, Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.bound import BoundRegister, Column
from layers.declare import Transition
from layers.engine import transitions
from layers.registry import registry
from modules.kernel.notices.models import Notice

DELIVER = "deliver"
STEPS = ("send", "give", "slip", "electronic", "return", "post", "publish")
OPEN = ("issued", "sent", "returned")
SHOWN = 100


@dataclass
class StepForm:
    """What a step asks of the letter that was chosen, with what was typed and refused."""

    step: Transition
    columns: list[Column]
    values: Mapping[str, str] = field(default_factory=dict)
    refusals: list[Refused] = field(default_factory=list)

    @property
    def inputs(self) -> list[tuple[Column, str]]:
        return [(column, self.values.get(column.name, "")) for column in self.columns]


def page(request: HttpRequest) -> HttpResponse:
    """The open letters, or the one that was chosen with the steps it may take; a step is taken by POST."""
    register = registry.for_model(Notice)
    assert register is not None  # declared beside this module
    letters = carried(register, request.user)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    refusals: list[Refused] = []
    chosen = _chosen(letters, request.GET.get("notice", ""))
    forms = _forms(register, chosen, request.user) if chosen is not None else []
    if request.method == "POST":
        if chosen is None:
            raise Http404
        refusals = _take(register, chosen, forms, request)
        if not refusals:
            return HttpResponseRedirect(f"{register.url}delivery?done={chosen.register_no}")
    found = _open(letters, text)
    log_look(request.user, "list", None, f"ทะเบียนส่งหนังสือ {text}".strip())
    context = {
        "register": register, "chosen": chosen, "forms": forms, "refusals": refusals, "q": text, "shown": SHOWN,
        "rows": list(found[:SHOWN]), "total": found.count(), "done": request.GET.get("done", "")[:60],
    }  # fmt: skip
    return render(request, "kernel_notices/delivery.html", context, status=409 if refusals else 200)


def carried(register: BoundRegister, user: Any) -> QuerySet[Notice]:
    """The letters whose delivery the user records, with what stands on their envelopes."""
    seen = visible(register, user, DELIVER)
    if seen.nothing:
        raise PermissionDenied
    found = Notice.objects.filter(seen.q()).select_related("person", "organisation")
    return found.defer("body", "title").order_by("issued_on", "id")


def _open(letters: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    found = letters.filter(status__in=OPEN)
    if not text:
        return found
    number = to_arabic_digits(text)
    named = Q(person__full_name__contains=text) | Q(organisation__thai__contains=text)
    return found.filter(Q(register_no__contains=number) | Q(ar_no=number) | named)


def _chosen(letters: QuerySet[Notice], raw: str) -> Notice | None:
    if not raw:
        return None
    try:
        found = letters.filter(uid=uuid.UUID(raw)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _forms(register: BoundRegister, notice: Notice, user: Any) -> list[StepForm]:
    allowed = [step for step in transitions.allowed(register, notice, user) if step.code in STEPS]
    return [StepForm(step, [register.by_name[name] for name in step.form]) for step in allowed]


def _take(register: BoundRegister, notice: Notice, forms: list[StepForm], request: HttpRequest) -> list[Refused]:
    """What was refused; [] when the step was taken."""
    form = next((each for each in forms if each.step.code == request.POST.get("step")), None)
    if form is None:
        return [Refused("STATE", "หนังสือนี้เปลี่ยนสถานะไปแล้ว ตรวจสถานะก่อนบันทึกอีกครั้ง")]
    form.values = {column.name: request.POST.get(column.name, "") for column in form.columns}
    try:
        transitions.transition(
            register, notice.uid, form.step.code, form.values, **actor_of(request), reason=f"บันทึก{form.step.thai}"
        )
    except Refusals as refusals:
        form.refusals = list(refusals)
    return form.refusals
