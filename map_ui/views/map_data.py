"""Find, see, select: the map's questions, answered as JSON for exactly what the reader may see."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.db.models import Q
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.features import find, lookup, measure
from gis_core.features.lookup import Found
from gis_core.features.models import Feature
from gis_core.ground import queries as ground_queries
from gis_core.ground.models import OwnershipSpell
from gis_core.ground.office import office
from gis_core.parties.models import Person
from gis_core.pure.coordinates import TypedCoordinate, parse_coordinate
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine import index
from layers.engine.acting import start_url, starts_of, visible_to_roles
from layers.registry import registry
from map_ui.display import facts_of
from map_ui.doors import may
from map_ui.listing.searching import open_to

#: What a way is called, and its address for the uid of a record.
Way = tuple[str, Callable[[Any], str]]
CARD_LIMIT = 12
SELECT_LIMIT = 200
MAX_SELECT_VERTICES = 5_000
VALUES_LIMIT = 50_000


# -- find ----------------------------------------------------------------------------------------------------
# --------------
@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """Suggestions for one box: coordinates, then records, then owners where the reader may look them up."""
    text = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    if not text:
        return JsonResponse({"results": []})
    typed = parse_coordinate(text)
    results = _coordinates(typed) if typed else []
    results += _named(find.find(text, index.predicate(request.user)))
    if len(find.search_key(text)) >= 3:
        results += _people(text, request.user)
    return JsonResponse({"results": results[:20]})


def _coordinates(typed: TypedCoordinate) -> list[dict[str, Any]]:
    if typed.kind == "degrees":
        return [_coordinate(typed.x, typed.y, "WGS 84")]
    zones = [32600 + typed.zone] if typed.zone else [measure.office_srid()]
    found = []
    for zone in zones:
        for srid in (zone, measure.UTM_ZONES[zone]):
            lon, lat = measure.to_lonlat(typed.x, typed.y, srid)
            found.append(_coordinate(lon, lat, measure.SYSTEMS[srid]))
    return sorted(found, key=lambda row: not row["inside"])


def _coordinate(lon: float, lat: float, system: str) -> dict[str, Any]:
    west, south, east, north = office().bounds or (-180, -90, 180, 90)
    inside = west <= lon <= east and south <= lat <= north
    return {
        "kind": "coordinate",
        "title": f"{lat:.6f}, {lon:.6f}",
        "subtitle": system if inside else f"{system} — อยู่นอกเขตของหน่วยงาน ตรวจระบบพิกัด",
        "lon": lon,
        "lat": lat,
        "bbox": [lon, lat, lon, lat],
        "inside": inside,
        "uid": None,
        "layer": None,
        "url": None,
    }


def _named(hits: list[find.Hit]) -> list[dict[str, Any]]:
    """Suggestions under the names people know: what a record calls itself, personal ones by their register number."""
    names: dict[tuple[int, int], str] = {}
    for kind in {hit.kind for hit in hits}:
        register = registry.by_kind(kind)
        if register is not None and not register.level.is_personal:
            ids = [hit.record_id for hit in hits if hit.kind == kind]
            query = register.model._default_manager.filter(pk__in=ids)
            found = query.defer("geom") if register.has_geometry else query
            names |= {(kind, record.pk): str(record) for record in found}
    rows = []
    for hit in hits:
        name = names.get((hit.kind, hit.record_id))
        rows.append(_hit(hit) | ({"title": name} if name else {}))
    return rows


def _hit(hit: find.Hit) -> dict[str, Any]:
    register = registry.by_kind(hit.kind)
    assert register is not None  # the predicate only lets kinds of declared registers through
    box = [hit.west, hit.south, hit.east, hit.north] if hit.west is not None else None
    return {
        "kind": register.name,
        "title": hit.title or hit.word,
        "subtitle": register.thai,
        "lon": hit.lon,
        "lat": hit.lat,
        "bbox": box,
        "uid": str(hit.uid),
        "layer": register.slug,
        "url": register.record_url(hit.uid),
    }


def _people(text: str, user: Any) -> list[dict[str, Any]]:
    """People by name or number, for those who may look them up; each look is logged."""
    test = index.predicate(user, wanted=lambda register: register.level.is_personal and bool(register.declared.search))
    if test[0] == "FALSE":
        return []
    hits = find.find(text, test, limit=6, table="gis_search_personal")
    records = _found_openly(hits, text, user)
    results = []
    for hit in hits:
        register = registry.by_kind(hit.kind)
        record = records.get((hit.kind, hit.record_id))
        if register is None or record is None:
            continue
        log_look(user, "search", hit.uid, f"ค้นหา “{text}”")
        row = _hit(hit) | {"title": str(record), "kind": "owner"}
        results.append(row | {"subtitle": register.thai})
        results += _holdings(record, user)
    return results


def _found_openly(hits: list[find.Hit], text: str, user: Any) -> dict[tuple[int, int], Any]:
    """The records of the hits, by kind and id, without those whose word stands in a column closed to the reader."""
    key = find.search_key(text)
    found = {}
    for kind in {hit.kind for hit in hits}:
        register = registry.by_kind(kind)
        assert register is not None  # the predicate only lets kinds of declared registers through
        hit_records = register.model._default_manager.filter(pk__in=[h.record_id for h in hits if h.kind == kind])
        for fuzzy in (True, False):
            for record in open_to(register, user, hit_records, key, fuzzy=fuzzy):
                found[kind, record.pk] = record
    return found


def _holdings(person: Any, user: Any) -> list[dict[str, Any]]:
    """What the person owns today, as places to fly to; for readers of the register of ownership alone."""
    spells = registry.for_model(OwnershipSpell)
    if not isinstance(person, Person) or spells is None or visible(spells, user).nothing:
        return []
    readable = OwnershipSpell.objects.filter(visible(spells, user).q(), person__in=_same(person))
    held = set(readable.values_list("parcel_id", flat=True))
    found = []
    for parcel in ground_queries.owned_by(person)[:10]:
        register = registry.for_model(type(parcel))
        if (
            parcel.pk not in held
            or register is None
            or not type(parcel).objects.filter(visible(register, user).q(), pk=parcel.pk).exists()
        ):
            continue
        centre = parcel.geom.point_on_surface
        found.append(
            {
                "kind": register.name,
                "title": str(parcel),
                "subtitle": f"เจ้าของ: {person}",
                "lon": centre.x,
                "lat": centre.y,
                "bbox": list(parcel.geom.extent),
                "uid": str(parcel.uid),
                "layer": register.slug,
                "url": register.record_url(parcel.uid),
            }
        )
    return found


def _same(person: Person) -> Any:
    return Person.objects.filter(Q(pk=person.pk) | Q(same_as=person))


# -- see -----------------------------------------------------------------------------------------------------
# --------------
@require_safe
def place(request: HttpRequest) -> JsonResponse:
    """Everything at a clicked point."""
    lon, lat = _number(request, "lon", -180, 180), _number(request, "lat", -90, 90)
    tolerance = min(_number(request, "tolerance", 0, 500, default=3.0), 500.0)
    found = lookup.at_point(
        lon, lat, index.predicate(request.user, standing=True), tolerance_m=tolerance, limit=CARD_LIMIT
    )
    point = Point(lon, lat, srid=4326)
    return JsonResponse({"point": _point(point, found)} | _card(found, request.user))


@require_safe
def place_of(request: HttpRequest, uid: uuid.UUID) -> JsonResponse:
    """Everything at the place of one record."""
    test, values = index.predicate(request.user)
    if not _visible_feature(uid, test, values):
        raise Http404
    found = lookup.at_feature(uid, (test, values), limit=CARD_LIMIT)
    feature = Feature.objects.get(uid=uid)
    shape = feature.geom or (Feature.objects.get(uid=feature.place_uid).geom if feature.place_uid else None)
    point = shape.point_on_surface if shape else None
    answer = {"point": _point(point, found) if point else None, "bbox": list(shape.extent) if shape else None}
    answer["geometry"] = json.loads(shape.geojson) if shape else None
    return JsonResponse(answer | _card(found, request.user))


def _visible_feature(uid: uuid.UUID, test: str, values: dict[str, Any]) -> bool:
    rows = Feature.objects.raw(
        f"SELECT f.uid FROM gis_feature f WHERE f.uid = %(uid)s AND ({test})", {**values, "uid": uid}
    )
    return bool(list(rows))


def _point(point: Point, found: Iterable[Found]) -> dict[str, Any]:
    return {"lon": point.x, "lat": point.y, "systems": measure.readout(point)}


def _card(found: list[Found], user: Any) -> dict[str, Any]:
    counts: dict[int, int] = {}
    for row in found:
        counts[row.kind] = row.of_kind
    registers = {kind: registry.by_kind(kind) for kind in counts}
    facts = facts_of(found, registers, user)
    links = {kind: _links(register, user) for kind, register in registers.items() if register is not None}
    return {
        "counts": [
            {"layer": r.slug, "thai": r.thai, "count": counts[kind]} for kind, r in registers.items() if r is not None
        ],
        "features": [_feature(row, registers[row.kind], facts.get(row.uid, []), links[row.kind]) for row in found],
        "more": any(row.of_kind > CARD_LIMIT for row in found),
    }


def _links(register: BoundRegister, user: Any) -> list[Way]:
    """The pages of other systems that records of a register lead to and the reader may open, and the forms of what he
    may begin about any that has a shape of its own: a place has dozens of others, which offer it on their pages.
    """
    ways = [
        (link.thai, link.to)
        for link in register.declared.links
        if not visible_to_roles(register, user, link.roles).nothing
    ]
    begun = [
        (start.thai, partial(start_url, other, start))
        for other, start in (starts_of(register, user) if register.has_geometry else ())
        if not start.states and start.guard is None
    ]
    return ways + begun


def _feature(
    row: Any, register: BoundRegister | None, facts: list[tuple[str, str]], links: Iterable[Way] = ()
) -> dict[str, Any]:
    assert register is not None
    return {
        "uid": str(row.uid),
        "layer": register.slug,
        "thai": register.thai,
        "title": row.title,
        "status": register.by_name["status"].choices.get(row.status, "") if "status" in register.by_name else "",
        "url": register.record_url(row.uid),
        "distance_m": round(getattr(row, "distance_m", 0.0), 1),
        "facts": [list(fact) for fact in facts],
        "links": [[thai, to(row.uid)] for thai, to in links],
    }


def _number(request: HttpRequest, name: str, low: float, high: float, default: float | None = None) -> float:
    raw = request.GET.get(name)
    try:
        value = float(raw) if raw not in (None, "") else default
    except ValueError:
        value = None
    if value is None or not low <= value <= high:
        raise Refused("FORMAT", f"ค่า {name} ไม่ถูกต้อง", field=name)
    return value


# -- select --------------------------------------------------------------------------------------------------
# --------------
def selection_shape(body: dict[str, Any]) -> GEOSGeometry:
    """The drawn shape in 4326: a GeoJSON geometry, grown by `distance_m` metres where one is given. Raises Refused."""
    try:
        shape = GEOSGeometry(json.dumps(body["geometry"]))
    except (GEOSException, GDALException, ValueError, KeyError, TypeError) as error:
        raise Refused("BAD_GEOM", "อ่านรูปที่เลือกไม่ได้ วาดใหม่อีกครั้ง") from error
    west, south, east, north = (0, 0, 0, 0) if shape.empty else shape.extent
    if shape.srid not in (None, 4326) or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused("CRS", "รูปที่เลือกต้องเป็นพิกัดองศา WGS 84 (ลองจิจูด, ละติจูด)")
    if shape.empty or shape.num_coords > MAX_SELECT_VERTICES or not shape.valid:
        raise Refused("BAD_GEOM", "รูปที่เลือกไม่ถูกต้อง (เส้นตัดกันเองหรือจุดมากเกินไป) วาดใหม่อีกครั้ง")
    distance = body.get("distance_m") or 0
    if isinstance(distance, bool) or not isinstance(distance, int | float) or not 0 <= distance <= 50_000:
        raise Refused("FORMAT", "ระยะต้องอยู่ระหว่าง 0 ถึง 50,000 เมตร", field="distance_m")
    return measure.to_wgs84(measure.to_utm(shape).buffer(distance)) if distance else shape


def selected_registers(body: dict[str, Any], user: Any) -> list[BoundRegister]:
    """The layers asked for that the reader may see; all drawn ones when none is named."""
    wanted = body.get("layers") or []
    if not isinstance(wanted, list) or not all(isinstance(slug, str) for slug in wanted):
        raise Refused("FORMAT", "layers ต้องเป็นรายชื่อชั้นข้อมูล", field="layers")
    return [r for r in index.viewable(user) if r.layer and index.on_the_map(r) and (not wanted or r.slug in wanted)]


def read_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON") from error
    if not isinstance(body, dict):
        raise Refused("FORMAT", "คำขอไม่ใช่ JSON")
    return body


@require_POST
def select(request: HttpRequest) -> JsonResponse:
    """What meets a drawn shape: counts, areas and lengths by layer, and the first rows of each."""
    body = read_body(request)
    shape = selection_shape(body)
    kinds = [r.kind_id for r in selected_registers(body, request.user)]
    rows = lookup.in_shape(
        bytes(shape.ewkb),
        kinds,
        measure.office_srid(),
        index.predicate(request.user, standing=True),
        limit=SELECT_LIMIT,
    )
    by_kind: dict[int, list[lookup.Selected]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    layers = [_selected_layer(registry.by_kind(kind), rows, request.user) for kind, rows in by_kind.items()]
    area = measure.area_m2(shape) if shape.dims == 2 else None
    return JsonResponse({"layers": layers, "area_m2": area, "geometry": json.loads(shape.geojson)})


def _selected_layer(register: BoundRegister | None, rows: list[lookup.Selected], user: Any) -> dict[str, Any]:
    assert register is not None
    return {
        "layer": register.slug,
        "thai": register.thai,
        "count": rows[0].of_kind,
        "area_m2": rows[0].area_of_kind,
        "length_m": rows[0].length_of_kind,
        "more": rows[0].of_kind > len(rows),
        "exportable": may(register, user, "export"),
        "features": [_feature(row, register, []) | {"area_m2": row.area_m2, "length_m": row.length_m} for row in rows],
    }


# -- values for classes
# ----------------------------------------------------------------------------------------------------
@require_safe
def values(request: HttpRequest) -> JsonResponse:
    """The values of one column of a layer, from which the browser makes classes."""
    register = registry.by_slug.get(request.GET.get("layer", ""))
    if (
        register is None
        or register.layer is None
        or register.level.is_personal
        or visible(register, request.user).nothing
    ):
        raise Http404
    name = request.GET.get("column", "")
    allowed = {c.name for c in register.readable(request.user)} | {"status"}
    if name not in (*register.layer.tile_columns, "status") or name not in allowed:
        raise Http404
    query = register.model._default_manager.filter(visible(register, request.user).q(), **register.declared.where)
    found = list(query.order_by().values_list(name, flat=True)[:VALUES_LIMIT])
    numeric = register.by_name[name].kind in ("number", "area", "chainage")
    return JsonResponse({"values": [float(v) if numeric and v is not None else v for v in found]})
