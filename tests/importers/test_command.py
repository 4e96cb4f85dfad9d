"""The import of a file on the command line: what is typed wrongly ends in a sentence."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from importers.management.commands.import_file import Command
from tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "ระบุไฟล์"),
        (["/nowhere/a.csv"], "ไม่พบไฟล์"),
        (["--undo", "abc"], "รหัสของการนำเข้า"),
        (["--undo", "01a21abf-3d7b-78e3-8434-4ec23c220441"], "ไม่พบการนำเข้านี้"),
        ([__file__, "--register", "lamps"], "ไม่มีทะเบียน lamps"),
        ([__file__, "--as", "nobody"], "ไม่มีบัญชี nobody"),
        ([__file__, "--registre", "lamps"], "ไม่รู้จัก --registre lamps ลบออกหรือแก้"),
        ([__file__, "--regis", "lamps"], "ไม่รู้จัก --regis lamps"),
        ([__file__, "b.csv"], "ไม่รู้จัก b.csv"),
        ([__file__, "--srid"], "ตัวเลือก --srid ต้องมีค่าตามหลัง"),
        ([__file__, "--srid", "abc"], "ไม่รู้จักระบบพิกัด “abc” พิมพ์เลข EPSG เช่น 4326"),
        ([__file__, "--srid", "99999"], "ไม่รู้จักระบบพิกัด “99999”"),
        ([__file__, "--commit=1"], "ตัวเลือก --commit ไม่รับค่า"),
        ([__file__, "--verbosity", "9"], "ค่าของตัวเลือก -v/--verbosity ไม่ถูกต้อง"),
    ],
)
def test_what_is_typed_wrongly_ends_in_a_sentence(arguments, told):
    with pytest.raises(CommandError) as error:
        call_command("import_file", *arguments)
    assert told in str(error.value)


def test_on_the_command_line_the_sentence_stands_alone(capsys):
    for arguments, told in ((["--bogus"], "ไม่รู้จัก --bogus"), (["/nowhere/a.csv"], "ไม่พบไฟล์ /nowhere/a.csv")):
        with pytest.raises(SystemExit) as ended:
            Command().run_from_argv(["manage.py", "import_file", *arguments])
        shown = capsys.readouterr().err
        assert ended.value.code and shown.startswith(told) and "usage" not in shown and "Error" not in shown


def test_the_file_of_another_register_is_told_what_it_lacks(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ชื่อเล่น,สี\nแดง,ฟ้า\n", encoding="utf-8")
    user_with("surveyor", name="typist")
    with pytest.raises(CommandError, match="ไม่พบหัวคอลัมน์ที่ตรงกับทะเบียนนี้"):
        call_command("import_file", str(path), "--register", "base_map-admin_area", "--as", "typist")
