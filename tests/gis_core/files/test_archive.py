"""Archives from outside are looked through before anything is unpacked."""

from __future__ import annotations

import zipfile

import pytest

from gis_core.files import archive
from gis_core.files.archive import open_zip
from gis_core.pure.refusal import Refused


def make(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def test_usable_members_without_litter_and_nested_archives(tmp_path):
    path = make(
        tmp_path / "a.zip",
        {
            "งาน/แปลง.SHP": b"1234",
            "__MACOSX/._x": b"",
            "Thumbs.db": b"",
            ".hidden": b"",
            "in.zip": b"PK",
            "โฟลเดอร์/": b"",
        },
    )
    with open_zip(path) as found:
        (member,) = found.members
        assert (member.name, member.suffix, member.stem, member.size) == ("งาน/แปลง.SHP", ".shp", "งาน/แปลง", 4)
        assert found.nested == ["in.zip"]
        assert found.extract(member, tmp_path / "out.shp").read_bytes() == b"1234"
        with found.open(member) as stream:
            assert stream.read() == b"1234"


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "there").write_bytes(b"mine")
    with open_zip(make(tmp_path / "a.zip", {"a": b"theirs"})) as found, pytest.raises(FileExistsError):
        found.extract(found.members[0], tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/a", "C:/a", "C:\\a", "..\\a", "a/..", "a\nb"])
def test_names_that_lead_elsewhere(tmp_path, name):
    with pytest.raises(Refused) as refused:
        open_zip(make(tmp_path / "a.zip", {name: b"x"}))
    assert refused.value.code == "FILE_ZIP_PATH"


def test_names_that_only_look_so_are_fine(tmp_path):
    with open_zip(make(tmp_path / "a.zip", {"a..b": b"1", "...c": b"2", "ก:ข": b"3", "a\\b.csv": b"4"})) as found:
        assert "a/b.csv" in [member.name for member in found.members]


def test_members_that_share_their_bytes(tmp_path):
    path = make(tmp_path / "a.zip", {"a": b"x" * 5000, "b": b"y" * 5000}, zipfile.ZIP_STORED)
    whole = bytearray(path.read_bytes())
    second = whole.index(b"PK\x01\x02", whole.index(b"PK\x01\x02") + 4)
    whole[second + 42 : second + 46] = b"\0\0\0\0"
    path.write_bytes(bytes(whole))
    with pytest.raises(Refused) as refused:
        open_zip(path)
    assert refused.value.code == "FILE_ZIP_BOMB"


def test_limits_of_size(tmp_path, monkeypatch):
    path = make(tmp_path / "a.zip", {"a": b"x" * 5000, "b": b"x" * 5000})
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 9_999)
    with pytest.raises(Refused) as refused:
        open_zip(path)
    assert refused.value.code == "FILE_ZIP_BOMB"
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 10_000)
    with open_zip(path) as found:
        for at, member in enumerate(found.members):
            found.extract(member, tmp_path / str(at))
        with pytest.raises(Refused):
            found.extract(found.members[0], tmp_path / "again")


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-10], lambda b: b[:40] + b"\xff" * 20 + b[60:], lambda b: b"", lambda b: b[::-1]]
)
def test_damaged_archives(tmp_path, damage):
    path = make(tmp_path / "a.zip", {"a": bytes(range(256)) * 10})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(Refused) as refused, open_zip(path) as found:
        found.extract(found.members[0], tmp_path / "out")
    assert refused.value.code == "FILE_ZIP_BROKEN"
