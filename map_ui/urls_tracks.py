"""Recorded journeys and photographs come in here."""

from __future__ import annotations

from django.urls import path

from map_ui.views import photos, tracks

T = "import/tracks/<str:word>/"

urlpatterns = [
    path("import/tracks/", tracks.new, name="tracks-new"),
    path(T, tracks.track, name="track"),
    path(T + "line", tracks.line, name="track-line"),
    path(T + "to/<slug:code>/", tracks.make, name="track-make"),
    path("import/photos/", photos.new, name="photos-new"),
    path("import/photos/<str:word>/", photos.photos, name="photos"),
    path("import/photos/<str:word>/<int:number>.jpg", photos.small, name="photo-small"),
]
