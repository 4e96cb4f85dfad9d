"""Which encoding holds this text? Told by Thai spelling, not by what the file claims.

Thai desktop programs write TIS-620 (Windows-874) or UTF-8 and often say neither or the wrong one. In Thai a tone or an
upper vowel stands on a consonant and a leading vowel before one; a wrong encoding breaks that at once.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SAMPLE_BYTES = 120_000
#: A claim is believed when it reads at least nearly as well as the best reading.
TOLERATED = 0.05
#: Below this no reading makes sense and the text is told to be doubtful.
DOUBTFUL = 0.6

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CLAIMS = {
    "874": "cp874",
    "tis620": "cp874",
    "tis6202533": "cp874",
    "iso885911": "cp874",
    "windows874": "cp874",
    "65001": "utf-8",
    "1252": "cp1252",
    "88591": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "437": "cp437",
    "850": "cp850",
}
_PREFIX = re.compile(r"^(oem|ansi|cp|ibm|ldid|windows|msdos|dos)[ /_-]*(?=\d)", re.IGNORECASE)
#: Readings that are tried beside the claim, the likelier first.
_USUAL = ("utf-8", "cp874", "cp1252")

_THAI = "\u0e01-\u0e5b"
_CONSONANT = "\u0e01-\u0e2e"
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MISSPELT = re.compile(
    f"(?<![{_CONSONANT}{_MARK}])[{_MARK}]"  # a mark on nothing
    f"|[\u0e40-\u0e44](?![{_CONSONANT}])"  # a leading vowel before nothing
    f"|(?<=[A-Za-z])[{_THAI}](?![{_THAI}])|(?<![{_THAI}])[{_THAI}](?=[A-Za-z])"  # one Thai sign inside a Latin word
)
_FOREIGN = re.compile("[\u00c0-\u024f]")
#: A Latin letter with an accent stands alone among plain letters; two or more in a row are another script misread.
_MISREAD = re.compile(
    "[\u0080-\u024f\u2013-\u2122](?=[\u0080-\u024f\u2013-\u2122])|(?<=[\u0080-\u024f])[\u0080-\u024f]"
)
#: Control and private signs, and the scripts between Greek and the Thai of our neighbours that no office writes here.
_NONSENSE = re.compile("[\ufffd\u0080-\u009f\u0530-\u0dff\u0f00-\u177f\u1800-\u1dff\ue000-\uf8ff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")

How = Literal["bom", "plain", "claimed", "statistics"]


@dataclass(frozen=True)
class Guess:
    """`encoding` is Python's name; `how` it was found; `plausible` 0..1; `claimed` the claim in Python's name."""

    encoding: str
    how: How
    plausible: float = 1.0
    claimed: str | None = None

    @property
    def claim_was_wrong(self) -> bool:
        """The file named another encoding, which does not fit what it holds."""
        return self.how in ("statistics", "bom") and self.claimed not in (None, self.encoding.removesuffix("-sig"))


def codec_of(claim: str | None) -> str | None:
    """Python's name of an encoding as files write it (``OEM 874``, ``TIS-620``, ``65001``); None for an unknown one."""
    plain = _PREFIX.sub("", (claim or "").strip("\0 \t\r\n\ufeff"))
    key = re.sub(r"[^a-z0-9]", "", plain.lower())
    if not key:
        return None
    if key in _CLAIMS:
        return _CLAIMS[key]
    for name in (plain, f"cp{key}"):
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        # only encodings of text: "zip" and "rot13" are codecs too
        return found.name if getattr(found, "_is_text_encoding", True) else None
    return None


def guess(samples: Iterable[bytes], claimed: str | None = None) -> Guess:
    """The encoding of some raw values or of the beginning of a file. `claimed`: what the file says of itself.

    A value cut in the middle of a character, as a fixed field does, costs little.
    """
    data = b"\n".join(samples)[:SAMPLE_BYTES]
    said = codec_of(claimed)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Guess(encoding, "bom", 1.0, said)
    wide = _two_bytes_a_letter(data)
    if wide:
        return Guess(wide, "statistics", 1.0, said)
    if data.isascii():
        return Guess(said if said and _keeps_ascii(said) else "utf-8", "plain", 1.0, said)
    readings = dict.fromkeys((said, *_USUAL) if said and _keeps_ascii(said) else _USUAL, 0.0)
    for encoding in readings:
        readings[encoding] = _reading(data, encoding)
    best = max(readings, key=lambda name: readings[name])
    if said in readings and readings[said] >= readings[best] - TOLERATED:
        return Guess(said, "claimed", readings[said], said)
    return Guess(best, "statistics", readings[best], said)


def _reading(data: bytes, encoding: str) -> float:
    """Bytes that are well-formed UTF-8 of a known script are hardly ever anything else, however they are spelt."""
    text = data.decode(encoding, "replace")
    return 1.0 if encoding == "utf-8" and not _NONSENSE.search(text) else plausibility(text)


def plausibility(text: str) -> float:
    """How well the characters outside ASCII spell something, 0 to 1; 1 for a text without any."""
    signs = len(_NOT_ASCII.findall(text))
    if not signs:
        return 1.0
    wrong = len(_NONSENSE.findall(text)) + len(_MISSPELT.findall(text))
    if _FOREIGN.search(text):
        wrong += len(_MISREAD.findall(text))
    return max(0.0, 1.0 - wrong / signs)


def _keeps_ascii(encoding: str) -> bool:
    """Whether plain letters are the same bytes, as in every encoding a table or text file can have here."""
    try:
        return b"Az09,;\n".decode(encoding) == "Az09,;\n"
    except (UnicodeDecodeError, LookupError):
        return False


def _two_bytes_a_letter(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is 00 (Latin, digits) or 0E (Thai)."""
    half = len(data) // 2
    if half < 4:
        return None
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = data[start : half * 2 : 2]
        if high.count(0) + high.count(0x0E) > 0.7 * half and high.count(0) + high.count(0x0E) > 2 * _lows(data, start):
            return name
    return None


def _lows(data: bytes, start: int) -> int:
    other = data[1 - start :: 2]
    return other.count(0) + other.count(0x0E)
