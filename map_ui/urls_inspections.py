"""Visits in the field."""

from __future__ import annotations

from django.urls import path

from map_ui.views import inspections

urlpatterns = [
    path("r/<slug:slug>/<uuid:uid>/inspect/", inspections.inspect, name="inspect"),
    path("inspection/<uuid:uid>", inspections.inspection, name="inspection"),
]
