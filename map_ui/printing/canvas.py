"""A sheet of paper measured in millimetres from its lower left corner, written as one PDF page.

It writes the page's operators itself: 3,700 shapes and 1,500 words take 0.7 s of processor time with their reading, as
SVG through WeasyPrint 5.1 s without it.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pydyf

from map_ui.printing import lettering
from map_ui.printing.lettering import CAP_HEIGHT, Text, shaped

POINTS_PER_MM = 72 / 25.4
HATCH_MM = 2.4
PACKING = 6
#: Readers draw long paths slowly: so many rings share one.
RINGS_A_PATH = 200
#: A title may shrink to these shares of its size.
TITLE_SHARES = (1.0, 0.9, 0.8, 0.7)

Ring = np.ndarray
Color = str


@dataclass(frozen=True)
class Pen:
    """A line of `width` mm; `dash` in mm."""

    width: float
    color: Color = "#000000"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    is_round: bool = True


def rgb(color: Color) -> str:
    """The three parts of #rrggbb as PDF writes them."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)


def ring_path(ring: Ring, is_closed: bool) -> str:
    """The operators of one line or ring; a micrometre of paper is the last digit."""
    text = ("%.3f %.3f l\n" * len(ring)) % tuple(ring.ravel())
    end = text.index("l")
    return text[:end] + "m" + text[end + 1 :] + ("h\n" if is_closed else "")


class Canvas:
    """Draws on one page. Coordinates are millimetres, x to the right and y upwards."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.parts: list[str] = []
        self._states: dict[str, str] = {}
        self._hatches: dict[str, str] = {}
        self._pictures: list[tuple[str, bytes, int, int, bytes | None, str]] = []

    # -- state ---------------------------------------------------------------------------------------------------------
    @contextmanager
    def saved(self) -> Iterator[None]:
        self.parts.append("q")
        yield
        self.parts.append("Q")

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """Nothing drawn inside is seen outside the box."""
        with self.saved():
            self.parts.append(f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re W n")
            yield

    def _opacity(self, fill: float, stroke: float) -> str:
        key = f"{fill:.2f} {stroke:.2f}"
        return self._states.setdefault(key, f"G{len(self._states)}")

    def _pen(self, pen: Pen) -> str:
        dash = " ".join(f"{max(length, 0.01):.2f}" for length in pen.dash)
        cap = 1 if pen.is_round and not pen.dash else 0
        state = f"/{self._opacity(1, pen.opacity)} gs " if pen.opacity < 1 else ""
        join = 1 if pen.is_round else 0
        return f"{state}{rgb(pen.color)} RG {pen.width:.3f} w {cap} J {join} j [{dash}] 0 d"

    # -- shapes --------------------------------------------------------------------------------------------------------
    def fill(self, areas: Iterable[Sequence[Ring]], color: Color, opacity: float = 1.0) -> None:
        """Areas of one colour, each given by its rings; holes run the other way round."""
        with self.saved():
            self.parts.append(f"/{self._opacity(opacity, 1)} gs {rgb(color)} rg")
            self._paths(areas, "f", is_closed=True)

    def hatch(self, areas: Iterable[Sequence[Ring]], color: Color) -> None:
        """Areas filled with slanting thin lines."""
        name = self._hatches.setdefault(color, f"H{len(self._hatches)}")
        with self.saved():
            self.parts.append(f"/Pattern cs /{name} scn")
            self._paths(areas, "f", is_closed=True)

    def stroke(self, lines: Iterable[Sequence[Ring]], pen: Pen, is_closed: bool = False) -> None:
        """Lines, or the borders of areas, with one pen."""
        with self.saved():
            self.parts.append(self._pen(pen))
            self._paths(lines, "S", is_closed)

    def _paths(self, groups: Iterable[Sequence[Ring]], operator: str, is_closed: bool) -> None:
        path, count = [], 0
        for rings in groups:
            path.extend(ring_path(ring, is_closed) for ring in rings if len(ring) > 1)
            count += len(rings)
            if count >= RINGS_A_PATH:
                self.parts.append("".join(path) + operator)
                path, count = [], 0
        if path:
            self.parts.append("".join(path) + operator)

    def line(self, x1: float, y1: float, x2: float, y2: float, pen: Pen) -> None:
        self.stroke([[np.array([[x1, y1], [x2, y2]])]], pen)

    def box(self, x: float, y: float, width: float, height: float, pen: Pen | None, fill: Color = "") -> None:
        """A rectangle with corners that are corners."""
        with self.saved():
            if fill:
                self.parts.append(f"{rgb(fill)} rg {x:.3f} {y:.3f} {width:.3f} {height:.3f} re f")
            if pen:
                self.parts.append(f"{self._pen(pen)} {x:.3f} {y:.3f} {width:.3f} {height:.3f} re S")

    def polygon(self, points: Sequence[tuple[float, float]], color: Color) -> None:
        self.fill([[np.array(points, dtype=float)]], color)

    def discs(
        self, centres: np.ndarray, radius: float, color: Color, opacity: float = 1.0, edge: Pen | None = None
    ) -> None:
        """Discs of one size and colour, each with a thin edge."""
        pen = self._pen(edge) if edge else ""
        with self.saved():
            self.parts.append(f"/{self._opacity(opacity, opacity)} gs {rgb(color)} rg {pen}")
            self.parts.extend(f"{_circle(x, y, radius)}{'b' if edge else 'f'}" for x, y in centres)

    def triangles(
        self, centres: np.ndarray, radius: float, color: Color, opacity: float = 1.0, edge: Pen | None = None
    ) -> None:
        """Upright triangles of one size and colour, `radius` from middle to corner, each with a thin edge."""
        pen = self._pen(edge) if edge else ""
        corners = radius * np.array([[0.0, 1.0], [0.866, -0.5], [-0.866, -0.5]])
        with self.saved():
            self.parts.append(f"/{self._opacity(opacity, opacity)} gs {rgb(color)} rg {pen}")
            self.parts.extend(f"{ring_path(each + corners, True)}{'b' if edge else 'f'}" for each in centres)

    # -- text ----------------------------------------------------------------------------------------------------------
    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        weight: str = "regular",
        color: Color = "#000000",
        align: str = "left",
        angle: float = 0.0,
        halo: float = 0.0,
    ) -> float:
        """Write one line with its base line at y; `size` is the letter height (em) in mm. Gives its width in mm.

        `angle` turns it about the given point, in radians; `halo` draws that many mm of white round the letters.
        """
        made = shaped(text, weight)
        width = made.width * size
        back = {"left": 0.0, "middle": width / 2, "right": width}[align]
        c, s = math.cos(angle), math.sin(angle)
        matrix = f"{c:.5f} {s:.5f} {-s:.5f} {c:.5f} {x - back * c:.3f} {y - back * s:.3f} Tm"
        if halo:
            self._halo(made, size, matrix, halo)
        self.parts.append(f"BT {matrix} {rgb(color)} rg\n{lettering.pdf_text(made, size)}\nET")
        return width

    def _halo(self, made: Text, size: float, matrix: str, halo: float) -> None:
        silent = Text("", made.runs, made.width)
        pen = f"1 1 1 RG {2 * halo:.2f} w 1 j 1 J [] 0 d 1 Tr"
        with self.saved():
            self.parts.append(f"{pen} BT {matrix}\n{lettering.pdf_text(silent, size)}\nET")

    def fitted(self, x: float, y: float, text: str, size: float, room: float, **more: Any) -> float:
        """Write one line no wider than `room`: smaller down to three quarters, then cut with an ellipsis."""
        weight = more.get("weight", "regular")
        wide = shaped(text, weight).width
        if wide * size > room:
            size = max(size * 0.75, room / wide)
            text = cut(text, room / size, weight)
        return self.text(x, y, text, size, **more)

    # -- pictures ------------------------------------------------------------------------------------------------------
    def picture(
        self, x: float, y: float, width: float, height: float, pixels: bytes, size: tuple[int, int], mask: bytes | None
    ) -> None:
        """An RGB picture (three bytes a pixel, top row first) with its transparency."""
        self._place_picture((x, y, width, height), pixels, size, mask, "")

    def photograph(
        self, x: float, y: float, width: float, height: float, jpeg: bytes, size: tuple[int, int], mask: bytes | None
    ) -> None:
        """An RGB picture that is a JPEG file already, with its transparency."""
        self._place_picture((x, y, width, height), jpeg, size, mask, "/DCTDecode")

    def _place_picture(
        self,
        box: tuple[float, float, float, float],
        data: bytes,
        size: tuple[int, int],
        mask: bytes | None,
        packing: str,
    ) -> None:
        x, y, width, height = box
        name = f"P{len(self._pictures)}"
        self._pictures.append((name, data, *size, mask, packing))
        self.parts.append(f"q {width:.3f} 0 0 {height:.3f} {x:.3f} {y:.3f} cm /{name} Do Q")

    # -- the page ------------------------------------------------------------------------------------------------------
    def pdf(self, title: str, subject: str = "") -> bytes:
        """The page as a PDF file."""
        pdf = pydyf.PDF()
        pdf.info["Title"], pdf.info["Producer"] = pydyf.String(title), pydyf.String("ELOCAL")
        if subject:
            pdf.info["Subject"] = pydyf.String(subject)
        box = pydyf.Array([0, 0, f"{self.width * POINTS_PER_MM:.4f}", f"{self.height * POINTS_PER_MM:.4f}"])
        body = "\n".join([f"{POINTS_PER_MM:.9f} 0 0 {POINTS_PER_MM:.9f} 0 0 cm", *self.parts])
        # packed here once: pydyf would do it again for the file's fingerprint
        content = pydyf.Stream([zlib.compress(body.encode("ascii"), PACKING)], {"Filter": "/FlateDecode"})
        pdf.add_object(content)
        page = pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": box,
                "Contents": content.reference,
                "Resources": self._resources(pdf),
            }
        )
        pdf.add_page(page)
        output = BytesIO()
        pdf.write(output, identifier=True)
        return output.getvalue()

    def _resources(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        states = {
            name: pydyf.Dictionary({"ca": key.split()[0], "CA": key.split()[1]}) for key, name in self._states.items()
        }
        patterns = {name: _hatch_pattern(pdf, color) for color, name in self._hatches.items()}
        pictures = {picture[0]: _image(pdf, *picture[1:]) for picture in self._pictures}
        fonts = {name: _font(pdf, face) for name, face in lettering.all_faces().items()}
        sets = {"ExtGState": states, "Pattern": patterns, "XObject": pictures, "Font": fonts}
        return pydyf.Dictionary({name: pydyf.Dictionary(values) for name, values in sets.items() if values})


def cut(text: str, room: float, weight: str = "regular") -> str:
    """The text, or as much of it as fits into `room` letter heights, with an ellipsis."""
    if shaped(text, weight).width <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip() + "…"
        if shaped(shorter, weight).width <= room:
            return shorter
    return "…"


def lines_of(text: str, room: float, weight: str = "regular") -> list[str]:
    """The text in lines of at most `room` letter heights, broken at blanks, a longer word between syllables."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and shaped(longer, weight).width <= room:
            lines[-1] = longer
        else:
            lines.extend(_pieces(word, room, weight))
    return lines


def title_lines(text: str, room: float, size: float, most: int) -> tuple[float, list[str]]:
    """A bold title in at most `most` lines of `room` millimetres, and the size of its letters: smaller rather than with
    a word broken or words lost. What still is too long ends in an ellipsis.
    """
    whole = " ".join(text.split())
    for share in TITLE_SHARES:
        lines = lines_of(whole, room / (size * share), "bold")
        if len(lines) <= most and " ".join(lines) == whole:
            return size * share, lines
    size *= TITLE_SHARES[-1]
    lines = lines_of(whole, room / size, "bold")
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), room / size, "bold")]
    return size, lines


def _pieces(word: str, room: float, weight: str) -> Iterator[str]:
    while word and shaped(word, weight).width > room:
        end = next(n for n in range(len(word) - 1, -1, -1) if n == 1 or shaped(word[:n], weight).width <= room)
        end = max(end, 1)
        at = next((n for n in range(end, end // 2, -1) if _begins(word, n)), end)
        yield word[:at]
        word = word[at:]
    if word:
        yield word


def _begins(word: str, at: int) -> bool:
    """Whether a syllable surely begins there: before a vowel that is written first, or behind one that ends."""
    return word[at] in "เแโใไ(" or word[at - 1] in "ะๆฯ/-"


def _circle(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"{x + r:.3f} {y:.3f} m "
        f"{x + r:.3f} {y + k:.3f} {x + k:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c "
        f"{x - k:.3f} {y + r:.3f} {x - r:.3f} {y + k:.3f} {x - r:.3f} {y:.3f} c "
        f"{x - r:.3f} {y - k:.3f} {x - k:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c "
        f"{x + k:.3f} {y - r:.3f} {x + r:.3f} {y - k:.3f} {x + r:.3f} {y:.3f} c h "
    )


def _hatch_pattern(pdf: pydyf.PDF, color: Color) -> bytes:
    """Slanting lines in a square that repeats; a pattern starts from the page's own units, not from millimetres."""
    side = HATCH_MM
    body = f"{rgb(color)} RG 0.12 w 2 J 0 0 m {side} {side} l S"
    scale = f"{POINTS_PER_MM:.6f}"
    made = pydyf.Stream(
        [body.encode()],
        {
            "Type": "/Pattern",
            "PatternType": 1,
            "PaintType": 1,
            "TilingType": 1,
            "BBox": pydyf.Array([0, 0, side, side]),
            "XStep": side,
            "YStep": side,
            "Matrix": pydyf.Array([scale, 0, 0, scale, 0, 0]),
            "Resources": pydyf.Dictionary({}),
        },
    )
    pdf.add_object(made)
    return bytes(made.reference)


def _image(pdf: pydyf.PDF, data: bytes, width: int, height: int, mask: bytes | None, packing: str) -> bytes:
    extra: dict[str, Any] = {"Type": "/XObject", "Subtype": "/Image", "Width": width, "Height": height}
    extra |= {"BitsPerComponent": 8}
    if mask:
        soft = pydyf.Stream([mask], extra | {"ColorSpace": "/DeviceGray"}, compress=True)
        pdf.add_object(soft)
        extra |= {"SMask": soft.reference}
    packed = {"Filter": packing} if packing else {}
    image = pydyf.Stream([data], extra | {"ColorSpace": "/DeviceRGB"} | packed, compress=not packing)
    pdf.add_object(image)
    return bytes(image.reference)


def _font(pdf: pydyf.PDF, face: lettering.Face) -> bytes:
    """A whole Sarabun file (10 kB) goes into the page: choosing letters would cost more time than it saves."""
    file = pydyf.Stream([face.packed], {"Filter": "/FlateDecode", "Length1": face.length})
    pdf.add_object(file)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{face.postscript_name}",
            "Flags": 4,
            "FontBBox": pydyf.Array(face.box),
            "ItalicAngle": 0,
            "Ascent": 1068,
            "Descent": -232,
            "CapHeight": int(CAP_HEIGHT * 1000),
            "StemV": 80,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    system = pydyf.Dictionary(
        {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    )
    glyphs = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": f"/{face.postscript_name}",
            "CIDSystemInfo": system,
            "FontDescriptor": descriptor.reference,
            "CIDToGIDMap": "/Identity",
            "W": pydyf.Array([0, pydyf.Array(face.widths)]),
        }
    )
    pdf.add_object(glyphs)
    meanings = pydyf.Stream([_to_unicode(face).encode()], compress=True)
    pdf.add_object(meanings)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": f"/{face.postscript_name}",
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([glyphs.reference]),
            "ToUnicode": meanings.reference,
        }
    )
    pdf.add_object(font)
    return bytes(font.reference)


def _to_unicode(face: lettering.Face) -> str:
    rows = [f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for number, text in face.unicode_of.items()]
    blocks = "\n".join(
        f"{len(rows[at : at + 100])} beginbfchar\n{chr(10).join(rows[at : at + 100])}\nendbfchar"
        for at in range(0, len(rows), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{blocks}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
