"""Drawing on the map, and the map of a past day."""

from __future__ import annotations

from django.urls import path

from map_ui.views import drawing, map_past

R = "draw/<slug:slug>/"

urlpatterns = [
    path("draw/registers", drawing.registers, name="draw-registers"),
    path(R + "near", drawing.near_view, name="draw-near"),
    path(R + "typed", drawing.typed, name="draw-typed"),
    path(R + "check", drawing.check, name="draw-check"),
    path(R + "save", drawing.save, name="draw-save"),
    path(R + "divide", drawing.divide, name="draw-divide"),
    path(R + "merge", drawing.merge, name="draw-merge"),
    path(R + "<uuid:uid>", drawing.shape, name="draw-shape"),
    path("map/past/<slug:slug>", map_past.past, name="map-past"),
    path("map/past/<slug:slug>/<uuid:uid>", map_past.past_of, name="map-past-of"),
    path("map/lineage/<slug:slug>/<uuid:uid>", map_past.lineage, name="map-lineage"),
]
