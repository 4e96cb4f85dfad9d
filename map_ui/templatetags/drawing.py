"""What the map page offers a reader beyond looking: editing, and the map of a past day."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gis_core.access.visible import visible
from layers.registry import registry
from map_ui.drawing.rights import drawable

register = template.Library()


@register.simple_tag(takes_context=True)
def drawing_marks(context: template.Context) -> SafeString:
    """Attributes of the map: data-may-draw with the number of who may draw, data-past with what keeps its past."""
    user = context["request"].user
    layers = _layers_with_past(user)
    past = format_html(' data-past="{}"', json.dumps(layers, ensure_ascii=False)) if layers else SafeString("")
    return format_html(' data-may-draw="{}"', user.pk) + past if next(drawable(user), None) else past


def _layers_with_past(user: Any) -> list[list[str]]:
    kept = [r for r in registry.registers if r.declared.coverage is not None and r.declared.coverage.past is not None]
    return [[r.slug, r.thai] for r in kept if r.layer is not None and not visible(r, user).nothing]
