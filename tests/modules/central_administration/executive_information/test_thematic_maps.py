"""Thematic maps saved under a name: refused at every door, one's own or the office's, opened by a link, undone."""

from __future__ import annotations

import html
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gis_core.features.models import Change
from layers.declare.reports import Measured
from layers.engine import changesets, records
from layers.registry import registry
from modules.central_administration.executive_information import map_checks, thematic_maps
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import Kpi, ThematicMap
from modules.central_administration.executive_information.seeding import key_figures
from tests.doors import DOORS, refused
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
LAYER = "เขตการปกครอง"
AREAS = {"thai": "หมู่ที่", "layer": LAYER, "field": "หมู่ที่"}
BREAKS = "ช่วงชั้นข้อมูลต้องเรียงจากน้อยไปมากและครอบคลุมทุกค่า"


@pytest.fixture
def register() -> Any:
    return registry.by_slug["executive_information-thematic_map"]


@pytest.fixture(autouse=True)
def figures(db: None) -> None:
    key_figures()


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> str:
    """The figure of the lamps as a ratio: 40 and 85 per cent in two villages, no data in a third."""
    figure = by_code()[LAMPS]
    parts = {"01": Measured(Decimal(4), Decimal(10)), "02": Measured(Decimal(17), Decimal(20))}
    parts["03"] = Measured(Decimal(0), Decimal(0))
    whole = Measured(Decimal(21), Decimal(30))
    kpi = replace(figure.kpi, value=lambda user: whole, by_village=lambda user: parts, scale=Decimal(100))
    monkeypatch.setitem(by_code(), LAMPS, replace(figure, kpi=kpi))
    return str(Kpi.objects.get(code=LAMPS).thai)


def save(register: Any, user: Any = None, **values: Any) -> ThematicMap:
    return records.create(register, AREAS | values, user=user or account("executive"), reason="บันทึกแผนที่")


CASES: dict[str, tuple[dict[str, str], str]] = {
    "falling": ({"method": "own", "breaks": "0, 90, 50, 100"}, BREAKS),
    "twice": ({"method": "own", "breaks": "0, 50, 50, 100"}, BREAKS),
    "one class": ({"method": "own", "breaks": "0, 100"}, BREAKS),
    "no numbers": ({"method": "own", "breaks": "ต่ำ, กลาง, สูง"}, BREAKS),
    "no layer": ({"layer": "ไม่มีชั้นนี้"}, "ไม่พบชั้นข้อมูล"),
    "no column": ({"method": "quantile", "field": "น้ำหนัก"}, "เลือกคอลัมน์ของชั้น"),
    "words in ranges": ({"method": "quantile", "field": "ระดับ"}, "เลือกวิธีแบ่งชั้น"),
    "no subject": ({"layer": ""}, "อย่างใดอย่างหนึ่ง"),
    "scales": ({"method": "equal", "far_scale": "1000", "near_scale": "5000"}, "มาตราส่วนไกลสุด"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES)
def test_refused_at_every_door(client, register, door, case):
    more, text = CASES[case]
    before = ThematicMap.objects.count()
    found = DOORS[door](client, account("executive", "clerk_chief"), register, AREAS | more, {})
    assert any(text in each for each in found), found
    assert ThematicMap.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_raw_counts_never_colour_villages(client, register, door):
    assert by_code()[LAMPS].kpi.value(account("executive")).denominator is None, "lamps are counted"
    asked = {"thai": "โคมไฟชำรุด", "kpi": Kpi.objects.get(code=LAMPS).thai}
    found = DOORS[door](client, account("executive", "clerk_chief"), register, asked, {})
    assert any("จำนวนดิบ" in each and "ร้อยละ" in each for each in found), found


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("breaks", "ok"), [("0, 50, 70, 100", True), ("40, 60, 85", True), ("50, 70, 100", False), ("0, 50, 80", False)]
)
def test_classes_of_a_figure_hold_every_village(client, register, share, door, breaks, ok):
    asked = {"thai": "ร้อยละโคมไฟชำรุด", "kpi": share, "method": "own", "breaks": breaks}
    found = DOORS[door](client, account("executive", "clerk_chief"), register, asked, {})
    assert (found == []) is ok, found
    assert ok or any(BREAKS in each for each in found)


def test_what_stands_in_a_layer_lies_in_its_classes(register):
    street.village(2, 0, 1)
    street.village(9, 2, 3)
    assert refused(save, register, method="own", breaks="0, 5, 8") == ("BREAKS",)
    save(register, method="own", breaks="2, 5, 9")


@pytest.mark.parametrize("is_shared", [False, True])
def test_ones_own_map_is_seen_by_nobody_else_until_it_is_shared(client, register, is_shared):
    mine, other = account("executive"), account("auditor")
    saved = save(register, mine, method="equal", is_shared="true" if is_shared else "")
    doors = {
        "record": register.record_url(saved.uid),
        "link": thematic_maps.open_link(saved.uid),
        "item": f"/ogc/collections/{register.slug}/items/{saved.uid}",
        "history": f"{register.record_url(saved.uid)}history",
    }
    for user, sees in ((mine, True), (other, is_shared)):
        sign_in(client, user)
        for name, url in doors.items():
            assert (client.get(url).status_code in (200, 302)) is sees, (user.username, name)
        for url in (register.url, f"{register.url}open", f"/ogc/collections/{register.slug}/items"):
            shown = client.get(url).content.decode()
            assert (str(saved.uid) in shown) is sees, (user.username, url)
    sign_in(client, other)
    exported = client.get(f"{register.url}export/csv")
    told = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert (str(saved.uid) in told.decode()) is is_shared


def test_only_who_saved_it_changes_or_deletes_a_shared_map(register):
    mine, other = account("executive"), account("clerk_chief")
    saved = save(register, mine, method="equal", is_shared="true")
    assert refused(records.update, register, saved.uid, {"thai": "อื่น"}, user=other, reason="แก้") == ("MAP_OTHER",)
    assert refused(records.delete, register, saved.uid, user=other, reason="ลบ") == ("MAP_OTHER",)
    records.update(register, saved.uid, {"thai": "ชื่อใหม่"}, user=mine, reason="แก้")


def test_deleting_and_editing_are_undone(register):
    mine = account("executive")
    saved = save(register, mine, method="equal")
    records.update(register, saved.uid, {"class_count": "4", "caption": "ใหม่"}, user=mine, reason="แก้ชั้น")
    records.delete(register, saved.uid, user=mine, reason="ลบแผนที่")

    def undo(reason: str) -> None:
        changesets.undo(Change.objects.filter(reason=reason).latest("id").batch_id, user=mine, reason=f"เลิก{reason}")

    undo("ลบแผนที่")
    back = ThematicMap.objects.get(uid=saved.uid)
    assert (back.caption, back.kept_by, back.layer_slug) == ("ใหม่", mine, "base_map-admin_area")
    batch = Change.objects.filter(reason="แก้ชั้น").latest("id").batch_id
    assert refused(changesets.undo, batch, user=mine, reason="เลิก") == ("EDITED_LATER",)
    changesets.undo(batch, user=mine, reason="เลิกแก้ชั้น", force=(saved.uid,))
    back.refresh_from_db()
    assert (back.class_count, back.caption) == (5, "")


def test_the_address_says_all_of_a_layers_map(register):
    saved = save(
        register, method="own", breaks="0; ๕๐, 1000", caption="วัตต์ | หลอด", label="หมู่ที่", far_scale="50000",
        near_scale="500", ramp="blue",
    )  # fmt: skip
    assert thematic_maps.address(saved).startswith("/#map=whole&layers=")
    parts = dict(each.split("=", 1) for each in thematic_maps.address(saved).removeprefix("/#").split("&"))
    assert unquote(parts["c"]) == "base_map-admin_area:moo~own~5~blue"
    told = unquote(parts["x"])
    assert told.startswith("base_map-admin_area:0,50,1000|วัตต์ \\| หลอด|ไม่มีข้อมูล|moo|")
    far, near = (float(each) for each in told.rsplit("|", 2)[1:])
    assert near - far == pytest.approx(6.64, abs=0.02), "a hundred times nearer is 6.6 zooms"


def test_a_figures_map_opens_on_the_page_of_figures(client, register, share):
    street.village(1, 0, 1)
    user = account("executive", "engineer")
    saved = records.create(
        register, {"thai": "ไฟดับ", "kpi": share, "method": "own", "breaks": "0, 50, 100", "caption": "คำอธิบายของเรา"},
        user=user, reason="บันทึก",
    )  # fmt: skip
    sign_in(client, user)
    opened = client.get(thematic_maps.open_link(saved.uid))
    assert parse_qs(urlsplit(opened.headers["Location"]).query)["breaks"] == ["0,50,100"]
    shown = html.unescape(client.get(opened.headers["Location"]).content.decode())
    assert "คำอธิบายของเรา" in shown and "ไฟดับ" in shown and BREAKS not in shown
    other = html.unescape(client.get(f"/figures/?figure=closed&saved={saved.uid}").content.decode())
    assert "คำอธิบายของเรา" not in other, "another figure does not go by the name of this map"


def test_map_and_figures_lead_to_the_form_filled_in(client, register):
    street.village(1, 0, 1)
    user = account("executive", "engineer")
    sign_in(client, user)
    assert client.get("/layers.json").json()["save_url"] == f"{register.url}new?"
    assert f"{register.url}new?" in html.unescape(client.get("/figures/").content.decode())
    form = client.get(f"{register.url}new?layer={LAYER}&method=own&breaks=0,50,100").content.decode()
    assert "0,50,100" in form and LAYER in form
    sign_in(client, street.engineer())
    assert client.get("/layers.json").json()["save_url"] == ""


def test_the_first_maps_name_what_is_declared_and_copy_nothing(register):
    thematic_maps.first_maps()
    assert thematic_maps.first_maps() == 0
    names = set(ThematicMap.objects.filter(kept_by=None).values_list("thai", flat=True))
    assert names == {"ผลการชำระภาษี", "สภาพถนน", "ร้อยละจัดเก็บภาษีรายหมู่บ้าน"}
    for each in ThematicMap.objects.filter(kept_by=None, kpi=None):
        layer = map_checks.layer_named(each.layer_slug)
        assert layer is not None and layer.thai == each.layer
        assert each.method == "declared" and each.breaks == ""
