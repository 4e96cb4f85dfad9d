"""HTML to PDF with Thai type that stacks and breaks rightly: Sarabun from the site's own files, one font
configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

WEIGHTS = (400, 700)
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
    """The PDF of a Django template; fonts are embedded, nothing is fetched."""
    html = render_to_string(template, dict(context))
    with _SETTING:
        configuration, sheet = _fonts()
        document = HTML(string=html, url_fetcher=OwnFilesOnly())
        return bytes(document.write_pdf(stylesheets=[sheet], font_config=configuration))
