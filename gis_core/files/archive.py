"""ZIP files from outside: looked through before anything is unpacked, unpacked within limits.

Only regular members with plain names are handed out, and only to a path the caller names, so nothing an archive says
decides where a file is written.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_encoding import guess

MAX_MEMBERS = 5_000
MAX_DIRECTORY_BYTES = 4 * 2**20
MAX_MEMBER_BYTES = 2 * 2**30
MAX_TOTAL_BYTES = 3 * 2**30
#: A table of mostly blanks shrinks 60 times; the ratio is asked only of what is large.
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 2**20
CHUNK = 2**20

_ARCHIVES = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar")
_LITTER = re.compile(r"(^|/)(__MACOSX/|\.|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_END = struct.Struct("<4s4H2LH")
_END64_AT = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")

_BROKEN = "ไฟล์ ZIP เสียหรือส่งมาไม่ครบ กรุณาบีบอัดใหม่แล้วส่งอีกครั้ง"


def _refuse(code: str, thai: str) -> NoReturn:
    raise Refused(code, thai, "", "file")


@dataclass(frozen=True)
class Member:
    """One file of the archive: its readable name with forward slashes, its length when unpacked."""

    name: str
    size: int
    info: zipfile.ZipInfo = field(repr=False, compare=False)

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """The name with its folder, without its ending: what the parts of one shapefile have in common."""
        return str(PurePosixPath(self.name).with_suffix(""))


@dataclass
class SafeZip:
    """An archive that was looked through. `nested` names archives inside, which are never opened."""

    archive: zipfile.ZipFile
    members: list[Member]
    nested: list[str]
    _unpacked: int = 0

    @contextmanager
    def open(self, member: Member) -> Iterator[IO[bytes]]:
        """The member's bytes as a stream. Errors: Refused when it is damaged."""
        with _told(), self.archive.open(member.info) as stream:
            yield stream

    def extract(self, member: Member, to: Path) -> Path:
        """Write the member to exactly `to`. Errors: Refused when damaged or larger than it said; FileExistsError."""
        written = 0
        with to.open("xb") as target:
            for chunk in self._chunks(member):
                written += len(chunk)
                self._unpacked += len(chunk)
                if written > member.size or self._unpacked > MAX_TOTAL_BYTES:
                    _refuse("FILE_ZIP_BOMB", "ไฟล์ ZIP มีข้อมูลมากกว่าที่ระบุไว้ กรุณาบีบอัดใหม่แล้วส่งอีกครั้ง")
                target.write(chunk)
        if written < member.size:
            _refuse("FILE_ZIP_BROKEN", _BROKEN)
        return to

    def _chunks(self, member: Member) -> Iterator[bytes]:
        """A generator, so that a full disk of the reader's is not taken for a damage of the archive."""
        with _told(), self.archive.open(member.info) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()


def open_zip(path: Path) -> SafeZip:
    """The archive's usable members. Errors: Refused ``FILE_ZIP_*`` for anything damaged, locked or hostile."""
    _check_directory(path)
    with _told():
        archive = zipfile.ZipFile(path)
    try:
        return _looked_through(archive, path.stat().st_size)
    except BaseException:
        archive.close()
        raise


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the library raises for damaged archives into a sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OSError) as error:
        raise Refused("FILE_ZIP_BROKEN", _BROKEN, "", "file") from error
    except NotImplementedError as error:
        thai = "ไฟล์ ZIP บีบอัดด้วยวิธีที่ระบบไม่รองรับ กรุณาบีบอัดใหม่เป็น ZIP ธรรมดาแล้วส่งอีกครั้ง"
        raise Refused("FILE_ZIP_METHOD", thai, "", "file") from error
    except RuntimeError as error:
        _locked(error)


def _locked(cause: BaseException | None = None) -> NoReturn:
    thai = "ไฟล์ ZIP ตั้งรหัสผ่านไว้ กรุณาบีบอัดใหม่โดยไม่ใส่รหัสผ่าน"
    raise Refused("FILE_ZIP_PASSWORD", thai, "", "file") from cause


def _check_directory(path: Path) -> None:
    """Size of the list of members, before the library builds an object for each of them."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            _refuse("FILE_ZIP_BROKEN", _BROKEN)
        end = _END.unpack_from(tail, at)
        count, length = end[4], end[5]
        if at >= _END64_AT.size and tail[at - _END64_AT.size : at].startswith(b"PK\x06\x07"):
            file.seek(min(_END64_AT.unpack_from(tail, at - _END64_AT.size)[2], size))
            record = file.read(_END64.size)
            if len(record) == _END64.size:
                count, length = _END64.unpack(record)[7:9]
    if count > MAX_MEMBERS or length > MAX_DIRECTORY_BYTES:
        _refuse("FILE_ZIP_COUNT", f"ไฟล์ ZIP มีไฟล์ข้างในเกิน {MAX_MEMBERS:,} ไฟล์ กรุณาส่งเฉพาะไฟล์ที่ต้องการ")


def _looked_through(archive: zipfile.ZipFile, archive_bytes: int) -> SafeZip:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        _refuse("FILE_ZIP_COUNT", f"ไฟล์ ZIP มีไฟล์ข้างในเกิน {MAX_MEMBERS:,} ไฟล์ กรุณาส่งเฉพาะไฟล์ที่ต้องการ")
    _check_sizes(infos, archive_bytes)
    members: dict[str, Member] = {}
    nested = []
    for info in infos:
        name = _readable_name(info)
        _check_member(info, name)
        if info.is_dir() or _LITTER.search(name):
            continue
        if name.lower() in members:
            _refuse("FILE_ZIP_PATH", f"ไฟล์ ZIP มีชื่อไฟล์ซ้ำกัน ({name[:80]}) กรุณาบีบอัดใหม่")
        if name.lower().endswith(_ARCHIVES):
            nested.append(name)
        else:
            members[name.lower()] = Member(name, info.file_size, info)
    return SafeZip(archive, list(members.values()), nested)


def _check_sizes(infos: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    """The declared sizes; the library never unpacks more of a member than it declares."""
    total = sum(info.file_size for info in infos)
    largest = max((info.file_size for info in infos), default=0)
    if total > MAX_TOTAL_BYTES or largest > MAX_MEMBER_BYTES:
        _refuse("FILE_ZIP_BOMB", f"ไฟล์ ZIP แตกออกแล้วใหญ่เกิน {MAX_TOTAL_BYTES >> 30} GB กรุณาแบ่งส่งทีละส่วน")
    for info in infos:
        if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            _refuse("FILE_ZIP_BOMB", "ไฟล์ ZIP แตกออกแล้วใหญ่ผิดปกติ ระบบไม่เปิดเพื่อความปลอดภัย กรุณาส่งไฟล์โดยไม่บีบอัด")
    # members that share their bytes multiply a small file without any of them looking large
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < end:
            _refuse("FILE_ZIP_BOMB", "ไฟล์ ZIP มีไฟล์ข้างในซ้อนทับกัน ระบบไม่เปิดเพื่อความปลอดภัย กรุณาบีบอัดใหม่")
        end = info.header_offset + info.compress_size
    if end > archive_bytes:
        _refuse("FILE_ZIP_BROKEN", _BROKEN)


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    if _FORBIDDEN.search(name) or len(name) > 500:
        _refuse("FILE_ZIP_PATH", "ไฟล์ ZIP มีที่อยู่ไฟล์ผิดปกติ (ออกนอกโฟลเดอร์) ระบบไม่เปิดเพื่อความปลอดภัย กรุณาบีบอัดใหม่")
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        _refuse("FILE_ZIP_PATH", "ไฟล์ ZIP มีทางลัดแทนไฟล์จริง (symbolic link) กรุณาบีบอัดใหม่โดยใส่ไฟล์จริง")
    if info.flag_bits & 0x1:
        _locked()


def _readable_name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are Thai Windows names that the library read as CP437."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        name = raw.decode(guess([raw]).encoding, "replace")
    return name.replace("\\", "/")
