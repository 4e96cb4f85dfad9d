"""Printed papers."""

from __future__ import annotations

from django.urls import path

from map_ui.views import documents

urlpatterns = [
    path("r/<slug:slug>/<uuid:uid>/document/<slug:code>/", documents.draft, name="document-draft"),
    path("r/<slug:slug>/<uuid:uid>/document/<slug:code>/issue", documents.issue, name="document-issue"),
    path("document/<uuid:uid>", documents.frozen, name="document-frozen"),
    path("document/<uuid:uid>/void", documents.void, name="document-void"),
    path("d/<str:code>", documents.check, name="document-check"),
]
