"""How the texts of a file are written, with a sentence about how that was found out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_encoding import DOUBTFUL, codec_of, guess
from importers.readers.limits import SAMPLE_BYTES
from importers.readers.table import EncodingFound

_WINDOWS = 12
_WINDOW = SAMPLE_BYTES // (_WINDOWS + 1)

_NAMES = {
    "cp874": "TIS-620/Windows-874",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


def shown(encoding: str) -> str:
    """The encoding as people know it."""
    return _NAMES.get(encoding, encoding.upper())


def find(
    samples: Iterable[bytes], given: str | None, claimed: str | None, where: str, notes: list[str]
) -> EncodingFound:
    """The encoding to read with. `where` names the place of the claim, as ``.cpg``.

    Errors: Refused ``FILE_ENCODING`` for a given name that means nothing.
    """
    if given:
        named = codec_of(given)
        if named is None:
            raise Refused("FILE_ENCODING", f"ไม่รู้จักรหัสอักขระ “{given[:40]}” กรุณาเลือก UTF-8 หรือ TIS-620", "", "encoding")
        return EncodingFound(named, "given", f"{shown(named)} (ผู้นำเข้ากำหนด)")
    found = guess(samples, claimed)
    if found.how == "claimed" or (found.how == "plain" and found.claimed):
        return EncodingFound(found.encoding, "cpg", f"{shown(found.encoding)} (ตาม {where})")
    if found.claim_was_wrong:
        notes.append(
            f"{where} ระบุ {(claimed or '').strip()[:40]} แต่ข้อความเป็น {shown(found.encoding)} ระบบอ่านตามข้อความจริง"
        )
    if found.plausible < DOUBTFUL:
        notes.append("ข้อความในไฟล์อ่านแล้วไม่เป็นภาษาไทยที่ถูกต้อง กรุณาดูตัวอย่างและเลือกรหัสอักขระเอง")
    why = "ไฟล์มีแต่อักษรอังกฤษและตัวเลข" if found.how == "plain" else "ตรวจจากตัวอักษรในไฟล์"
    return EncodingFound(found.encoding, "guessed", f"{shown(found.encoding)} ({why})")


def head_of(path: Path) -> bytes:
    """Whole lines from the beginning and, of a long file, from places spread over it: headers are often Latin only."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES if size <= SAMPLE_BYTES else _WINDOW)
        if size <= SAMPLE_BYTES or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return head
        pieces = [head[: head.rfind(b"\n") + 1] or head]
        for part in range(1, _WINDOWS + 1):
            file.seek((size - _WINDOW) * part // _WINDOWS)
            piece = file.read(_WINDOW)
            pieces.append(piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1])
        return b"".join(pieces)
