"""Root URLs. Every door of the site is listed here or in a module included here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from layers.features_api.views import landing

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("map_ui.urls_map")),
    path("", include("map_ui.urls_accounts")),
    path("", include("map_ui.urls_documents")),
    path("", include("map_ui.urls_inspections")),
    path("", include("map_ui.urls_files")),
    path("", include("map_ui.urls_jobs")),
    path("", include("map_ui.urls_changes")),
    path("", include("map_ui.urls_printing")),
    path("", include("map_ui.urls_drawing")),
    path("", include("map_ui.urls_imports")),
    path("", include("map_ui.urls_imagery")),
    path("", include("map_ui.urls_tracks")),
    path("tiles/", include("tiles.urls")),
    path("ogc", landing),
    path("ogc/", include("layers.features_api.urls")),
    # last: below a register every further path belongs to its own pages
    path("", include("map_ui.urls_registers")),
]
