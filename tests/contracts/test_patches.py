"""What the API is asked to change it changes, or it says in Thai why not: never 200 with nothing changed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import transaction

from tests.contracts import examples
from tests.contracts.test_forms import changeable, only

pytestmark = pytest.mark.django_db
THAI = re.compile(r"[ก-๙]")


def another(value: Any) -> Any:
    """A value of the same kind that differs from a served one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        return {"from": "2020-03-04", "to": None}
    if value and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return "2020-03-04" if value != "2020-03-04" else "2020-03-05"
    return "7" if value != "7" else "8"


def others(register, before: dict[str, Any]) -> dict[str, list[Any]]:
    """By name, what to ask of every member that is served or stored, whether it may be typed or not."""
    asked = {name: [another(value)] for name, value in before.items()}
    for field in register.model._meta.concrete_fields:
        asked.setdefault(field.name, ["7"])
    for column in register.form_columns:
        if column.choices:
            asked[column.name] = [code for code in column.choices if str(code) != str(before.get(column.name))]
    if register.workflow:
        asked["status"] = [state for state in register.workflow.states if state != before["status"]]
    return asked | {"no_such_member": ["7"]}


def said(answer: Any) -> str:
    return json.dumps(answer.json(), ensure_ascii=False)


class Editor:
    """A program that reads one feature and sends changes of it, as a browser's script does: session and CSRF token."""

    def __init__(self, client: Any, register: Any, record: Any) -> None:
        self.client, self.path = client, f"/ogc/collections/{register.slug}/items/{record.uid}"
        client.cookies["csrftoken"] = "t" * 32
        served = client.get(self.path)
        if served.status_code != 200:
            pytest.skip("nobody who may change it may read it")
        self.served = served.json()

    def patch(self, **members: Any) -> Any:
        """The answer to a PATCH, undone; a refusal must say in Thai what is wrong."""
        body = json.dumps({"type": "Feature"} | members)
        with transaction.atomic():
            answer = self.client.patch(self.path, body, "application/geo+json", headers={"X-CSRFToken": "t" * 32})
            transaction.set_rollback(True)
        assert answer.status_code in (200, 400, 403, 404, 409, 412, 422), said(answer)
        assert answer.status_code == 200 or THAI.search(said(answer)), (members, said(answer))
        return answer


@pytest.fixture
def editor(register, record, as_role) -> Editor:
    return Editor(as_role(examples.role_for(register, "change")), register, record)


@only(changeable)
def test_a_patch_changes_what_it_names_or_says_why_not(register, editor):
    before, silent = editor.served["properties"], []
    for name, values in others(register, before).items():
        for value in values:
            answer = editor.patch(properties={name: value})
            now = answer.json().get("properties", {})
            # a masked value may look the same as before; its version does not
            if answer.status_code == 200 and now.get(name) == before.get(name) and now["version"] == before["version"]:
                silent.append((name, value))
    assert silent == []


@only(changeable)
def test_a_patch_of_the_shape_moves_it_or_says_why_not(register, editor):
    answer = editor.patch(geometry=examples.geometry(register, 1))
    assert answer.status_code != 200 or answer.json()["geometry"] != editor.served["geometry"]


@only(changeable)
def test_what_was_served_may_be_sent_back_whole(editor):
    answer = editor.patch(**editor.served)
    fields = {each.get("field") for each in answer.json().get("refusals") or ()}
    assert not fields & {"title", "status", "version", "recorded_from", "geom"}, said(answer)


@only(lambda register: changeable(register) and register.workflow)
def test_a_state_is_left_by_its_steps_alone(register, editor):
    answer = editor.patch(properties={"status": "no_such_state"})
    assert (answer.status_code, [each["code"] for each in answer.json()["refusals"]]) == (422, ["READ_ONLY"])
    assert "ขั้นตอน" in answer.json()["detail"]


@only(changeable)
def test_a_column_beside_the_properties_is_refused(register, editor):
    assert editor.patch(**{register.form_columns[0].name: "7"}).status_code == 400


@only(lambda register: changeable(register) and register.lines)
def test_a_line_takes_no_column_it_does_not_have(register, editor):
    for bound in register.lines:
        answer = editor.patch(lines={bound.key: [{"no_such_column": "7"}]})
        assert answer.status_code != 200 and ("no_such_column" in said(answer) or "NO_RIGHT" in said(answer))
