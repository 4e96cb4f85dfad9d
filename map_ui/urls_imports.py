"""Bringing files in."""

from __future__ import annotations

from django.urls import path

from map_ui.views.imports import begin, fixing, rows, steps

B = "import/<uuid:uid>/"

urlpatterns = [
    path("import/", begin.imports, name="imports"),
    path("import/to/<slug:slug>/", begin.upload, name="import-upload"),
    path(B + "piece", begin.piece, name="import-piece"),
    path(B + "sent", begin.sent, name="import-sent"),
    path(B, steps.batch_page, name="import"),
    path(B + "settings", steps.settings, name="import-settings"),
    path(B + "columns", steps.columns, name="import-columns"),
    path(B + "judge", steps.judge, name="import-judge"),
    path(B + "overwrite", steps.overwrite, name="import-overwrite"),
    path(B + "commit", steps.commit, name="import-commit"),
    path(B + "undo", steps.undo, name="import-undo"),
    path(B + "again", steps.again, name="import-again"),
    path(B + "discard", steps.discard, name="import-discard"),
    path(B + "rows", rows.table, name="import-rows"),
    path(B + "shapes", rows.shapes, name="import-shapes"),
    path(B + "refused.<slug:fmt>", rows.refused_file, name="import-refused"),
    path(B + "row/<int:row_no>/", fixing.row_page, name="import-row"),
    path(B + "row/<int:row_no>/parts", fixing.parts, name="import-row-parts"),
    path(B + "row/<int:row_no>/leave", fixing.leave, name="import-row-leave"),
]
