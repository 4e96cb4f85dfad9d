"""The import of a file on the command line: what is typed wrongly ends in a sentence."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

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
    ],
)
def test_what_is_typed_wrongly_ends_in_a_sentence(arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("import_file", *arguments)


def test_the_file_of_another_register_is_told_what_it_lacks(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("ชื่อเล่น,สี\nแดง,ฟ้า\n", encoding="utf-8")
    user_with("surveyor", name="typist")
    with pytest.raises(CommandError, match="ไม่พบหัวคอลัมน์ที่ตรงกับทะเบียนนี้"):
        call_command("import_file", str(path), "--register", "base_map-admin_area", "--as", "typist")
