"""What nobody means to type, in every field of every form: never a fault of the server, always a Thai sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from layers.bound import BoundRegister
from layers.registry import registry
from tests.contracts import examples, forms
from tests.contracts.test_forms import addable, only

pytestmark = pytest.mark.django_db
VALUES = (
    "-1",
    "ก",
    "31/2/2569",
    "9" * 60,
    "1e400",
    "NaN",
    "1.123456789012",
    "a\x00b",
    "'\"; <script>",
    "😀²",
    "x" * 5000,
    "31/12/9999",
)
SHAPES = (
    "null",
    '{"type": "Point", "coordinates": [0, 0]}',
    '{"type": "Point", "coordinates": [15.0, 100.5]}',
    '{"type": "Point", "coordinates": [1e400, 1]}',
    '{"type": "Point", "coordinates": [null, null]}',
    '{"type": "Point", "coordinates": [101.15, 16.43]}',
    '{"type": "LineString", "coordinates": [[101.15, 16.43], [101.15, 16.43]]}',
    '{"type": "Polygon", "coordinates": [[]]}',
    '{"type": "Polygon", "coordinates": [[[0,0],[0.001,0],[0.001,0.001],[0,0]]]}',
    (
        '{"type": "Polygon", "coordinates": '
        "[[[101.15, 16.43], [101.151, 16.431], [101.151, 16.43], [101.15, 16.431], [101.15, 16.43]]]}"
    ),
    '{"type": "GeometryCollection", "geometries": []}',
)
TYPED = ("1e6 2", "ก ข", "9" * 400 + " 1", "nan nan")
#: Django's own sentences, which are English wherever its Thai translation has none.
ENGLISH = re.compile(r"\b(Ensure|Enter|This|value|must|valid)\b")


#: Of the values these also get past reading, one field at a time, and reach what the register itself judges.
READABLE = ("-1", "9" * 17, "a\x00b")


def bad_forms(register: BoundRegister) -> Iterator[dict[str, str]]:
    """What is changed in a good form: every field at once, then one at a time."""
    names = [f"{c.name}.from" if c.kind == "period" else c.name for c in register.form_columns]
    names += [f"lines.{bound.key}.0.{c.name}" for bound in register.lines for c in bound.columns]
    names.append("change_reason")
    yield from (dict.fromkeys(names, value) for value in VALUES)
    yield from ({name: value} for name in names for value in READABLE)
    if register.has_geometry:
        yield from ({"geom": shape} for shape in SHAPES)
        yield from ({"geom": "", "geom.srid": "32647", "geom.typed": text} for text in TYPED)


@only(addable)
def test_no_value_breaks_the_form(register, given, as_role):
    client = as_role(examples.role_for(register, "add"))
    sent = forms.posted(register, 0, given)
    for bad in bad_forms(register):
        with transaction.atomic():
            answer = client.post(f"{register.url}new", sent | bad)
            transaction.set_rollback(True)
        assert answer.status_code in (302, 409), bad
        if answer.status_code == 409:
            said = [html.unescape(text) for text in re.findall(r"</code>(.*?)</li>", answer.content.decode(), re.S)]
            said = [re.sub(r"<[^>]+>", " ", text) for text in said]
            assert said and not any(ENGLISH.search(text) for text in said), (bad, said)


@pytest.mark.parametrize("shape", SHAPES[1:3])
def test_a_place_outside_the_country_is_told_of_the_order_of_axes(as_role, shape):
    given = examples.Given({})
    places = registry.by_slug["base_map-named_place"]
    client = as_role(examples.role_for(places, "add"))
    answer = client.post(f"{places.url}new", forms.posted(places, 0, given) | {"geom": shape})
    assert answer.status_code == 409
    assert "ระบบพิกัด" in answer.content.decode()
