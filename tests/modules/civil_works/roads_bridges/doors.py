"""The two doors by which records come in: the form of the site and the API. Both must refuse the same things."""

from __future__ import annotations

import base64
import json
from typing import Any

from layers.bound import BoundRegister
from tests.people import PASSWORD, sign_in


def basic(user: Any) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()}


def by_form(
    client: Any, user: Any, register: BoundRegister, values: dict[str, Any], lines: dict[str, Any]
) -> list[str]:
    """Texts of the refusals the form shows; [] when the record was written."""
    sign_in(client, user)
    data: dict[str, Any] = {"change_reason": "ทดสอบ"}
    for name, value in values.items():
        data[name] = json.dumps(value) if isinstance(value, dict) else value
    for key, rows in lines.items():
        data[f"lines.{key}"] = "sent"
        for number, row in enumerate(rows):
            data |= {f"lines.{key}.{number}.{name}": value for name, value in row.items()}
    answer = client.post(f"/r/{register.slug}/new", data)
    if answer.status_code in (302, 303):
        return []
    return [refused.thai for refused, _ in answer.context["form"].summary]


def by_api(client: Any, user: Any, register: BoundRegister, values: dict[str, Any], lines: dict[str, Any]) -> list[str]:
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


DOORS = {"form": by_form, "api": by_api}
