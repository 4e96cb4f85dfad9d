"""Letters on the printed map: Sarabun from the site's own files, shaped, measured and written into PDF."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from map_ui.printing.harfbuzz import Glyph, Shaper

#: Sarabun comes as two files for each weight; a letter is taken from the first that has it.
PARTS = ("thai", "latin")
WEIGHTS = {"regular": 400, "bold": 700}
#: What a PDF reader needs of a font whose text is already shaped.
EMBEDDED = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt ", "fpgm", "prep")
ASCENT, DESCENT, CAP_HEIGHT = 1.068, -0.232, 0.66
ZERO_WIDTH = "\u200b"


class Face:
    """One font file. `name` is its name in the PDF's resources."""

    def __init__(self, name: str, path: Path) -> None:
        font = TTFont(path)
        font.flavor = None
        whole = BytesIO()
        font.save(whole)
        self.name = name
        self.shaper = Shaper(whole.getvalue())
        self.letters = frozenset(font.getBestCmap())
        order = font.getGlyphOrder()
        self.postscript_name = font["name"].getDebugName(6) or name
        self.box = tuple(getattr(font["head"], edge) for edge in ("xMin", "yMin", "xMax", "yMax"))
        self.widths = [font["hmtx"][glyph][0] for glyph in order]
        self.unicode_of = _unicode_of(font, order)
        for table in set(font.reader.keys()) - set(EMBEDDED):
            del font[table]
        small = BytesIO()
        font.save(small)
        self.length = len(small.getvalue())
        self.packed = zlib.compress(small.getvalue(), 9)


def _unicode_of(font: TTFont, order: list[str]) -> dict[int, str]:
    """What each glyph says: its own letter, or that of the glyph it is a narrow or small form of."""
    letters = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    said = {}
    for number, glyph in enumerate(order):
        plain = letters.get(glyph) or letters.get(glyph.partition(".")[0])
        if plain is None and glyph.startswith("uni") and len(glyph.partition(".")[0]) > 7:
            digits = glyph.partition(".")[0][3:]
            plain = "".join(chr(int(digits[at : at + 4], 16)) for at in range(0, len(digits), 4))
        if plain:
            said[number] = plain
    return said


def _font_file(part: str, weight: int) -> Path:
    name = f"sarabun-{part}-{weight}-normal.woff2"
    found = finders.find(f"vendor/sarabun/{name}") or str(Path(settings.STATIC_ROOT) / "vendor" / "sarabun" / name)
    if not Path(found).exists():
        raise FileNotFoundError(f"ไม่พบแบบอักษร {name}: สั่ง ./elocal up เพื่อติดตั้งไฟล์หน้าเว็บ")
    return Path(found)


@cache
def faces(weight: str) -> tuple[Face, ...]:
    """The font files of a weight, `regular` or `bold`, read once a process."""
    number = WEIGHTS[weight]
    return tuple(Face(f"{part[0].upper()}{number}", _font_file(part, number)) for part in PARTS)


@cache
def all_faces() -> dict[str, Face]:
    return {face.name: face for weight in WEIGHTS for face in faces(weight)}


@dataclass(frozen=True)
class Run:
    """A piece of text in one font."""

    face: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Text:
    """A shaped line of text; `width` is in letter heights (em)."""

    text: str
    runs: tuple[Run, ...]
    width: float


@lru_cache(maxsize=20_000)
def shaped(text: str, weight: str = "regular") -> Text:
    """Shape one line. A letter the fonts do not have is written as a question mark, a control letter not at all."""
    line = "".join(" " if letter.isspace() else letter for letter in text if letter.isprintable() or letter.isspace())
    line = line.replace(ZERO_WIDTH, "")
    made = [Run(face.name, face.shaper.shape(part)) for face, part in _parts(line, weight)]
    width = sum(glyph.advance for run in made for glyph in run.glyphs) / 1000
    return Text(line, tuple(made), width)


def _parts(line: str, weight: str) -> list[tuple[Face, str]]:
    available = faces(weight)
    thai, latin = available
    chosen = []
    for letter in line:
        face = thai if ord(letter) in thai.letters and not letter.isspace() else latin
        chosen.append((face, letter if ord(letter) in face.letters else "?"))
    return [(face, "".join(letter for _, letter in group)) for face, group in groupby(chosen, key=lambda each: each[0])]


def pdf_text(text: Text, size: float) -> str:
    """The operators that write a shaped text at the origin of the text matrix; `size` in user units.

    ActualText gives back what was typed: a shaped Thai vowel is otherwise read apart.
    """
    spoken = ("\ufeff" + text.text).encode("utf-16-be").hex()
    parts = [f"/Span <</ActualText <{spoken}>>> BDC"]
    for run in text.runs:
        parts.append(f"/{run.face} {size:.3f} Tf")
        parts.extend(_shown(run, all_faces()[run.face].widths, size))
    return "\n".join([*parts, "EMC"])


def _shown(run: Run, widths: list[int], size: float) -> list[str]:
    """TJ for each stretch of glyphs at the same height; marks are moved over their letters by the adjustments."""
    shown, item, rise, drift = [], [], 0, 0
    for glyph in run.glyphs:
        if glyph.dy != rise:
            shown.append(_tj(item))
            item, rise = [], glyph.dy
            shown.append(f"{rise * size / 1000:.4f} Ts")
        shift = glyph.dx - drift
        if shift:
            item.append(f"{-shift:g}")
        item.append(f"<{glyph.number:04x}>")
        drift = glyph.dx + widths[glyph.number] - glyph.advance
    if drift:
        item.append(f"{drift:g}")
    shown.append(_tj(item))
    if rise:
        shown.append("0 Ts")
    return [each for each in shown if each]


def _tj(item: list[str]) -> str:
    return f"[{' '.join(item)}] TJ" if item else ""
