"""Thematic maps saved under a name: where each opens, who may save, and those the office begins with.

A saved map names a figure or a layer and how it is classified; the page of figures and the map draw it as ever, and
print it as ever. Nobody sees more by a map than he sees without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gis_core.access.actor import acting_as, system_user
from gis_core.access.visible import visible
from gis_core.features.seeds import seed
from gis_core.ground.models import AdminArea
from gis_core.networks.models import Road, Waterway
from gis_core.pure.map_scale import zoom_of
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_text import to_arabic_digits
from layers.declare import Grant, ImportMap, Link, Page, Register
from layers.engine import saved_maps
from layers.engine.rows import rows
from layers.registry import registry
from modules.central_administration.executive_information import map_checks
from modules.central_administration.executive_information.models import Kpi, ThematicMap

READERS = (
    "division_head finance_head clerk_chief executive auditor planner revenue_officer engineer system_admin"
)  # fmt: skip
SLUG = "executive_information-thematic_map"
#: Ends of codes: a figure, and layers with their theme, that make the maps of the catalogue without a copy of them.
FIGURES = (("ร้อยละจัดเก็บภาษีรายหมู่บ้าน", ".land_tax_collected", "percent"),)
LAYERS = (("ผลการชำระภาษี", "-payment_map", ""), ("สภาพถนน", "-surface_segment", "condition"))


def address(saved: ThematicMap) -> str:
    """Where a saved map opens: the page of figures, or the map with its layer in these classes."""
    if saved.kpi_id:
        method = {"declared": "auto"}.get(saved.method, saved.method)
        asked = {"figure": saved.kpi.code, "classes": method, "breaks": _edges(saved), "saved": str(saved.uid)}
        return f"/figures/?{urlencode(asked)}#villages"
    if saved.method == "declared":
        return f"{_ground(saved)}{f'@{saved.theme}' if saved.theme else ''}{_named(saved)}"
    ramp = saved.ramp if saved.ramp != "distinct" or saved.method == "unique" else "teal"
    classes = f"{saved.layer_slug}:{saved.column}~{saved.method}~{saved.class_count}~{ramp}"
    more = (
        _edges(saved), saved.caption, saved.no_data, saved.label_column, _zoom(saved.far_scale), _zoom(saved.near_scale)
    )  # fmt: skip
    told = f"{saved.layer_slug}:{'|'.join(_escaped(each) for each in more)}"
    return f"{_ground(saved)}&c={quote(classes)}&x={quote(told)}{_named(saved)}"


def _named(saved: ThematicMap) -> str:
    """What the map is called, for its title on paper."""
    return f"&n={quote(f'{saved.layer_slug}:{saved.thai}')}"


def _ground(saved: ThematicMap) -> str:
    """The map of the whole office with villages, water and roads below the layer and nothing else."""
    known = (registry.for_model(model) for model in (AdminArea, Waterway, Road))
    below = [each.slug for each in known if each is not None and each.slug != saved.layer_slug]
    return f"/#map=whole&layers={','.join([*below, saved.layer_slug])}"


def _escaped(text: str) -> str:
    """As the map's address reads it: a bar ends a part."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _edges(saved: ThematicMap) -> str:
    if saved.method != "own":
        return ""
    parts = to_arabic_digits(saved.breaks).replace(";", ",").split(",")
    return ",".join(part.strip() for part in parts if part.strip())


def _zoom(scale: int | None) -> str:
    """The tile zoom of a scale 1:n; "" for none."""
    return f"{zoom_of(scale):.2f}" if scale else ""


def open_link(uid: Any) -> str:
    """The link by which a map is passed on."""
    return f"/r/{SLUG}/open?map={uid}"


def open_page(request: HttpRequest) -> HttpResponse:
    """Opens the map of the address for who may see it; without one, all of his to choose from."""
    own = registry.by_slug[SLUG]
    if "map" not in request.GET:
        found = rows(own, request.user).select_related("kpi", "kept_by")
        maps = [(each, open_link(each.uid), own.record_url(each.uid)) for each in found]
        new = "" if visible(own, request.user, "add").nothing else f"{own.url}new"
        return render(request, "executive_information/maps.html", {"register": own, "maps": maps, "new_url": new})
    chosen = _seen(request.GET["map"], request.user)
    if chosen is None:
        raise Http404
    return redirect(address(chosen))


def _seen(uid: str, user: Any) -> ThematicMap | None:
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    return rows(registry.by_slug[SLUG], user).select_related("kpi").filter(uid=wanted).first()


class Maps:
    """The keeper of maps that pages ask."""

    def one(self, uid: str, user: Any) -> saved_maps.SavedMap | None:
        """One statement."""
        found = _seen(uid, user)
        if found is None:
            return None
        link, own = open_link(found.uid), registry.by_slug[SLUG].record_url(found.uid)
        return saved_maps.SavedMap(found.thai, link, own, found.caption, found.no_data)

    def new_url(self, user: Any, asked: Mapping[str, Any]) -> str:
        """A figure is asked for by its code."""
        own = registry.by_slug[SLUG]
        if visible(own, user, "add").nothing:
            return ""
        known = dict(asked)
        if code := known.pop("figure", ""):
            kpi = Kpi.objects.filter(code=code).first()
            known |= {"kpi": str(kpi.uid)} if kpi else {}
        return f"{own.url}new?{urlencode(known)}"


saved_maps.keep(Maps())


def may_delete(record: ThematicMap) -> Iterable[Refused]:
    """As of a change."""
    return map_checks.of_its_owner(record)


@seed("แผนที่เฉพาะเรื่อง")
def first_maps() -> int:
    """The maps of the catalogue whose figure or layer the office has, once: what was deleted stays deleted."""
    if ThematicMap.objects.exists() or not Kpi.objects.exists():
        return 0
    fresh = []
    for thai, ending, method in FIGURES:
        fresh += [
            ThematicMap(thai=thai, kpi=kpi, method=method, is_shared=True)
            for kpi in Kpi.objects.filter(Q(code__endswith=ending))
        ]
    for thai, ending, theme in LAYERS:
        for slug in [each for each in (*registry.by_slug, *registry.year_maps) if each.endswith(ending)]:
            layer = map_checks.layer_named(slug)
            if layer is not None:
                themes = {each.code: each.thai for each in layer.layer.themes}
                fresh.append(
                    ThematicMap(
                        thai=thai, layer=layer.thai, layer_slug=slug, theme=theme if theme in themes else "",
                        field=themes.get(theme, ""), is_shared=True,
                    )
                )  # fmt: skip
    with acting_as(system_user(), "บรรจุแผนที่เฉพาะเรื่องตั้งต้น"):
        ThematicMap.objects.bulk_create(fresh)
    return len(fresh)


register = Register(
    ThematicMap,
    thai="แผนที่เฉพาะเรื่อง",
    english="Thematic maps",
    name="thematic_map",
    title="thai",
    level="staff",
    owner="kept_by",
    list_columns=("thai", "kpi", "layer", "field", "method", "is_shared", "kept_by"),
    form_columns=(
        "thai", "kpi", "layer", "field", "method", "class_count", "breaks", "ramp", "caption", "no_data", "label",
        "far_scale", "near_scale", "is_shared",
    ),
    filters=("method", "is_shared"),
    inner=("layer_slug", "column", "theme", "label_column"),
    search=("thai", "layer", "field"),
    order_by=("-id",),
    picks={"kpi": "status=in_use"},
    derive=map_checks.derive,
    check=map_checks.check,
    may_delete=may_delete,
    imports=ImportMap(
        match_on="thai",
        columns={
            "ชื่อแผนที่": "thai",
            "ตัวชี้วัด": "kpi",
            "ชั้นข้อมูล": "layer",
            "คอลัมน์หรือแบบของสี": "field",
            "วิธีแบ่งชั้น": "method",
            "ขอบชั้น": "breaks",
        },
    ),
    pages=(Page("open", "คลังแผนที่", open_page, tuple(READERS.split())),),
    links=(Link("เปิดแผนที่", open_link, tuple(READERS.split())),),
    grants=(
        Grant(READERS, "view"),
        Grant("executive clerk_chief division_head finance_head planner", "add change delete"),
        Grant("clerk_chief executive auditor planner", "export"),
    ),
)  # fmt: skip
