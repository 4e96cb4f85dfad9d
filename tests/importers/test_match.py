"""Which column a heading means."""

from __future__ import annotations

import pytest

from gis_core.ground.models import AdminArea, NamedPlace, Parcel, Signboard
from importers import match
from layers.registry import registry

pytestmark = pytest.mark.django_db
PERSON, COMPANY = "เจ้าของป้าย (บุคคล)", "เจ้าของป้าย (นิติบุคคล)"


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        ([PERSON, COMPANY], {PERSON: "person", COMPANY: "organisation"}),
        ([COMPANY, PERSON], {PERSON: "person", COMPANY: "organisation"}),
        ([PERSON], {PERSON: "person"}),
        (["เจ้าของป้าย"], {}),
        (["กว้าง (ซม.)"], {"กว้าง (ซม.)": "width_cm"}),
        (["กว้าง"], {"กว้าง": "width_cm"}),
        (["กว้าง (เซนติเมตร)"], {"กว้าง (เซนติเมตร)": "width_cm"}),
        (["กว้าง (ม.)"], {}),
    ],
)
def test_names_that_differ_in_brackets_alone_are_told_apart(headings, meant):
    """A unit in brackets may be left out; who is meant may not: the owner would land in the other column."""
    register = registry.for_model(Signboard)
    assert match.propose(register, match.form_for(register, headings), headings) == meant


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("รหัสแปลง", "parcel_code"), ("เลขโฉนด", "deed_no"), ("โฉนดเลขที่", "deed_no"), ("เลขที่เอกสารสิทธิ์", "deed_no"),
        ("ประเภทเอกสารสิทธิ์", "deed_type"), ("เนื้อที่", "area_sqwah"), ("เนื้อที่ (ไร่-งาน-วา)", "area_sqwah"),
        ("เนื้อที่ (ไร่)", None), ("เนื้อที่ (ตร.ม.)", None), ("เนื้อที่จากแผนที่ (ตร.ม.)", None), ("หมู่", "moo"),
    ],
)  # fmt: skip
def test_words_of_the_land_office_are_understood_and_an_area_in_another_unit_is_not(heading, column):
    register = registry.for_model(Parcel)
    assert match.propose(register, match.form_for(register, [heading]), [heading]).get(heading) == column


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        (["ชื่", "CODE"], {"ชื่": "thai", "CODE": "code"}),
        (["ชื่", "คำอธิบายของพื้นที่"], {}),
        (["รหั"], {}),
    ],
)
def test_a_thai_heading_that_utf8_left_three_letters_of_is_known_in_a_shapefile(headings, meant):
    """ชื่อ is twelve bytes, of which a shapefile keeps ten. Other formats cut nothing: their headings are longer."""
    register = registry.for_model(AdminArea)
    assert match.propose(register, match.form_for(register, headings), headings) == meant


def _forms():
    return [
        pytest.param(register, form, id=f"{register.key}-{number}")
        for register in registry.registers
        for number, form in enumerate(register.import_maps)
        if not form.fixed
    ]


@pytest.mark.parametrize(("register", "form"), _forms())
def test_every_heading_a_register_declares_finds_its_own_column(register, form):
    declared = {heading: f"{m.lines}.{name}" for m in form.lines for heading, name in m.columns.items()}
    declared |= {heading: name for heading, name in form.columns.items() if name}
    for heading, name in declared.items():
        assert match.propose(register, form, [heading]) == {heading: name}


@pytest.mark.parametrize("model", [AdminArea, NamedPlace])
def test_a_name_is_the_name_of_what_the_register_holds(model):
    register = registry.for_model(model)
    assert match.propose(register, match.form_for(register, ["ชื่อ"]), ["ชื่อ"]) == {"ชื่อ": "thai"}
