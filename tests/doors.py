"""The doors by which records come in: the form of the site, the API and a file. All must refuse the same things."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from gis_core.pure.refusal import Refusals, Refused
from importers.models import StagedRow
from layers.bound import BoundRegister
from layers.engine import acting, transitions
from layers.registry import registry
from tests.importers import doing
from tests.people import PASSWORD, sign_in

Values = dict[str, Any]


def basic(user: Any) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()}


def by_form(client: Any, user: Any, register: BoundRegister, values: Values, lines: Values) -> list[str]:
    """Texts of the refusals the form shows; [] when the record was written. A period has two inputs."""
    sign_in(client, user)
    data: Values = {"change_reason": "ทดสอบ"}
    for name, value in values.items():
        if name == "valid":
            data |= {f"valid.{end}": text for end, text in value.items()}
        else:
            data[name] = json.dumps(value) if isinstance(value, dict) else value
    for key, rows in lines.items():
        data[f"lines.{key}"] = "sent"
        for number, row in enumerate(rows):
            data |= {f"lines.{key}.{number}.{name}": value for name, value in row.items()}
    answer = client.post(f"/r/{register.slug}/new", data)
    if answer.status_code in (302, 303):
        return []
    return [refused.thai for refused, _ in answer.context["form"].summary]


def by_api(client: Any, user: Any, register: BoundRegister, values: Values, lines: Values) -> list[str]:
    """The same through OGC API Features."""
    geometry = values.get("geom")
    properties = {name: value for name, value in values.items() if name != "geom"}
    body = {"type": "Feature", "geometry": geometry, "properties": properties, "lines": lines}
    answer = client.post(
        f"/ogc/collections/{register.slug}/items",
        json.dumps(body),
        content_type="application/geo+json",
        **basic(user),
    )
    return [] if answer.status_code == 201 else [each["thai"] for each in answer.json()["refusals"]]


def by_file(client: Any, user: Any, register: BoundRegister, values: Values, lines: Values) -> list[str]:
    """The same through a file of one record: a row for each line, the first with the values of the record."""
    properties = {name: value for name, value in values.items() if name not in ("geom", "valid")}
    if "valid" in values:
        properties["valid"] = f"{values['valid']['from']} – "
    held = [{f"{key}.{name}": text for name, text in row.items()} for key, rows in lines.items() for row in rows]
    assert len(held) < 2, "rows of one new record are told by its key: a file of several lines has a test of its own"
    for each in held:
        properties |= each
    try:
        work = doing.bring(register.slug, user, doing.geojson_of((properties, values.get("geom"))), "a.geojson")
    except Refused as refusal:
        return [refusal.thai]
    doing.judge(work)
    if doing.verdicts(work) == {"new": 1}:
        doing.write(work)
    row = StagedRow.objects.get(batch=work.batch)
    return [each["thai"] for each in [*(row.faults or []), *(row.reasons or [])]]


DOORS = {"form": by_form, "api": by_api, "file": by_file}
#: Those through which a record comes with any number of child lines.
TYPED = {"form": by_form, "api": by_api}


def step_by_page(client: Any, user: Any, record: Any, code: str, values: Values) -> list[str]:
    """Codes with which a button of the record's page refuses a step; [] when it was taken."""
    sign_in(client, user)
    url = registry.for_model(type(record)).record_url(record.uid)
    answer = client.post(f"{url}do/{code}", {"change_reason": "ทดสอบ", **values})
    if answer.status_code == 302:
        return []
    return [each.code for form in answer.context["page"].steps for each in form.refusals]


def step_by_api(client: Any, user: Any, record: Any, code: str, values: Values) -> list[str]:
    """The same through OGC API Features, with the session of a browser: some roles have no other way in."""
    sign_in(client, user)
    client.cookies["csrftoken"] = token = "a" * 32
    address = f"/ogc/collections/{registry.for_model(type(record)).slug}/items/{record.uid}/steps/{code}"
    body = json.dumps({"reason": "ทดสอบ", "values": values})
    answer = client.post(address, body, content_type="application/json", HTTP_X_CSRFTOKEN=token)
    return [] if answer.status_code == 200 else [each["code"] for each in answer.json()["refusals"]]


#: Refusals of the whole register, which doors answer as if it were not there.
CLOSED = {"NO_RIGHT", "OFFICE_KIND"}
#: Those through which a step of the workflow is taken: a file brings records and takes none.
STEPS = {"page": step_by_page, "api": step_by_api}


def take(record: Any, code: str, user: Any, values: Values, **act: Any) -> Any:
    """Take a step by the engine; what it refuses, the record's page and the API must refuse with the same codes."""
    try:
        return transitions.transition(
            registry.for_model(type(record)), record.uid, code, values, user=user, reason="ทดสอบ", **act
        )
    except Refusals as refusals:
        sent = {name: "" if value is None else str(value) for name, value in values.items()}
        for name, door in STEPS.items() if CLOSED.isdisjoint(refusals.codes) else ():
            found = door(Client(), user, record, code, sent)
            assert found == list(refusals.codes), f"{name}: {found}, the engine: {refusals.codes}"
        raise


def shown_closed(record: Any, code: str, user: Any) -> list[str]:
    """Codes with which the page and the API show a step or button closed before anybody presses it; [] while open."""
    client, register = Client(), registry.for_model(type(record))
    sign_in(client, user)
    acts = client.get(f"/ogc/collections/{register.slug}/items/{record.uid}/acts").json()["acts"]
    (act,) = [each for each in acts if each["code"] == code]
    refusals = act.get("refusals", [])
    page = client.get(register.record_url(record.uid)).content.decode()
    is_open = any(f'{way}/{code}"' in page for way in ("do", "act"))
    assert is_open is not bool(refusals), f"{code}: the page is {'open' if is_open else 'closed'}, the API: {refusals}"
    assert all(escape(each["title"]) in page for each in refusals), refusals
    return [each["code"] for each in refusals]


def press(record: Any, code: str, user: Any, **values: str) -> str:
    """Press a button of the record's system as page and API do; what it says it did."""
    register = registry.for_model(type(record))
    action = next(each for each in register.declared.actions if each.code == code)
    return acting.act(register, record.uid, action, values, user=user, reason="ทดสอบ")


def refused(act: Callable[..., Any], *arguments: Any, **more: Any) -> tuple[str, ...]:
    """The codes with which something is refused; it must be."""
    with pytest.raises((Refused, Refusals)) as found:
        act(*arguments, **more)
    error = found.value
    return error.codes if isinstance(error, Refusals) else (error.code,)
