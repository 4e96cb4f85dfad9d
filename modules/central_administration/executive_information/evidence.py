"""The evidence pack of an outside score: a list of what was given, and behind it the papers that prove it.

A paper that proves several dimensions is bound once. What cannot be bound is named in the list, never left out in
silence.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.files import pictures, store
from gis_core.files.attach import attachments_of
from gis_core.files.models import Attachment
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.central_administration.executive_information.models import OutsideScore
from modules.kernel.documents.binding import bound
from modules.kernel.documents.render import pdf

PDF = "application/pdf"
COVER, PICTURE = "executive_information/evidence.html", "executive_information/evidence_picture.html"


@dataclass
class Paper:
    """A file behind a score. `content`: its PDF, None where it cannot be bound; `first`: its first page in the pack."""

    file: Attachment
    content: bytes | None
    pages: int = 0
    first: int = 0


@dataclass
class Proved:
    """A dimension, what was given for it (None: nothing) and its papers."""

    thai: str
    score: OutsideScore | None
    papers: list[Paper] = field(default_factory=list)

    @property
    def state(self) -> str:
        return str(OutsideScore.Status(self.score.status).label) if self.score else ""


def page(request: HttpRequest) -> HttpResponse:
    """The pack of a figure and a fiscal year, by default the last of LPA, for whoever sees the office whole."""
    register = registry.for_model(OutsideScore)
    assert register is not None  # declared beside this module
    figure = request.GET.get("figure", OutsideScore.Figure.LPA.value)
    year = request.GET.get("year", "")
    if figure not in OutsideScore.Figure.values or (year and not (year.isdecimal() and len(year) == 4)):
        raise Http404
    if not visible(register, request.user).everything:
        raise Http404
    response = HttpResponse(pack(figure, int(year) if year else None), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="evidence-{figure}-{year or clock.today().year}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def pack(figure: str, year: int | None) -> bytes:
    """List and papers as one PDF. Errors: Refused ``PACK_EMPTY`` where nothing was given."""
    scores = OutsideScore.objects.filter(figure=figure).order_by("-fiscal_year_be", "id")
    last = scores.filter(fiscal_year_be=year).first() if year else scores.first()
    if last is None:
        raise Refused("PACK_EMPTY", "ยังไม่มีคะแนนของผลประเมินและปีนี้ ให้บันทึกคะแนนพร้อมเอกสารประกาศผลก่อน")
    proved = _proved(figure, list(scores.filter(fiscal_year_be=last.fiscal_year_be)))
    papers = list(_once(proved))
    title = f"ชุดหลักฐาน {last.get_figure_display()} ปีงบประมาณ {last.fiscal_year_be}"
    context = {"title": title, "proved": proved, "office": office(), "on": clock.today()}
    return bound([_cover(context, papers), *(paper.content for paper in papers if paper.content)], title)


def _proved(figure: str, scores: Sequence[OutsideScore]) -> list[Proved]:
    """The dimensions of the figure in their order, also those of which nothing was given."""
    given = {score.dimension: score for score in scores}
    choices = (
        OutsideScore.Dimension.choices if figure == OutsideScore.Figure.LPA else OutsideScore.Dimension.choices[:1]
    )
    known: dict[str, Paper] = {}
    found = []
    for value, thai in choices:
        score = given.get(value)
        files = attachments_of(score.uid).order_by("uploaded_at", "id") if score else ()
        found.append(Proved(str(thai), score, [known.setdefault(file.sha256, _paper(file)) for file in files]))
    return found


def _paper(file: Attachment) -> Paper:
    content = _as_pdf(file)
    return Paper(file, content, len(PdfReader(BytesIO(content)).pages) if content else 0)


def _as_pdf(file: Attachment) -> bytes | None:
    """The file as a PDF that can be bound; None for a closed, broken or other one."""
    path = store.path_of(file.sha256)
    if not path.exists():
        return None
    if file.is_picture:
        shown, mime = pictures.copy_of(file.sha256)
        source = f"data:{mime};base64,{base64.b64encode(shown.read_bytes()).decode()}"
        return pdf(PICTURE, {"source": source, "name": file.original_name})
    if file.mime != PDF:
        return None
    content = path.read_bytes()
    try:
        # bound once by itself: what the binder cannot read shall not spoil the pack
        return content if len(PdfReader(BytesIO(content)).pages) and bound([content], file.original_name) else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError, OSError):
        return None


def _once(proved: Sequence[Proved]) -> Iterator[Paper]:
    """Each paper that can be bound, in the order in which it is named first."""
    seen: set[str] = set()
    for each in proved:
        for paper in each.papers:
            if paper.content and paper.file.sha256 not in seen:
                seen.add(paper.file.sha256)
                yield paper


def _cover(context: dict[str, Any], papers: Sequence[Paper]) -> bytes:
    """The list with the page on which each paper begins: printed again where it is longer than was thought."""
    length = 1
    while True:
        at = length + 1
        for paper in papers:
            paper.first, at = at, at + paper.pages
        cover = pdf(COVER, context | {"total": at - 1})
        if (pages := len(PdfReader(BytesIO(cover)).pages)) <= length:
            return cover
        length = pages
