"""Root URLs. Every door of the site is listed here or in a module included here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ogc", include("layers.features_api.urls")),
]
