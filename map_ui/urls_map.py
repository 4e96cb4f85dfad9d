"""The map and its questions."""

from __future__ import annotations

from django.urls import path

from map_ui.views import map_data, map_export, map_page

urlpatterns = [
    path("", map_page.page, name="map"),
    path("layers.json", map_page.layers_json, name="layers"),
    path("map/search", map_data.search, name="map-search"),
    path("map/place", map_data.place, name="map-place"),
    path("map/place/<uuid:uid>", map_data.place_of, name="map-place-of"),
    path("map/select", map_data.select, name="map-select"),
    path("map/select/export", map_export.select_export, name="map-select-export"),
    path("map/values", map_data.values, name="map-values"),
]
