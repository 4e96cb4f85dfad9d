"""Steps of the workflow and the buttons of a system by the API: the engine of the pages, its rights and its refusals.

GET …/items/{id}/acts tells what the reader may do with the record now and which values that asks for. A POST to one of
its addresses does it. Body: a JSON object with `values` by name and the `reason`, without which it is refused. If-Match
may carry the ETag of the feature: who has not seen the last change does not act on it.
"""

from __future__ import annotations

import uuid
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from gis_core.access.capacity import actor_of
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.declare import Action, Transition
from layers.engine import acting, transitions
from layers.engine.rows import rows
from layers.features_api import writing
from layers.features_api.links import GEOJSON, url
from layers.features_api.parameters import COMMON, check_known
from layers.features_api.problems import BadRequest, NotFound, TooLarge


def listed(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    """What the reader may do with the record as it stands."""
    check_known(request, COMMON)
    record = _seen(request, register, uid, *register.carried)
    base = url(request, f"/collections/{register.slug}/items/{uid}")
    steps = transitions.allowed(register, record, request.user)
    actions = [a for a in register.declared.actions if acting.may_act(register, a, record, request.user)]
    found = [
        _told(f"{base}/steps/{step.code}", step, _columns(register, step))
        | _closed(transitions.closed(record, step, request.user))
        for step in steps
    ]
    found += [
        _told(f"{base}/actions/{action.code}", action, _wanted(action)) | _closed(acting.guarded(action, record))
        for action in actions
    ]
    return JsonResponse({"acts": found}, json_dumps_params={"ensure_ascii": False})


def _seen(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, *carried: str) -> Any:
    """The record the reader sees, or may do one of the `carried` actions on; 404 for any other, though his role takes
    steps: nothing is told of it.
    """
    for action in ("view", *carried):
        record = rows(register, request.user, action).filter(uid=uid).first()
        if record is not None:
            return record
    raise NotFound(f"ไม่พบ {uid}")


def _told(address: str, act: Transition | Action, values: list[dict[str, str]]) -> dict[str, Any]:
    return {"code": act.code, "title": act.thai, "href": address, "method": "POST", "values": values}


def _closed(refusals: list[Refused]) -> dict[str, Any]:
    """The refusals one would get, of what the reader's role may do and he himself, or with this record, may not."""
    return {"refusals": [{"code": each.code, "title": each.thai} for each in refusals]} if refusals else {}


def _columns(register: BoundRegister, step: Transition) -> list[dict[str, str]]:
    columns = [register.by_name[name] for name in step.form]
    return [{"name": column.name, "title": column.thai, "kind": column.kind} for column in columns]


def _wanted(action: Action) -> list[dict[str, str]]:
    return [{"name": each.name, "title": each.thai, "kind": each.kind} for each in acting.wanted_by(action)]


def take_step(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """One step of the workflow; 404 for a step the register does not have."""
    steps = register.workflow.transitions if register.workflow else ()
    if all(step.code != code for step in steps):
        raise NotFound(f"ไม่พบขั้นตอน {code}")
    _seen(request, register, uid, *({code} & set(register.carried)))
    values, reason = _sent(request)
    expected = writing.expected_version(request)
    with writing.telling(request, register, uid, expected):
        transitions.transition(
            register, uid, code, values, **actor_of(request), reason=reason, expected_version=expected
        )
    return _done(request, register, uid, "")


def act(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, code: str) -> HttpResponse:
    """One button of the system's own; 404 for one the register does not have. A file is sent by the page only."""
    action = next((each for each in register.declared.actions if each.code == code), None)
    if action is None:
        raise NotFound(f"ไม่พบรายการ {code}")
    values, reason = _sent(request)
    files = [each for each in acting.wanted_by(action) if each.widget == "file" and values.get(each.name)]
    if files:
        raise Refusals([Refused("FILE", f"{each.thai}: แนบแฟ้มได้จากหน้าเว็บเท่านั้น", field=each.name) for each in files])
    expected = writing.expected_version(request)
    with writing.telling(request, register, uid, expected):
        said = acting.act(register, uid, action, values, **actor_of(request), reason=reason, expected_version=expected)
    return _done(request, register, uid, said)


def _sent(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """Values and reason of the body. Raises BadRequest for another form, Refusals where no reason is given."""
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise BadRequest("เนื้อหาไม่ใช่ JSON") from error
    except RequestDataTooBig as error:
        raise TooLarge("เนื้อหาใหญ่เกินกว่าที่รับได้ในคำขอเดียว") from error
    if not isinstance(body, dict) or not isinstance(body.get("values") or {}, dict):
        raise BadRequest('ต้องส่งวัตถุ JSON: {"values": {…}, "reason": "…"}')
    reason = writing.reason_of(request, body, "")
    if not reason:
        raise Refusals([Refused("REQUIRED", "กรอกเหตุผล", field="reason")])
    return body.get("values") or {}, reason


def _done(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, said: str) -> HttpResponse:
    """The feature as it is now, with what was done; nothing of it where the act took it out of the reader's sight."""
    response = writing.written(request, register, uid, 200)
    if said:
        body = orjson.loads(response.content)
        response = HttpResponse(
            orjson.dumps((body or {}) | {"said": said}), content_type=GEOJSON, headers=_kept(response)
        )
    return response


def _kept(response: HttpResponse) -> dict[str, str]:
    return {"ETag": response["ETag"]} if "ETag" in response else {}
