"""What every page shows: the office, the menu of registers the reader may open, the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gis_core.ground.office import office


def site(request: HttpRequest) -> dict[str, Any]:
    return {"office": office()}
