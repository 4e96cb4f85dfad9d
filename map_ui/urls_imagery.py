"""Pictures of the ground come in here."""

from __future__ import annotations

from django.urls import path

from map_ui.views import imagery

urlpatterns = [
    path("import/imagery/", imagery.new, name="imagery-new"),
    path("import/imagery/<uuid:staged>/", imagery.review, name="imagery-review"),
    path("import/imagery/wait/<uuid:uid>/", imagery.wait, name="imagery-wait"),
]
