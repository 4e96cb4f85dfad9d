"""The way from the register to the page by which pictures come in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def bring_in(request: HttpRequest) -> HttpResponse:
    """Pictures come in by their file, not by a form."""
    return redirect("imagery-new")
