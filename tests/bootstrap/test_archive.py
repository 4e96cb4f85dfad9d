"""The backup file: what was written comes back, and every kind of damage is noticed before anything is restored."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from gis_core.bootstrap import archive
from gis_core.bootstrap.console import Stop

PHOTO = bytes(range(256)) * 9000


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "office.elocal"
    with open(path, "w+b") as out:
        writer = archive.Writer(out)
        writer.add(archive.DUMP, io.BytesIO(b"PGDMP" * 1000))
        writer.add("media/ab/สะพาน.jpg", io.BytesIO(PHOTO))
        writer.add("media/empty", io.BytesIO(b""))
        writer.finish({"database": "elocal"})
    return path


def test_it_is_an_ordinary_tar_and_comes_back_unchanged(good: Path, tmp_path: Path) -> None:
    assert archive.verify(good)["database"] == "elocal"
    archive.extract_media(good, tmp_path / "media")
    assert (tmp_path / "media" / "ab" / "สะพาน.jpg").read_bytes() == PHOTO
    assert (tmp_path / "media" / "empty").read_bytes() == b""
    with tarfile.open(good) as tar:
        assert tar.getnames()[-1] == archive.MANIFEST


def test_one_flipped_bit_is_noticed(good: Path) -> None:
    content = bytearray(good.read_bytes())
    content[4000] ^= 1
    good.write_bytes(content)
    with pytest.raises(Stop, match=r"database\.dump is not what the manifest says"):
        archive.verify(good)


def test_a_backup_that_was_cut_off_is_refused(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:-6000])
    with pytest.raises(Stop, match=r"damaged|unfinished"):
        archive.verify(good)


def test_a_lost_attachment_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="media/a"):
        noted: dict[str, object] = {archive.DUMP: {"size": 1}, "media/a": {"size": 1}}
        archive.check_members(tmp_path, {"format": 1, "members": noted}, {archive.DUMP: {"size": 1}})


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="format 1"):
        archive.check_members(tmp_path, {"format": 2, "members": {}}, {})


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(Stop, match="no backup"):
        archive.verify(tmp_path / "x")


@pytest.mark.parametrize("name", ["../etc/passwd", "media/../../x", "/etc/passwd", "media/", "other"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    assert not archive.is_safe(name)


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        text = json.dumps({"format": 1}).encode()
        info = tarfile.TarInfo(archive.MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    with pytest.raises(Stop, match="no backup of ours"):
        archive.verify(path)
