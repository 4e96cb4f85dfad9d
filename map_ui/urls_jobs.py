"""Background work."""

from __future__ import annotations

from django.urls import path

from map_ui.views import jobs

urlpatterns = [path("jobs/<uuid:uid>", jobs.progress, name="job")]
