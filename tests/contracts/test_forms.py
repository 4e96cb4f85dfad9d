"""Adding, changing and deleting through the forms of every register, and what they refuse."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from gis_core.features import measure
from gis_core.features.models import Feature, History
from tests.contracts import examples, forms
from tests.contracts.form_reader import FormReader

pytestmark = pytest.mark.django_db
#: A number written for people where a machine reads it: 32,647 is no coordinate system.
GROUPED = re.compile(r"""\b(?:value|name|href|action|data-(?!label)[\w-]+)="[^"]*\d,\d{3}[^"]*\"""")
GARBAGE = {"number": "ไม่ใช่เลข", "area": "9-9-999", "date": "31/2/2569", "choice": "ไม่มีตัวเลือก", "reference": "ไม่มีจริง"}


def addable(register: Any) -> bool:
    return any("add" in grant.action_set for grant in register.declared_grants)


def changeable(register: Any) -> bool:
    return any("change" in grant.action_set for grant in register.declared_grants)


def deletable(register: Any) -> bool:
    return any("delete" in grant.action_set for grant in register.declared_grants)


def only(chosen: Any) -> Any:
    def mark(test: Any) -> Any:
        test.registers = chosen
        return test

    return mark


@only(addable)
def test_what_a_form_sends_back_is_written_without_separators(register, as_role):
    page = as_role(examples.role_for(register, "add")).get(f"{register.url}new").content.decode()
    assert GROUPED.findall(page) == []


@only(addable)
def test_a_record_is_added_through_the_form(register, given, as_role):
    client = as_role(examples.role_for(register, "add"))
    assert client.get(f"{register.url}new").status_code == 200
    answer = client.post(f"{register.url}new", forms.posted(register, 0, given))
    assert answer.status_code == 302, refusals_in(answer)
    uid = re.search(r"([0-9a-f-]{36})/$", answer["Location"])[1]
    feature = Feature.objects.select_related("change__actor").get(uid=uid)
    assert feature.change.reason == "ทดสอบการบันทึก"
    assert feature.change.actor.username.startswith("reader_")
    assert client.get(answer["Location"]).status_code in (200, 403)


@only(addable)
def test_a_missing_value_is_refused_beside_its_field_and_nothing_typed_is_lost(register, given, as_role):
    required = [c for c in register.form_columns if c.required and c.kind not in ("boolean", "period")]
    if not required:
        pytest.skip("nothing is required")
    client = as_role(examples.role_for(register, "add"))
    sent = forms.posted(register, 0, given) | {required[0].name: ""}
    stored = register.model._default_manager.filter(**register.declared.where)
    before = stored.count()
    answer = client.post(f"{register.url}new", sent)
    assert answer.status_code == 409
    page = html.unescape(answer.content.decode())
    assert f'href="#f-{required[0].name}"' in page
    kept = [c for c in register.form_columns if c.kind == "text" and sent.get(c.name)]
    assert all(sent[c.name] in page for c in kept)
    assert stored.count() == before


@only(addable)
@pytest.mark.parametrize("kind", GARBAGE)
def test_what_cannot_be_read_is_refused_in_thai(register, given, as_role, kind):
    column = next((c for c in register.form_columns if c.kind == kind), None)
    if column is None:
        pytest.skip("no such column")
    client = as_role(examples.role_for(register, "add"))
    answer = client.post(f"{register.url}new", forms.posted(register, 0, given) | {column.name: GARBAGE[kind]})
    assert answer.status_code == 409
    assert f'id="f-{column.name}-error-1"' in answer.content.decode()


@only(lambda register: addable(register) and register.has_geometry)
@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ('{"type": "Polygon", "coordinates": [[[101,16],[102,17],[102,16],[101,17],[101,16]]]}', "GEOM"),
        ("ไม่ใช่รูป", "BAD_GEOM"),
        ('{"type": "Point", "coordinates": [730000, 1816000]}', "CRS"),
        ("", "geom"),
    ],
)
def test_a_bad_shape_is_refused(register, given, as_role, shape, code):
    if not shape and register.declared.derive:
        pytest.skip("the shape may follow from other values")
    client = as_role(examples.role_for(register, "add"))
    answer = client.post(f"{register.url}new", forms.posted(register, 0, given) | {"geom": shape})
    assert answer.status_code == 409
    assert code in answer.content.decode()


@only(lambda register: addable(register) and register.geometry_kind == "point")
def test_typed_coordinates_stand_for_a_drawing(register, given, as_role):
    client = as_role(examples.role_for(register, "add"))
    sent = forms.posted(register, 0, given)
    lon, lat = json.loads(sent["geom"])["coordinates"]
    east, north = measure.from_lonlat(lon, lat, 32647)
    typed = {"geom": "", "geom.typed": f"{east:,.3f} {north:,.3f}", "geom.srid": "32647"}
    answer = client.post(f"{register.url}new", sent | typed)
    assert answer.status_code == 302, refusals_in(answer)
    geom = register.model._default_manager.latest("id").geom
    assert (round(geom.x, 7), round(geom.y, 7)) == (lon, lat)


@only(addable)
def test_the_same_natural_code_is_refused_twice(register, given, as_role):
    codes = [c for c in register.form_columns if c.field.unique]
    values = examples.values_of(register, 0, given)
    if not any(values.get(c.name) for c in codes):
        pytest.skip("no natural code")
    client = as_role(examples.role_for(register, "add"))
    sent = forms.posted(register, 0, given)
    assert client.post(f"{register.url}new", sent).status_code == 302
    answer = client.post(f"{register.url}new", sent)
    assert answer.status_code == 409
    assert "error-1" in answer.content.decode()


@only(changeable)
def test_a_record_is_changed_and_its_history_tells(register, record, given, as_role):
    client = as_role(examples.role_for(register, "change"))
    address = f"{register.record_url(record.uid)}edit"
    page = client.get(address)
    assert page.status_code == 200
    sent = form_in(page) | changed(register, given)
    answer = client.post(address, sent)
    assert answer.status_code == 302, refusals_in(answer)
    assert History.objects.filter(uid=record.uid).count() == 1
    history = client.get(f"{register.record_url(record.uid)}history").content.decode()
    assert "รุ่นที่ 2" in history and "แก้เพื่อทดสอบ" in history


@only(changeable)
def test_saving_an_unchanged_form_makes_no_version(register, record, as_role):
    client = as_role(examples.role_for(register, "change"))
    address = f"{register.record_url(record.uid)}edit"
    answer = client.post(address, form_in(client.get(address)))
    assert answer.status_code == 302, refusals_in(answer)
    assert not History.objects.filter(uid=record.uid).exists()


@only(changeable)
def test_what_only_the_other_changed_is_told_and_taken(register, record, given, as_role):
    client = as_role(examples.role_for(register, "change"))
    address = f"{register.record_url(record.uid)}edit"
    first = form_in(client.get(address))
    assert client.post(address, first | changed(register, given)).status_code == 302
    answer = client.post(address, first)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "CONFLICT" in page and "แก้เพื่อทดสอบ" in page and "choose." not in page
    assert client.post(address, form_in(answer)).status_code == 302
    assert History.objects.filter(uid=record.uid).count() == 1


@only(deletable)
def test_deleting_needs_a_reason_and_leaves_history(register, record, as_role):
    client = as_role(examples.role_for(register, "delete"))
    address = f"{register.record_url(record.uid)}delete"
    assert client.post(address, {"reason": ""}).status_code == 409
    assert client.post(address, {"reason": "บันทึกซ้ำ"}).status_code == 302
    assert History.objects.get(uid=record.uid).is_deleted
    gone = client.get(register.record_url(record.uid))
    assert gone.status_code == 410 and "บันทึกซ้ำ" in gone.content.decode()
    assert "ลบระเบียน" in client.get(f"{register.record_url(record.uid)}history").content.decode()
    restored = client.post(f"{register.record_url(record.uid)}restore", {"reason": "ลบผิดราย"})
    assert restored.status_code == 302, refusals_in(restored)
    assert client.get(register.record_url(record.uid)).status_code == 200


@only(changeable)
def test_an_old_version_is_restored_as_a_new_one(register, record, given, as_role):
    client = as_role(examples.role_for(register, "change"))
    address = f"{register.record_url(record.uid)}edit"
    assert client.post(address, form_in(client.get(address)) | changed(register, given)).status_code == 302
    history = f"{register.record_url(record.uid)}history"
    assert client.post(history, {"version": "1", "reason": ""}).status_code == 409
    assert client.post(history, {"version": "1", "reason": "แก้ผิดราย"}).status_code == 302
    assert Feature.objects.get(uid=record.uid).version == 3


@only(addable)
def test_a_form_without_its_token_is_refused(register, given):
    from django.test import Client

    from tests.contracts.conftest import session_of
    from tests.people import user_with

    client = Client(enforce_csrf_checks=True)
    session_of(client, user_with(examples.role_for(register, "add"), name="no_token"))
    assert client.post(f"{register.url}new", {"reason": "x"}).status_code == 403


def changed(register: Any, given: examples.Given) -> dict[str, str]:
    """One harmless change, by default of the first plain column."""
    own = examples.overrides(register, "CHANGES")
    if own:
        return forms.as_text(own(0, given)) | {"change_reason": "แก้เพื่อทดสอบ"}
    column = next(c for c in register.form_columns if c.kind in ("text", "number") and not c.field.unique)
    text = "7" if column.kind == "number" else "แก้แล้ว"[: column.field.max_length or 9]
    return {column.name: text, "change_reason": "แก้เพื่อทดสอบ"}


def form_in(page: Any) -> dict[str, str]:
    """The values a browser would send back from the record's form on a page, untouched."""
    reader = FormReader()
    reader.feed(page.content.decode())
    return reader.found


def refusals_in(answer: Any) -> str:
    return " ".join(re.findall(r"<code>.*?</li>", answer.content.decode(), re.S))[:2000]
