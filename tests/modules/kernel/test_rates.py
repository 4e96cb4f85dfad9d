"""The rates page: what applied on a day, a new figure from a day on, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Feature
from gis_core.pure import rate_lookup
from layers.engine import records
from layers.registry import registry
from modules.kernel.rates import seed_rows
from modules.kernel.rates.lookup import rows_of
from modules.kernel.rates.models import RateRow, RateTable
from modules.kernel.rates.seed_rows import declared_rates
from tests.contracts.examples import Given
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    return registry.for_model(RateRow)


@pytest.fixture
def table():
    with acting_as(system_user(), "ตาราง"):
        return RateTable.objects.create(key="test_fee", thai="ค่าธรรมเนียมทดสอบ", unit="บาท", law="ข้อบัญญัติ")


@pytest.fixture
def head(client):
    sign_in(client, user_with("finance_head"))
    return client


def posted(table, **more):
    return {
        "table": table.key, "key": "fee", "thai": "ค่าใบอนุญาต", "lower": "", "upper": "", "value": "100",
        "valid.from": "1/1/2568", "valid.to": "", "certainty": "sure", "law": "ข้อบัญญัติ 1/2567", "reason": "ทดสอบ",
    } | more  # fmt: skip


def add(client, register, table, **more):
    return client.post(f"{register.url}new", posted(table, **more))


def only(table, **values):
    return RateRow.objects.get(table=table, **values)


def test_every_seeded_rate_is_a_numbered_national_record_in_the_index(register):
    rows = RateRow.objects.filter(origin="national")
    assert rows.count() > 100
    assert not rows.filter(register_no=None).exists()
    assert Feature.objects.filter(kind_id=register.kind_id).count() == RateRow.objects.count()


def test_loading_the_files_again_writes_nothing():
    assert declared_rates() == 0


HEAD = "table_thai,table_unit,table_bounds,table_law,key,thai,lower,upper,value,valid_from,valid_to,certainty,law\n"


def load(folder, *lines):
    """The rows of a file of one table, loaded as at the start of the site; gives how many were written."""
    text = HEAD + "".join(f"ตาราง,บาท,(],กฎหมาย,{line},sure,กฎหมาย\n" for line in lines)
    (folder / "fee.csv").write_text(text, encoding="utf-8")
    with acting_as(system_user(), "บรรจุ"):
        return seed_rows.load(folder / "fee.csv", "test_fee")


def stored():
    rows = RateRow.objects.filter(table__key="test_fee").order_by("lower", "valid")
    return [(row.lower, row.upper, int(row.value), row.valid.lower.year) for row in rows]


def test_a_newer_file_reaches_an_office_that_runs_already(tmp_path):
    assert load(tmp_path, "fee,ก,0,,100,2020-01-01,") == 1
    (first,) = RateRow.objects.filter(table__key="test_fee")
    assert (
        load(tmp_path, "fee,ก,0,5,100,2020-01-01,2026-12-31", "fee,ก,5,,80,2020-01-01,", "fee,ก,0,5,120,2027-01-01,")
        == 3
    )
    assert stored() == [(0, 5, 100, 2020), (0, 5, 120, 2027), (5, None, 80, 2020)]
    assert RateRow.objects.get(pk=first.pk).upper == 5, "what was frozen with a row still finds it"
    moved = ("fee,ก,0,7,100,2020-01-01,2026-12-31", "fee,ก,7,,80,2020-01-01,", "fee,ก,0,7,120,2027-01-01,")
    assert load(tmp_path, *moved) == 3, "each gives way to the next in turn"
    assert stored() == [(0, 7, 100, 2020), (0, 7, 120, 2027), (7, None, 80, 2020)]
    assert load(tmp_path, "fee,ก,0,,90,2020-01-01,") == 3
    assert stored() == [(0, None, 90, 2020)]


def test_a_figure_of_the_office_stands_against_a_newer_file(tmp_path, register):
    load(tmp_path, "fee,ก,0,5,100,2020-01-01,", "other,ข,,,1,2020-01-01,")
    row = RateRow.objects.get(table__key="test_fee", key="fee")
    records.update(register, row.uid, {"value": "70"}, user=user_with("finance_head"), reason="ข้อบัญญัติ")
    newer = ("fee,ก,0,4,100,2020-01-01,", "fee,ก,5,,80,2020-01-01,", "other,ข,,,2,2020-01-01,")
    assert load(tmp_path, *newer) == 2
    assert stored() == [(0, 5, 70, 2020), (5, None, 80, 2020), (None, None, 2, 2020)]
    assert load(tmp_path, *newer) == 0


def test_a_new_figure_ends_the_old_one_and_the_day_of_the_event_decides(head, register, table):
    assert add(head, register, table).status_code == 302
    old = only(table)
    address = f"{register.record_url(old.uid)}act/succeed"
    answer = head.post(address, {"value": "150", "start": "1/1/2570", "law": "ข้อบัญญัติ 2/2569"})
    assert answer.status_code == 302
    rows = rows_of(table.key)
    assert [rate_lookup.rate(rows, "fee", day).value for day in (date(2026, 12, 31), date(2027, 1, 1))] == [100, 150]
    fresh = only(table, value=150)
    assert (fresh.origin, fresh.certainty, fresh.law) == ("office", "sure", "ข้อบัญญัติ 2/2569")
    page = head.get(f"{register.url}on-day?table=test_fee&on=31/12/2569").content.decode()
    assert "ข้อบัญญัติ 1/2567" in page and "ข้อบัญญัติ 2/2569" not in page


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": "150", "start": "1/1/2568", "law": "ข้อ 2"}, "ต้องหลังวันเริ่มของอัตราเดิม"),
        ({"value": "", "start": "1/1/2570", "law": "ข้อ 2"}, "ระบุค่าใหม่"),
        ({"value": "150", "start": "1/1/2570", "law": ""}, "ระบุค่าใหม่"),
        ({"value": "150", "start": "1/1/2575", "law": "ข้อ 2"}, "สิ้นสุดก่อนวันเริ่มใช้"),
    ],
)
def test_a_new_figure_is_refused_when_it_does_not_follow(head, register, table, values, told):
    add(head, register, table, **{"valid.to": "1/1/2572"})
    old = only(table)
    answer = head.post(f"{register.record_url(old.uid)}act/succeed", values)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert only(table).valid == old.valid


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"value": "150", "valid.from": "1/1/2570"}, "ทับซ้อนกัน"),
        ({"value": "150", "valid.from": "1/1/2570"}, "1 มกราคม 2568 ถ้าจะใช้ค่าใหม่แทน ให้เปิดอัตรานั้น"),
        ({"key": "other", "lower": "10", "upper": "5"}, "ชั้นตั้งแต่ต้องไม่มากกว่าชั้นถึง"),
        ({"key": "other", "valid.from": "", "valid.to": "1/1/2570"}, "ระบุวันที่เริ่มใช้อัตรา"),
    ],
)
def test_the_form_refuses(head, register, table, more, told):
    add(head, register, table)
    answer = add(head, register, table, **more)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert RateRow.objects.filter(table=table).count() == 1


def test_a_step_of_one_year_twice_is_an_overlap_though_the_database_sees_an_empty_range(head, register, table):
    with acting_as(system_user(), "ขอบเขต"):
        RateTable.objects.filter(pk=table.pk).update(bounds="[]")
    assert add(head, register, table, lower="3", upper="3").status_code == 302
    assert add(head, register, table, lower="4", upper="4").status_code == 302
    assert "ทับซ้อนกัน" in add(head, register, table, lower="3", upper="3", value="7").content.decode()


def test_confirming_names_the_paper_and_is_done_once(head, register, table):
    add(head, register, table, certainty="verify")
    address = f"{register.record_url(only(table).uid)}act/confirm"
    assert head.post(address, {"law": "ราชกิจจานุเบกษา เล่ม 1"}).status_code == 302
    row = only(table)
    assert (row.certainty, row.law) == ("sure", "ราชกิจจานุเบกษา เล่ม 1")
    assert "ยืนยันแล้ว" in head.post(address, {"law": ""}).content.decode()


def test_a_national_figure_altered_by_the_office_is_its_own(head, register):
    row = RateRow.objects.filter(origin="national", upper=None).first()
    address = f"{register.record_url(row.uid)}edit"
    body = posted(
        row.table, key=row.key, thai=row.thai, value="77", lower=str(row.lower or ""), certainty=row.certainty
    )
    body |= {"valid.from": f"{row.valid.lower:%d/%m}/{row.valid.lower.year + 543}", "valid.to": ""}
    answer = head.post(address, body | {"expected_version": "1"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row.refresh_from_db()
    assert (row.value, row.origin) == (Decimal(77), "office")


def test_the_quantity_finds_its_tier_and_a_wrong_day_or_table_is_said(head, register):
    here = f"{register.url}on-day?table=revenue.land_tax"
    page = head.get(f"{here}&on=1/1/2569&quantity=80,000,000").content.decode()
    assert page.count("ใช้กับปริมาณนี้") == len(
        [r for r in rows_of("revenue.land_tax") if r.in_force(date(2026, 1, 1)) and r.holds(Decimal(80_000_000))]
    )
    assert head.get(f"{here}&on=31/2/2569").status_code == 409
    assert "ไม่พบตารางอัตรานี้" in head.get(f"{register.url}on-day?table=nothing").content.decode()
    assert "ไม่มีอัตราที่ใช้บังคับในวันนั้น" in head.get(f"{here}&on=1/1/2550").content.decode()


def test_who_keeps_no_rates_neither_adds_nor_succeeds(client, register, table):
    row = Given({}).record(RateRow, 0)
    sign_in(client, user_with("cashier"))
    assert client.get(f"{register.url}on-day").status_code == 200
    assert client.get(f"{register.url}new").status_code == 403
    assert client.post(f"{register.record_url(row.uid)}act/succeed", {}).status_code in (403, 404)
    sign_in(client, user_with("council_chair"))
    assert client.get(f"{register.url}on-day").status_code == 403
