"""XML read piece by piece. A document type or entity is refused at once, so nothing can multiply or fetch anything."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn
from xml.parsers import expat

from gis_core.pure.refusal import Refused
from gis_core.pure.thai_encoding import codec_of
from importers import encoding
from importers.readers.limits import MAX_ITEM_BYTES, MAX_XML_DEPTH
from importers.readers.table import EncodingFound, refuse

_CHUNK = 2**16
#: A single tag or comment; the parser looks through an unfinished one again at each piece.
_MAX_TOKEN = 4 * 2**20
_MAX_NODES = 300_000
_DECLARED = re.compile(rb"""^[^<]{0,3}<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")


class Node:
    """An element with everything in it: local names, attributes without prefix, own text."""

    __slots__ = ("attributes", "children", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []
        self.text = ""

    def child(self, *tags: str) -> Node | None:
        """The first child of one of these names."""
        return next((node for node in self.children if node.tag in tags), None)

    def find(self, *tags: str) -> str | None:
        """The text of the first descendant of one of these names, None when empty or missing."""
        return next((node.text.strip() or None for node in self.walk() if node.tag in tags), None)

    def walk(self) -> Iterator[Node]:
        """All descendants, in order."""
        waiting = deque(self.children)
        while waiting:
            node = waiting.popleft()
            yield node
            waiting.extendleft(reversed(node.children))


class Event(NamedTuple):
    """`start` and `end` of an element (with its text at the end), or a whole `node` of the leaves asked for."""

    what: Literal["start", "end", "node"]
    tag: str
    node: Node


def encoding_of(path: Path, given: str | None, notes: list[str]) -> EncodingFound:
    """The encoding to read with: what stands in the XML declaration, unless the text shows otherwise."""
    head = encoding.head_of(path)
    declared = _DECLARED.match(head[:300])
    claimed = declared.group(1).decode("ascii") if declared else "utf-8"
    return encoding.find([head], given, claimed, "หัวไฟล์ XML", notes)


def events(path: Path, leaves: Collection[str], written: EncodingFound) -> Iterator[Event]:
    """Everything in the file in order; elements named in `leaves` come whole.

    Errors: Refused ``FILE_XML`` for a document type, ``FILE_BROKEN`` or ``FILE_TRUNCATED`` for what is not well formed.
    """
    reading = _Reading(leaves)
    parser = reading.parser(written.name)
    fed = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_CHUNK)
            try:
                parser.Parse(piece, not piece)
            except expat.ExpatError as error:
                _not_well_formed(error, at_end=not piece)
            except (ValueError, UnicodeError, LookupError) as error:
                raise Refused("FILE_ENCODING", "รหัสอักขระของไฟล์ XML อ่านไม่ได้ กรุณาบันทึกเป็น UTF-8", "", "file") from error
            yield from reading.taken()
            if not piece:
                return
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _MAX_TOKEN:
                _too_complex()


def _too_complex() -> NoReturn:
    refuse("FILE_TOO_COMPLEX", "ไฟล์ XML มีส่วนที่ใหญ่หรือซ้อนลึกผิดปกติ กรุณาแบ่งไฟล์หรือส่งออกใหม่")


def _not_well_formed(error: expat.ExpatError, at_end: bool) -> NoReturn:
    if at_end or error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        raise Refused("FILE_TRUNCATED", "ไฟล์ XML ขาดตอนท้าย ส่งมาไม่ครบ กรุณาส่งใหม่", "", "file") from error
    thai = f"ไฟล์ XML ผิดรูปแบบที่บรรทัด {error.lineno:,} กรุณาส่งออกจากโปรแกรมต้นทางใหม่"
    raise Refused("FILE_BROKEN", thai, "", "file") from error


def _no_doctype(*_: object) -> NoReturn:
    refuse("FILE_XML", "ไฟล์ XML มีส่วน DOCTYPE หรือ ENTITY ซึ่งไม่ปลอดภัย กรุณาส่งออกจากโปรแกรมต้นทางใหม่")


class _Reading:
    """Collects what the parser calls out; bounded in depth, text and number of elements."""

    def __init__(self, leaves: Collection[str]) -> None:
        self._leaves = frozenset(leaves)
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._whole = 0  # depth inside a leaf
        self._size = 0
        self._nodes = 0
        self._events: deque[Event] = deque()

    def parser(self, name: str) -> expat.XMLParserType:
        # prefixes are cut off by hand: devices write prefixes they never declare
        forced = name if not name.startswith(("utf-8", "utf-16")) else None
        parser = expat.ParserCreate(codec_of(forced) if forced else None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.EntityDeclHandler = _no_doctype
        return parser

    def taken(self) -> Iterator[Event]:
        while self._events:
            yield self._events.popleft()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rsplit(":", 1)[-1]
        node = Node(local, {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()})
        if len(self._open) >= MAX_XML_DEPTH:
            _too_complex()
        if self._whole:
            self._nodes += 1
            self._whole += 1
            if self._nodes > _MAX_NODES:
                _too_complex()
            self._open[-1].children.append(node)
        elif local in self._leaves:
            self._whole = 1
            self._size = self._nodes = 0
        else:
            self._size = 0
            self._events.append(Event("start", local, node))
        self._open.append(node)
        self._texts.append([])

    def _text(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_ITEM_BYTES:
            _too_complex()
        self._texts[-1].append(text)

    def _end(self, _: str) -> None:
        node = self._open.pop()
        node.text = "".join(self._texts.pop())
        if self._whole:
            self._whole -= 1
            if not self._whole:
                self._events.append(Event("node", node.tag, node))
        else:
            self._events.append(Event("end", node.tag, node))
