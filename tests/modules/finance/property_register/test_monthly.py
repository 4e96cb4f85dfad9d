"""A month of the Land Office from ZIP to register and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gis_core.access.actor import acting_as
from gis_core.features.models import Feature
from gis_core.ground import queries
from gis_core.parties.models import Person
from gis_core.pure.citizen_id import check_digit
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import changesets, records
from layers.registry import registry
from modules.finance.property_register import monthly, monthly_acts, quality, reports
from modules.finance.property_register import queries as questions
from modules.finance.property_register.models import ChangeRequest, ControlFile, ControlRow
from modules.finance.property_register.roles import HEADS
from tests.doors import refused
from tests.jobs_shown import shows_its_work
from tests.modules.finance.property_register import ground, monthly_zip
from tests.people import sign_in

pytestmark = pytest.mark.django_db
SHEET = {"utm1": "5136", "utm2": "3", "utm3": "6058", "utm4": "07", "scale": 1000}
ON = date(2026, 1, 5)


def citizen(twelve: str) -> str:
    return twelve + check_digit(twelve)


BUYER = ("นาย", "ผู้ซื้อ", "สมมุติ", citizen("912345678901"))


@pytest.fixture
def land(db):
    ground.town()
    parcels = {n: ground.parcel(n, 40 * n, 0, 40 * n + 40, 40, land_no=str(n), **SHEET) for n in range(1, 6)}
    for each in parcels.values():
        ground.owner(each, ground.person(f"เดิม{each.land_no}"))
    return parcels


@pytest.fixture
def officer():
    return ground.user("revenue_officer")


def bring(folder, officer, *rows, name="2569-01.zip", **members):
    if rows:
        members["parcel_2569__csv"] = monthly_zip.table(monthly_zip.DEED, rows)
    path, sha256 = monthly_zip.archive(folder, name, **members)
    with acting_as(officer, "นำเข้าแฟ้มรายเดือน"):
        return monthly.bring_in(path, name, sha256, "2569-01")


def act(name, row, officer, **values):
    row.refresh_from_db()
    with acting_as(officer, "พิจารณา"):
        return getattr(monthly_acts, name)(row, values, officer)


def only_row(file):
    (row,) = file.rows.exclude(source="shape")
    return row


def owners(parcel, on=ON):
    return [(s.person.first_name, f"{s.share_num}/{s.share_den}") for s in queries.owner_on(parcel, on)]


# -- reading and matching ----------------------------------------------------------------------------------------------
def test_rows_are_matched_by_padded_sheet_and_land_number_or_by_deed(tmp_path, land, officer):
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER),
        monthly_zip.deed_row("2", "", "ขาย", name=BUYER),
        monthly_zip.deed_row("", "1003", "ขาย", name=BUYER),
        monthly_zip.deed_row("77", "7777", "ขาย", name=BUYER),
        monthly_zip.deed_row("1", "1002", "ขาย", name=BUYER),
        monthly_zip.deed_row("4", "1004", "จำนอง"),
        monthly_zip.deed_row("5", "1005", "ขายเฉพาะส่วน"),
    )
    found = [(r.parcel and r.parcel.parcel_code, r.status) for r in file.rows.order_by("line_no")]
    assert found == [
        ("01A001", "waiting"),
        ("01A002", "waiting"),
        ("01A003", "waiting"),
        (None, "unmatched"),
        (None, "unmatched"),
        ("01A004", "info"),
        ("01A005", "quarantine"),
    ]
    assert (file.deed_rows, file.unmatched_rows, file.rejected_rows) == (7, 2, 1)
    assert file.rows.get(line_no=2).amount_baht == 1234
    assert "ไม่รู้จักประเภทการดำเนินการ" in file.rows.get(line_no=8).problem


def test_the_same_bytes_again_change_nothing(tmp_path, land, officer):
    rows = [monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER)]
    first = bring(tmp_path, officer, *rows)
    again = bring(tmp_path, officer, *rows)
    assert again == first
    assert ControlRow.objects.count() == 1


def correct(row, officer, **values):
    records.update(ground.register("control_row"), row.uid, values, user=officer, reason="อ่านจากสำเนา")
    row.refresh_from_db()
    return row


def test_a_row_in_quarantine_waits_for_its_decision_once_what_it_needs_is_corrected(tmp_path, land, officer):
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "ขาย", "5/13/2569", name=BUYER),
        monthly_zip.deed_row("2", "1002", "สอบเขต", "5/13/2569", area=("1", "5", "0", "0")),
        monthly_zip.deed_row("77", "7777", "ขาย", "5/13/2569", name=BUYER),
        monthly_zip.deed_row("3", "1003", "ขายฝาก", "5/13/2569", name=BUYER),
    )
    sale, survey, nowhere, unknown = file.rows.order_by("line_no")
    assert {row.status for row in (sale, survey, nowhere, unknown)} == {"quarantine"}
    sale = correct(sale, officer, acted_on="13/5/2568")
    assert (sale.status, sale.problem) == ("waiting", "")
    act("apply", sale, officer)
    assert owners(land[1]) == [("ผู้ซื้อ", "1/1")]
    assert correct(survey, officer, acted_on="13/5/2568").status == "quarantine", "its area is not known yet"
    survey = correct(survey, officer, area_sqwah="1-2-0")
    act("apply", survey, officer)
    land[2].refresh_from_db()
    assert land[2].area_sqwah == 600
    nowhere = correct(nowhere, officer, acted_on="13/5/2568")
    assert (nowhere.status, "ไม่พบแปลง" in nowhere.problem) == ("unmatched", True)
    assert correct(unknown, officer, acted_on="13/5/2568").status == "quarantine", "an act is never guessed"


@pytest.mark.parametrize("encoding", ["cp874", "utf-8", "utf-8-sig"])
def test_tables_in_either_encoding(tmp_path, land, officer, encoding):
    data = monthly_zip.table(monthly_zip.DEED, [monthly_zip.deed_row("1", "1001", "โอนมรดก", name=BUYER)], encoding)
    file = bring(tmp_path, officer, parcel_2569__csv=data)
    assert only_row(file).first_name == "ผู้ซื้อ"


def test_buildings_are_kept_as_a_log_and_ns3k_by_its_own_number(tmp_path, land, officer):
    ground.parcel(9, 400, 0, 440, 40, deed_type="ns3k", deed_no="55")
    aerial = ["5136", "III", "12", "3", " 55 ", "1", "0", "0", "0", *BUYER, "ขาย", "5/1/2569", "฿-"]
    building = ["1", "บ้าน", "นาย", "ก", "ข", "ขาย", "5/1/2569", "฿-"]
    file = bring(
        tmp_path,
        officer,
        ns3a_x__csv=monthly_zip.table(monthly_zip.NS3K, [aerial]),
        construction_x__csv=monthly_zip.table(monthly_zip.BUILDING, [building]),
    )
    found = {(r.source, r.status, r.parcel and r.parcel.parcel_code) for r in file.rows.all()}
    assert found == {("ns3k", "waiting", "01A009"), ("construction", "info", None)}


def test_shapes_in_indian_1975_are_joined_by_sheet_and_land_number(tmp_path, land, officer):
    sheet = ("5136", "3", "6058", "7", "1000")
    shape = ground.rect(40, 0, 80, 40)
    file = bring(tmp_path, officer, new__geojson=monthly_zip.shapes([(sheet, "1", shape)]))
    (row,) = file.rows.all()
    assert row.parcel == land[1]
    assert row.shape.equals_exact(land[1].geom, 1e-6)


def test_a_whole_shapefile_beside_the_tables(tmp_path, land, officer):
    """Its .prj says what it likes: the month's metres are those of Indian 1975, whose names a DBF has cut."""
    sheet = ("5136", "3", "6058", "07", "1000")
    features = [(sheet, "1", ground.rect(40, 0, 80, 40)), (sheet, "99", ground.rect(300, 0, 340, 40))]
    parts = {f"new/แปลงใหม่__{end}": data for end, data in monthly_zip.shapefile(features).items()}
    assert {"shp", "shx", "dbf", "prj"} <= {name[-3:] for name in parts}
    table = monthly_zip.table(monthly_zip.DEED, [monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER)])
    file = bring(tmp_path, officer, parcel_2569__csv=table, **parts)
    assert (file.deed_rows, file.shape_rows) == (1, 2)
    known, unknown = file.rows.filter(source="shape").order_by("line_no")
    assert (known.parcel, unknown.parcel) == (land[1], None)
    assert known.shape.sym_difference(land[1].geom).area < 1e-10, "to a millimetre or two along the edges"
    assert (unknown.land_no, unknown.shape.num_geom) == ("99", 1)


def test_a_shapefile_without_its_attributes_or_in_another_system_is_refused(tmp_path, land, officer):
    sheet = ("5136", "3", "6058", "07", "1000")
    far = monthly_zip.shapefile([(sheet, "1", ground.rect(40_000, 0, 40_040, 40))])
    near = monthly_zip.shapefile([(sheet, "1", ground.rect(40, 0, 80, 40))])
    for parts, code in ((far, "CRS"), ({"shp": near["shp"][:60]}, "FILE_SHAPE")):
        with pytest.raises(Refused) as refused:
            bring(tmp_path, officer, **{f"new__{end}": data for end, data in parts.items()})
        assert refused.value.code == code
    assert not ControlFile.objects.exists()


def test_shapes_read_with_the_wrong_system_are_refused(tmp_path, land, officer):
    sheet = ("5136", "3", "6058", "7", "1000")
    shape = ground.rect(900, 900, 990, 990)
    with pytest.raises(Refused) as refused:
        bring(tmp_path, officer, new__geojson=monthly_zip.shapes([(sheet, "1", ground.rect(40_000, 0, 40_040, 40))]))
    assert (refused.value.code, refused.value.thai) == ("CRS", "ระบบพิกัดของไฟล์ไม่ถูกต้อง")
    assert bring(tmp_path, officer, new__geojson=monthly_zip.shapes([(sheet, "1", shape)])).shape_rows == 1
    assert ControlFile.objects.count() == 1


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"readme__txt": b"x"}, "MONTHLY_EMPTY"),
        ({"parcel_1__csv": b"a,b\r\n1,2\r\n"}, "MONTHLY_COLUMNS"),
        ({"parcel_1__csv": monthly_zip.table(monthly_zip.DEED, []) + b"1,2\x00,3\r\n"}, "FILE_CONTROL"),
        ({"x__geojson": b"{"}, "FILE_JSON"),
        ({"x__shp": b"nonsense"}, "FILE_SHAPE"),
    ],
)
def test_files_that_are_not_a_month_are_refused(tmp_path, land, officer, members, code):
    with pytest.raises(Refused) as refused:
        bring(tmp_path, officer, **members)
    assert refused.value.code == code
    assert not ControlFile.objects.exists()


# -- the officer -------------------------------------------------------------------------------------------------------
def test_a_sale_of_3_january_leaves_the_seller_owner_of_that_tax_year(tmp_path, land, officer):
    """4.2 example 5, from the file."""
    row = only_row(bring(tmp_path, officer, monthly_zip.deed_row("1", "1001", "ขาย", "3/1/2569", name=BUYER)))
    act("apply", row, officer)
    assert owners(land[1], date(2026, 1, 1)) == [("เดิม1", "1/1")]
    assert owners(land[1], date(2026, 1, 3)) == [("ผู้ซื้อ", "1/1")]
    assert owners(land[1], date(2027, 1, 1)) == [("ผู้ซื้อ", "1/1")]
    assert row.file.__class__.objects.get(pk=row.file_id).status == "closed"
    assert Person.objects.filter(national_id=BUYER[3]).count() == 1


def test_two_buyers_of_one_act_share_equally(tmp_path, land, officer):
    second = ("นาง", "ผู้ร่วม", "สมมุติ", citizen("912345678902"))
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER),
        monthly_zip.deed_row("1", "1001", "ขาย", name=second),
    )
    act("apply", file.rows.first(), officer)
    assert owners(land[1]) == [("ผู้ซื้อ", "1/2"), ("ผู้ร่วม", "1/2")]
    assert set(file.rows.values_list("status", flat=True)) == {"applied"}


def test_a_person_already_known_is_not_written_twice(tmp_path, land, officer):
    known = ground.person("ผู้ซื้อ", national_id=BUYER[3])
    act("apply", only_row(bring(tmp_path, officer, monthly_zip.deed_row("1", "1001", "ให้", name=BUYER))), officer)
    assert [s.person for s in queries.owner_on(land[1], ON)] == [known]


def test_a_wrong_citizens_number_is_not_taken_over(tmp_path, land, officer):
    wrong = (*BUYER[:3], "1234567890120")
    row = only_row(bring(tmp_path, officer, monthly_zip.deed_row("1", "1001", "ขาย", name=wrong)))
    with pytest.raises(Refused) as refused:
        act("apply", row, officer)
    assert refused.value.code == "PARTY_ID"
    assert owners(land[1]) == [("เดิม1", "1/1")]


def test_division_and_merger_open_a_request_that_is_done_on_the_map(tmp_path, land, officer):
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "แบ่งแยกในนามเดิม"),
        monthly_zip.deed_row("2", "1002", "รวมโฉนด"),
    )
    for row in file.rows.order_by("line_no"):
        act("apply", row, officer)
    requests = ChangeRequest.objects.order_by("id")
    assert [(r.event, r.target_id, r.status, r.needs_field) for r in requests] == [
        ("division", land[1].uid, "received", True),
        ("merger", land[2].uid, "received", True),
    ]
    waiting = {row["title"]: row["why"] for row in quality.pending(officer)}
    assert waiting == {"01A001": "คำขอแบ่งแยก", "01A002": "คำขอรวม"}

    def told() -> dict[str, tuple[int, int, int]]:
        return {row["effect"]: (row["applied"], row["waiting"], row["rejected"]) for row in reports.monthly(officer)}

    assert told() == {"แบ่งแยก": (0, 1, 0), "รวม": (0, 1, 0)}, "what was only asked for is not done"
    with ground.write():
        ChangeRequest.objects.filter(event="division").update(status="applied")
        ChangeRequest.objects.filter(event="merger").update(status="rejected")
    assert told() == {"แบ่งแยก": (1, 0, 0), "รวม": (0, 0, 1)}


def test_a_boundary_survey_changes_the_area_and_a_corrected_name_the_party(tmp_path, land, officer):
    owner = Person.objects.get(first_name="เดิม2")
    with ground.write():
        Person.objects.filter(pk=owner.pk).update(national_id=BUYER[3])
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "สอบเขต", area=("1", "1", "5", "4")),
        monthly_zip.deed_row("2", "1002", "แก้ชื่อ", name=("นาง", "แก้แล้ว", "ทดสอบ", BUYER[3])),
    )
    for row in file.rows.order_by("line_no"):
        act("apply", row, officer)
    land[1].refresh_from_db()
    assert str(land[1].area_sqwah) == "505.4"
    assert owners(land[2]) == [("แก้แล้ว", "1/1")]


def test_an_unknown_act_is_never_applied_and_an_unmatched_row_is_matched_by_hand(tmp_path, land, officer):
    file = bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("5", "1005", "ขายเฉพาะส่วน"),
        monthly_zip.deed_row("77", "7777", "ขาย", name=BUYER),
    )
    strange, lost = file.rows.order_by("line_no")
    with pytest.raises(Refused) as refused:
        act("apply", strange, officer)
    assert refused.value.code == "UNKNOWN_ACT"
    with pytest.raises(Refused) as refused:
        act("apply", lost, officer)
    assert refused.value.code == "UNMATCHED"
    act("match", lost, officer, parcel_code="01a003")
    act("apply", lost, officer)
    assert owners(land[3]) == [("ผู้ซื้อ", "1/1")]
    act("reject", strange, officer, why="โอนบางส่วน ทำด้วยมือแล้ว")
    strange.refresh_from_db()
    assert strange.status == "rejected"
    assert "โอนบางส่วน" in strange.problem


def test_the_whole_file_is_taken_back_in_one_go(tmp_path, land, officer):
    rows = [
        monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER),
        monthly_zip.deed_row("2", "1002", "แบ่งแยกในนามเดิม"),
        monthly_zip.deed_row("3", "1003", "สอบเขต", area=("2", "0", "0", "0")),
    ]
    file = bring(tmp_path, officer, *rows)
    before = land[3].area_sqwah
    head = ground.user("finance_head", "revenue_officer", "assessor", "registry_clerk")
    for row in file.rows.order_by("line_no"):
        act("apply", row, head)
    with acting_as(head, "ยกเลิก"):
        monthly_acts.undo(ControlFile.objects.get(pk=file.pk), {}, head)
    land[3].refresh_from_db()
    assert owners(land[1]) == [("เดิม1", "1/1")]
    assert land[3].area_sqwah == before
    assert not ChangeRequest.objects.exists()
    assert not Person.objects.filter(national_id=BUYER[3]).exists()
    assert ControlFile.objects.get(pk=file.pk).status == "undone"
    assert bring(tmp_path, officer, *rows) != file  # what was undone may be brought in again


def test_who_applies_the_rows_takes_the_file_back_and_the_head_who_verifies_does_not():
    takes_back = next(a for a in ground.register("control_file").declared.actions if a.code == "undo")
    applies = next(a for a in ground.register("control_row").declared.actions if a.code == "apply")
    assert set(takes_back.roles) == set(applies.roles)
    assert not set(takes_back.roles) & set(HEADS)


@pytest.fixture
def sale(tmp_path, land):
    """A sale of the monthly file to somebody new, applied by an assessor, who may not write the register of people."""
    assessor = ground.user("assessor")
    file = bring(tmp_path, assessor, monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER))
    act("apply", only_row(file), assessor)
    return file, assessor, Person.objects.get(national_id=BUYER[3])


def take_back(file, user):
    with acting_as(user, "ยกเลิก"):
        monthly_acts.undo(ControlFile.objects.get(pk=file.pk), {}, user)


def test_who_may_apply_a_sale_takes_the_buyer_it_wrote_down_along_when_he_takes_it_back(sale, land):
    file, assessor, buyer = sale
    assert refused(records.create, registry.for_model(Person), {"first_name": "ก"}, user=assessor, reason="x") == (
        "NO_RIGHT",
    )
    take_back(file, assessor)
    assert owners(land[1]) == [("เดิม1", "1/1")]
    assert not Person.objects.filter(pk=buyer.pk).exists()


def test_who_took_a_sale_back_does_it_again_with_the_buyer_it_wrote_down(sale, land):
    file, assessor, buyer = sale
    back = changesets.undo(file.batch, user=assessor, reason="ผิดแปลง")
    again = changesets.redo(back, user=assessor, reason="ถูกแปลงแล้ว")
    assert owners(land[1]) == [("ผู้ซื้อ", "1/1")]
    assert Person.objects.get(national_id=BUYER[3]).uid == buyer.uid
    changesets.redo(changesets.undo(again, user=assessor, reason="x"), user=assessor, reason="x")  # however often
    assert owners(land[1]) == [("ผู้ซื้อ", "1/1")]


def test_a_file_that_was_put_aside_stands_again_with_its_sale_when_that_is_undone(sale, land):
    file, assessor, _ = sale
    stood = ControlFile.objects.get(pk=file.pk).status
    take_back(file, assessor)
    assert ControlFile.objects.get(pk=file.pk).status == "undone"
    back = changesets.set_of(Feature.objects.get(uid=file.uid).change_id)
    changesets.redo(back, user=assessor, reason="แฟ้มถูกแล้ว")
    assert ControlFile.objects.get(pk=file.pk).status == stood == "closed"
    assert owners(land[1]) == [("ผู้ซื้อ", "1/1")] and only_row(file).status == "applied"


def test_whom_a_clerk_has_deleted_with_what_named_him_comes_back_by_his_right_alone(land):
    clerk, assessor = ground.user("registry_clerk"), ground.user("assessor")
    owner = Person.objects.get(first_name="เดิม1")
    batch = changesets.begin()
    with acting_as(clerk, "ลบ", batch_id=batch):
        land[1].spells.all().delete()
        owner.delete()
    assert refused(changesets.undo, batch, user=assessor, reason="x") == ("NO_RIGHT",)


def test_a_buyer_whom_others_use_or_have_written_since_stays(sale, land):
    file, assessor, buyer = sale
    with ground.write():
        Person.objects.create(first_name="คนเดียวกัน", same_as=buyer)
    assert refused(take_back, file, assessor) == ("IN_USE",)
    with ground.write():
        Person.objects.filter(pk=buyer.pk).update(phone="0812345678")
    assert refused(take_back, file, assessor) == ("EDITED_LATER",)
    force = {"user": assessor, "reason": "x", "force": [buyer.uid]}
    assert refused(changesets.undo, file.batch, **force) == ("NO_RIGHT",)
    assert Person.objects.filter(pk=buyer.pk).exists() and owners(land[1]) == [("ผู้ซื้อ", "1/1")]


def test_a_person_written_down_alone_came_along_with_nothing(land):
    clerk, assessor = ground.user("registry_clerk"), ground.user("assessor")
    made = records.create(registry.for_model(Person), {"first_name": "ก"}, user=clerk, reason="x")
    batch = changesets.set_of(Feature.objects.get(uid=made.uid).change_id)
    assert refused(changesets.undo, batch, user=assessor, reason="x") == ("NO_RIGHT",)


def test_undoing_tells_what_somebody_edited_since(tmp_path, land, officer):
    file = bring(tmp_path, officer, monthly_zip.deed_row("3", "1003", "สอบเขต", area=("2", "0", "0", "0")))
    act("apply", only_row(file), officer)
    editor = ground.user("assessor")
    records.update(ground.register("parcel"), land[3].uid, {"moo": "4"}, user=editor, reason="แก้หมู่")
    head = ground.user("finance_head", "revenue_officer", "assessor")
    with pytest.raises(Refusals) as refused, acting_as(head, "ยกเลิก"):
        monthly_acts.undo(ControlFile.objects.get(pk=file.pk), {}, head)
    assert refused.value.codes == ("EDITED_LATER",)
    assert ControlFile.objects.get(pk=file.pk).status == "closed"


# -- pages and the question --------------------------------------------------------------------------------------------
def test_the_question_shows_the_months_parcels_by_act(tmp_path, land, officer):
    bring(
        tmp_path,
        officer,
        monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER),
        monthly_zip.deed_row("2", "1002", "จำนอง"),
        monthly_zip.deed_row("3", "1003", "รวมโฉนด"),
    )
    rows = questions.monthly_changes(officer)
    assert [(r["title"], r["effect"], r["status"]) for r in rows] == [
        ("01A003", "รวม", "รอพิจารณา"),
        ("01A001", "เปลี่ยนเจ้าของ", "รอพิจารณา"),
    ]
    assert questions.monthly_changes(officer, "2568-12") == []
    assert all("ผู้ซื้อ" not in str(row) for row in rows)


def test_the_page_queues_the_reading_and_asks_for_a_month(tmp_path, land, officer, client, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    sign_in(client, officer)
    page = "/r/property_register-control_file/bring"
    assert client.get(page).status_code == 200
    path, _ = monthly_zip.archive(
        tmp_path, parcel_1__csv=monthly_zip.table(monthly_zip.DEED, [monthly_zip.deed_row("1", "1001", "ขาย")])
    )
    upload = SimpleUploadedFile("m.zip", path.read_bytes())
    answer = client.post(page, {"period": "2026-01", "file": upload})
    assert answer.status_code == 409
    assert "งวดต้องเป็นปี พ.ศ." in answer.content.decode()
    upload.seek(0)
    answer = client.post(page, {"period": "๒๕๖๙-๐๑", "file": upload})
    assert answer.status_code == 200
    assert "กำลังอ่านและจับคู่" in answer.content.decode() and shows_its_work(answer)
    sign_in(client, ground.user("engineer"))
    assert client.get(page).status_code in (302, 403, 404)


def test_rows_with_names_are_for_those_who_may_see_owners(tmp_path, land, officer, client):
    row = only_row(bring(tmp_path, officer, monthly_zip.deed_row("1", "1001", "ขาย", name=BUYER)))
    address = f"/r/property_register-control_row/{row.uid}/"
    sign_in(client, officer)
    assert client.get(address).status_code == 200
    sign_in(client, ground.user("engineer"))
    assert client.get(address).status_code in (302, 403, 404)
