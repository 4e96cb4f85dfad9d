"""Addresses of the tiles, under /tiles/."""

from __future__ import annotations

from django.urls import path

from tiles import raster, views, year_tiles

urlpatterns = [
    path("style.json", views.style, name="tile-style"),
    path("raster/<uuid:uid>/tilejson.json", raster.describe, name="raster-tilejson"),
    path("raster/<uuid:uid>/<int:z>/<int:x>/<int:y>", raster.tile, name="raster-tile"),
    path("<slug:slug>/tilejson.json", views.describe, name="tilejson"),
    path("<slug:slug>/<int:z>/<int:x>/<int:y>", views.tile, name="tile"),
    path("<slug:slug>/<int:year>/<int:z>/<int:x>/<int:y>", year_tiles.tile, name="year-tile"),
]
