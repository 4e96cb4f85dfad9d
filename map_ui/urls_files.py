"""Files that hang on records."""

from __future__ import annotations

from django.urls import path

from map_ui.views import files

urlpatterns = [
    path("files/<uuid:uid>", files.file, name="file"),
    path("r/<slug:slug>/<uuid:uid>/attach", files.attach_to, name="attach"),
]
