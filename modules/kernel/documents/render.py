"""HTML to PDF with Thai type that stacks and breaks rightly: Sarabun from the site's own files, one font
configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pypdf import PdfReader, PdfWriter, Transformation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

WEIGHTS = (400, 700)
POINTS_A_PIXEL = 0.75
#: The type setter's own memory is shared with the fonts: two threads in it at once corrupt it, and one day the process.
_SETTING = Lock()


class OutsideFile(FatalURLFetchingError):
    """A template asked for something that is not the site's own font."""


class OwnFilesOnly(URLFetcher):
    """Only our own font files and inline data: a printed value can make the printer fetch nothing."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        if parts.scheme == "data" or (parts.scheme == "file" and parts.path.endswith(".woff2")):
            return super().fetch(url, headers)
        raise OutsideFile(url)


def _font_file(name: str) -> Path:
    found = finders.find(f"vendor/sarabun/{name}") or str(Path(settings.STATIC_ROOT) / "vendor" / "sarabun" / name)
    if not Path(found).exists():
        raise FileNotFoundError(f"ไม่พบแบบอักษร {name}: สั่ง ./elocal up เพื่อติดตั้งไฟล์หน้าเว็บ")
    return Path(found)


@cache
def _fonts() -> tuple[FontConfiguration, CSS]:
    """Shared by all pages: building it anew doubles the time of a page."""
    configuration = FontConfiguration()
    faces = []
    for family, part in (("Sarabun Thai", "thai"), ("Sarabun Latin", "latin")):
        for weight in WEIGHTS:
            path = _font_file(f"sarabun-{part}-{weight}-normal.woff2")
            faces.append(
                f"@font-face {{ font-family: '{family}'; font-weight: {weight};"
                f" src: url('{path.as_uri()}') format('woff2'); }}"
            )
    sheet = CSS(string="\n".join(faces), font_config=configuration, url_fetcher=OwnFilesOnly())
    return configuration, sheet


def pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """The PDF of a Django template; fonts are embedded, nothing is fetched.

    `insets` of the context are drawings: one-page PDFs, each laid unscaled on the element of that id, its upper left
    corner on that of the element.
    """
    html = render_to_string(template, dict(context))
    with _SETTING:
        configuration, sheet = _fonts()
        document = HTML(string=html, url_fetcher=OwnFilesOnly()).render(configuration, stylesheets=[sheet])
        paper = bytes(document.write_pdf())
    insets = context.get("insets") or {}
    return _with_insets(paper, [page.anchors for page in document.pages], insets) if insets else paper


def _with_insets(paper: bytes, anchors: Sequence[Mapping[str, Any]], insets: Mapping[str, bytes]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(paper))
    for page, places in zip(writer.pages, anchors, strict=True):
        for name, drawing in insets.items():
            if name in places:
                x, y = places[name][:2]
                drawn = PdfReader(BytesIO(drawing)).pages[0]
                up = float(page.mediabox.height) - y * POINTS_A_PIXEL - float(drawn.mediabox.height)
                at = Transformation().translate(x * POINTS_A_PIXEL, up)
                page.merge_transformed_page(drawn, at, expand=False)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
