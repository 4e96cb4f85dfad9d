"""Printed papers."""

from __future__ import annotations

from django.urls import path

from map_ui.views import document_batches, documents

urlpatterns = [
    path("r/<slug:slug>/<uuid:uid>/document/<slug:code>/", documents.draft, name="document-draft"),
    path("r/<slug:slug>/<uuid:uid>/document/<slug:code>/issue", documents.issue, name="document-issue"),
    path("r/<slug:slug>/documents/", document_batches.batch, name="document-batch"),
    path("r/<slug:slug>/documents/<uuid:uid>/", document_batches.wait, name="document-batch-wait"),
    path("r/<slug:slug>/documents/<uuid:uid>.pdf", document_batches.bound, name="document-batch-file"),
    path("document/<uuid:uid>", documents.frozen, name="document-frozen"),
    path("document/<uuid:uid>/void", documents.void, name="document-void"),
    path("d/<str:code>", documents.check, name="document-check"),
]
