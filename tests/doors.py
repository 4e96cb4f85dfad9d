"""The doors by which records come in: the form of the site, the API and a file. All must refuse the same things."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from gis_core.pure.refusal import Refusals, Refused
from importers.models import StagedRow
from layers.bound import BoundRegister
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


def refused(act: Callable[..., Any], *arguments: Any, **more: Any) -> tuple[str, ...]:
    """The codes with which something is refused; it must be."""
    with pytest.raises((Refused, Refusals)) as found:
        act(*arguments, **more)
    error = found.value
    return error.codes if isinstance(error, Refusals) else (error.code,)
