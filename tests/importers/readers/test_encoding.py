"""Thai comes out as Thai, whatever stands in the .cpg; how it was found is told and can be overridden."""

from __future__ import annotations

import pytest

from gis_core.pure.refusal import Refused
from tests.importers.readers import making
from tests.importers.readers.making import read

NAMES = ("ถนนสมเด็จพระเจ้าตากสิน", "บ้านทุ่งโป่ง", "ซอยน้ำผึ้ง")


@pytest.mark.parametrize("written", ["cp874", "utf-8"])
@pytest.mark.parametrize("cpg", [None, b"OEM 874", b"UTF-8", b"1252", b"\0\xff", b"nonsense", b""])
def test_a_shapefile_with_any_cpg(tmp_path, written, cpg):
    source, rows = read(making.points_zip(tmp_path / "a.zip", encoding=written, cpg=cpg))
    first = source.fields[0].name
    assert tuple(rows.columns[first]) == NAMES
    assert first == ("ชื่อ" if written == "cp874" else "ชื่อ"[:3])
    assert source.encoding.name == written
    fits = cpg in (b"OEM 874",) if written == "cp874" else cpg == b"UTF-8"
    assert source.encoding.how == ("cpg" if fits else "guessed")
    wrong = cpg in (b"UTF-8", b"1252") if written == "cp874" else cpg in (b"OEM 874", b"1252")
    assert any(".cpg ระบุ" in note for note in source.notes) == wrong


def test_the_users_word_counts_most(tmp_path):
    path = making.points_zip(tmp_path / "a.zip", encoding="cp874")
    source, rows = read(path, encoding="latin-1")
    assert (source.encoding.how, source.encoding.name) == ("given", "cp1252")
    assert NAMES[0] not in rows.columns[source.fields[0].name]
    assert read(path, encoding="TIS-620")[0].encoding.name == "cp874"
    with pytest.raises(Refused) as refused:
        read(path, encoding="ภาษาไทย")
    assert (refused.value.code, refused.value.field) == ("FILE_ENCODING", "encoding")


def test_values_cut_by_the_width_of_their_column(tmp_path):
    shapes, _ = making.shp([making.point_record(100.5, 13.7)] * 2, 1)
    table = making.dbf([b"N"], [["เทศบาลตำบล".encode()], ["บ้าน".encode()]], [20])
    _, rows = read(making.shapefile_zip(tmp_path / "a.zip", shp=shapes, dbf=table))
    assert rows.columns["N"] == ["เทศบาล", "บ้าน"]


@pytest.mark.parametrize("written", ["cp874", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_of_any_encoding_and_separator(tmp_path, written, separator):
    lines = [["รหัส", "ชื่อ", "หมายเหตุ"], ["007", f'"บ้าน{separator} ""ใต้"""', "ติดคลอง"], ["008", "บ้านเหนือ", ""]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(written))
    source, rows = read(path)
    assert rows.columns == {
        "รหัส": ["007", "008"],
        "ชื่อ": [f'บ้าน{separator} "ใต้"', "บ้านเหนือ"],
        "หมายเหตุ": ["ติดคลอง", None],
    }
    assert source.encoding.name == written


def test_a_csv_whose_header_is_latin_and_whose_thai_comes_late(tmp_path):
    path = tmp_path / "a.csv"
    lines = ["code,name", *(f"{at},x" for at in range(200_000)), "1,ถนนสุขใจ"]
    path.write_bytes("\n".join([*lines, *["2,บ้านทุ่ง"] * 60_000]).encode("cp874"))
    with making.opened(path) as source:
        assert source.encoding.name == "cp874"


def test_excels_hint_line_and_a_title_are_not_data(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nรหัส;ชื่อ\n1;ก\n", "utf-8")
    assert read(path)[1].columns == {"รหัส": ["1"], "ชื่อ": ["ก"]}
    path.write_text("ทะเบียนหมู่บ้าน ปี 2567\n\nรหัส,ชื่อ,ตำบล\n1,ก,ข\n2,ค,ง\n", "utf-8")
    source, rows = read(path)
    assert rows.columns == {"รหัส": ["1", "2"], "ชื่อ": ["ก", "ค"], "ตำบล": ["ข", "ง"]}
    assert source.row_offset == 3


def test_names_in_a_zip_written_by_thai_windows(tmp_path):
    path = making.points_zip(tmp_path / "a.zip", cpg=b"UTF-8")
    whole = path.read_bytes()
    thai = "แปลง".encode()
    assert thai in whole
    # the same names as Windows writes them: TIS-620 and no flag that says UTF-8
    renamed = making.zipped(tmp_path / "b.zip", {})
    import zipfile

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(renamed, "w") as new:
        for name in old.namelist():
            placed = "ZZZZ" + name[len("แปลง") :]
            new.writestr(placed, old.read(name))
    renamed.write_bytes(renamed.read_bytes().replace(b"ZZZZ", "แปลง".encode("cp874")))
    assert read(renamed)[0].layer == "แปลง"


def test_an_xml_file_that_declares_tis_620_and_one_that_lies(tmp_path):
    path = tmp_path / "a.gpx"
    for declared in ("windows-874", "TIS-620", "UTF-8"):
        path.write_bytes(making.GPX.replace("UTF-8", declared).encode("cp874"))
        _, rows = read(path)
        assert rows.columns["name"] == ["สำรวจ"]
