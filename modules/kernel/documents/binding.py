"""Many PDFs bound into one file, page after page, in memory that does not grow with them.

A library that merges holds every object until it writes; five thousand papers with fonts of their own would fill the
worker. Here each paper's objects are numbered anew and written at once; what is the same as before is written once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

CATALOG, PAGES = 1, 2
#: What points back to the page or to the tree of the old file.
BACK = ("/Parent", "/P", "/StructParents", "/B")
#: What a page takes from the tree of its file.
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


class Binder:
    """A PDF that is being written: `add` papers, then `close`."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.offsets: dict[int, int] = {}
        self.pages: list[int] = []
        self._known: dict[bytes, int] = {}
        self._last = PAGES
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, paper: bytes) -> None:
        """All pages of a paper."""
        reader = PdfReader(BytesIO(paper))
        numbers: dict[int, int] = {}
        for page in reader.pages:
            own = DictionaryObject({NameObject(k): self._own(page.raw_get(k), numbers) for k in page if k not in BACK})
            for name in INHERITED:
                if name not in own and page.get(name) is not None:
                    own[NameObject(name)] = self._own(page[name], numbers)
            own[NameObject("/Parent")] = IndirectObject(PAGES, 0, reader)
            self._last += 1  # never shared: a page stands in the tree once
            self._put(self._last, own)
            self.pages.append(self._last)

    def close(self, title: str) -> None:
        """The tree of pages, the catalogue and the table of offsets."""
        kids = ArrayObject(IndirectObject(number, 0, None) for number in self.pages)
        tree = {"/Type": NameObject("/Pages"), "/Kids": kids, "/Count": NumberObject(len(self.pages))}
        self._put(PAGES, DictionaryObject({NameObject(k): v for k, v in tree.items()}))
        info = self._write(DictionaryObject({NameObject("/Title"): TextStringObject(title)}))
        catalog = {"/Type": NameObject("/Catalog"), "/Pages": IndirectObject(PAGES, 0, None)}
        self._put(CATALOG, DictionaryObject({NameObject(k): v for k, v in catalog.items()}))
        start = self.file.tell()
        rows = b"".join(b"%010d 00000 n \n" % self.offsets[number] for number in range(1, self._last + 1))
        size = self._last + 1
        self.file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + rows)
        self.file.write(b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, CATALOG, info))
        self.file.write(b"startxref\n%d\n%%%%EOF\n" % start)

    # -- objects -------------------------------------------------------------------------------------------------------
    def _own(self, value: PdfObject, numbers: dict[int, int]) -> PdfObject:
        """The value with references to objects of this file, which are written on the way."""
        if isinstance(value, IndirectObject):
            return IndirectObject(self._number(value, numbers), 0, value.pdf)
        if isinstance(value, ArrayObject):
            return ArrayObject(self._own(each, numbers) for each in value)
        if isinstance(value, StreamObject):
            copy = StreamObject()
            copy._data = value._data  # as it was packed
            copy.update(self._entries(value, numbers))
            return copy
        if isinstance(value, DictionaryObject):
            return DictionaryObject(self._entries(value, numbers))
        return value

    def _entries(self, value: DictionaryObject, numbers: dict[int, int]) -> dict[PdfObject, PdfObject]:
        return {NameObject(k): self._own(value.raw_get(k), numbers) for k in value if k not in BACK}

    def _number(self, reference: IndirectObject, numbers: dict[int, int]) -> int:
        if reference.idnum not in numbers:
            target = reference.get_object()
            assert target is not None  # a reference to nothing would be a broken paper
            numbers[reference.idnum] = self._write(self._own(target, numbers))
        return numbers[reference.idnum]

    def _write(self, value: PdfObject) -> int:
        """The number of the object, written unless the same stands there already."""
        content = BytesIO()
        value.write_to_stream(content)
        digest = hashlib.sha256(content.getvalue()).digest()
        if digest not in self._known:
            self._last += 1
            self._known[digest] = self._last
            self._put(self._last, value)
        return self._known[digest]

    def _put(self, number: int, value: PdfObject) -> None:
        self.offsets[number] = self.file.tell()
        self.file.write(b"%d 0 obj\n" % number)
        value.write_to_stream(self.file)  # type: ignore[arg-type]
        self.file.write(b"\nendobj\n")


def bind(papers: Iterable[bytes], target: Path, title: str) -> int:
    """Bind papers in their order; the file is there whole or not at all. Returns the number of pages."""
    partial = target.with_suffix(".part")
    with partial.open("wb") as file:
        binder = Binder(file)
        for paper in papers:
            binder.add(paper)
        binder.close(title)
    partial.rename(target)
    return len(binder.pages)


def bound(papers: Iterable[bytes], title: str) -> bytes:
    """The same in memory."""
    file = BytesIO()
    binder = Binder(file)
    for paper in papers:
        binder.add(paper)
    binder.close(title)
    return file.getvalue()
