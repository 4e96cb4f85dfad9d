"""Sets of changes: the latest ones, what one touched, undoing it."""

from __future__ import annotations

from django.urls import path

from map_ui.views import changes

urlpatterns = [
    path("changes/", changes.latest, name="changes"),
    path("changes/<uuid:batch>", changes.one, name="change-set"),
    path("changes/<uuid:batch>/undo", changes.undo, name="change-set-undo"),
    path("changes/<uuid:batch>/wait/<uuid:job>", changes.wait, name="change-set-wait"),
    path("changes/<uuid:batch>/<slug:slug>/<uuid:uid>", changes.difference, name="change-set-record"),
]
