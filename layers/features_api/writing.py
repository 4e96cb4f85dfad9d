"""Writing by the API: the same engine, the same refusals as the forms.

Body: a GeoJSON Feature. Its `properties` hold columns; `lines` beside them holds child lines by key;
`reason` the reason.
If-Match carries what the ETag of the feature was: the version the writer looked at and the state of its lines. When
somebody has written either since, the answer is 412 and says who changed what.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import conflicts, records, since
from layers.engine.rows import rows
from layers.features_api import collections, items
from layers.features_api.crs import DEFAULT
from layers.features_api.links import GEOJSON, url
from layers.features_api.problems import BadRequest, Conflict, TooLarge

#: Properties the API adds to a feature's own, and how one changes what they tell; sent back as served they are an echo.
GIVEN = {
    "title": "ชื่อระเบียนมาจากช่องอื่นของระเบียน ให้แก้ช่องเหล่านั้น",
    "status": "สถานะเปลี่ยนด้วยขั้นตอนหรือปุ่มของระเบียนที่ …/acts ส่วนการแบ่งแยกและการรวมทำที่แผนที่",
    "version": "รุ่นของระเบียนต่างจากที่บันทึกไว้ ให้อ่านระเบียนใหม่ก่อนแก้",
    "recorded_from": "เวลาที่บันทึกแก้ไม่ได้ ให้อ่านระเบียนใหม่ก่อนแก้",
}
#: What a body may hold: the members of a served feature, what is written beside its columns, and the reason.
MEMBERS = {"type", "id", "geometry", "properties", "lines", "reason", "said", "links", "bbox"}


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise BadRequest("เนื้อหาไม่ใช่ GeoJSON") from error
    except RequestDataTooBig as error:
        raise TooLarge("เนื้อหาใหญ่เกินกว่าที่รับได้ในคำขอเดียว") from error
    if (
        not isinstance(body, dict)
        or body.get("type") != "Feature"
        or not isinstance(body.get("properties") or {}, dict)
    ):
        raise BadRequest("ต้องส่ง GeoJSON ชนิด Feature")
    if not _are_lines(body.get("lines") or {}):
        raise BadRequest('lines ต้องเป็นวัตถุของรายการ: {"ชื่อรายการย่อย": [{…}, …]}')
    unknown = sorted(body.keys() - MEMBERS)
    if unknown:
        raise BadRequest(f"ไม่รู้จัก {', '.join(unknown)} ค่าของระเบียนต้องอยู่ใน properties")
    return body


def _are_lines(lines: Any) -> bool:
    return isinstance(lines, dict) and all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in lines.values()
    )


def _values(register: BoundRegister, body: dict[str, Any]) -> dict[str, Any]:
    values = dict(body.get("properties") or {})
    if body.get("geometry") or ("geometry" in body and register.has_geometry):
        values["geom"] = body["geometry"]
    return values


def reason_of(request: HttpRequest, body: dict[str, Any], default: str) -> str:
    """The reason in the body or the header X-Reason; the default where none is given."""
    given = body.get("reason") or request.headers.get("X-Reason") or ""
    if not isinstance(given, str):
        raise BadRequest("reason ต้องเป็นข้อความ")
    return given.replace("\x00", "").strip() or default


def expected_version(request: HttpRequest) -> int | str | None:
    """What If-Match carries: a version, or the token of record and lines; None where the writer does not say."""
    raw = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if raw in ("", "*"):
        return None
    version = conflicts.version_in(raw)
    if version is None:
        raise BadRequest("If-Match ต้องเป็น ETag ของระเบียน")
    return raw if "-" in raw else version


@contextmanager
def telling(
    request: HttpRequest, register: BoundRegister, uid: uuid.UUID, expected: int | str | None
) -> Iterator[None]:
    """A conflict says which columns others changed since, by whom and when, to who sees the record."""
    try:
        yield
    except Refusals as refusals:
        record = rows(register, request.user).filter(uid=uid).first()
        if refusals.codes != ("CONFLICT",) or expected is None or record is None:
            raise
        version = conflicts.version_in(str(expected)) or 0
        readable = [column.name for column in register.readable(request.user)]
        told = since.told(register, record, version, readable)
        token = conflicts.token_of(register, record, records.version_of(register, record))
        raise Conflict(refusals.refusals[0], told, token) from refusals


def create(request: HttpRequest, register: BoundRegister) -> HttpResponse:
    """201 with the address of the new feature."""
    body = _body(request)
    served = GIVEN.keys() - {column.name for column in register.form_columns}
    record = records.create(
        register,
        {name: value for name, value in _values(register, body).items() if name not in served},
        user=request.user,
        reason=reason_of(request, body, f"เพิ่ม{register.thai}ผ่าน API"),
        lines=body.get("lines"),
    )
    response = written(request, register, record.uid, 201)
    response["Location"] = url(request, f"/collections/{register.slug}/items/{record.uid}")
    return response


def _change(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, replace: bool) -> HttpResponse:
    body = _body(request)
    values = _without_echo(register, uid, _values(register, body), request.user)
    if replace:
        known = collections.queryables(register, request.user).keys() | _periods(register, request.user)
        open_names = [c.name for c in register.form_columns if c.name in known]
        values = dict.fromkeys(open_names) | values
    expected = expected_version(request)
    with telling(request, register, uid, expected):
        records.update(
            register,
            uid,
            values,
            user=request.user,
            reason=reason_of(request, body, f"แก้ไข{register.thai}ผ่าน API"),
            lines=body.get("lines"),
            expected_version=expected,
        )
    return written(request, register, uid, 200)


def _periods(register: BoundRegister, user: Any) -> set[str]:
    return {column.name for column in register.readable(user) if column.kind == "period"}


def _without_echo(register: BoundRegister, uid: uuid.UUID, values: dict[str, Any], user: Any) -> dict[str, Any]:
    """What an editor sends back as it was served is no change: columns that are not typed, masks, and the shape, whose
    served digits are fewer than the stored ones. Refuses another value of what the API itself gave: to pass over it
    would answer 200 to a change that was not made.
    """
    served = items.feature(register, uid, DEFAULT, user)
    if served is None:
        return values
    typed = {column.name for column in register.form_columns} - register.declared.masks.keys()
    before = served["properties"] | {"geom": orjson.loads(orjson.dumps(served["geometry"]))}
    asked = {n: v for n, v in values.items() if n in typed or n not in before or v != before[n]}
    refused = [Refused("READ_ONLY", GIVEN[name], field=name) for name in asked if name in GIVEN and name not in typed]
    if refused:
        raise Refusals(refused)
    return asked


def replace(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    return _change(request, register, uid, replace=True)


def update(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    return _change(request, register, uid, replace=False)


def delete(request: HttpRequest, register: BoundRegister, uid: uuid.UUID) -> HttpResponse:
    reason, expected = reason_of(request, {}, f"ลบ{register.thai}ผ่าน API"), expected_version(request)
    with telling(request, register, uid, expected):
        records.delete(register, uid, user=request.user, reason=reason, expected_version=expected)
    return HttpResponse(status=204)


def written(request: HttpRequest, register: BoundRegister, uid: uuid.UUID, status: int) -> HttpResponse:
    """The feature as it now stands."""
    found = items.feature(register, uid, DEFAULT, request.user)
    response = HttpResponse(orjson.dumps(found), content_type=GEOJSON, status=status)
    if found is not None:
        response["ETag"] = etag(register, uid, found["properties"]["version"])
    return response


def etag(register: BoundRegister, uid: uuid.UUID, version: int) -> str:
    """What a later write sends as If-Match; changes with the lines of a record, too."""
    record = register.model._default_manager.only("id").get(uid=uid) if register.lines else None
    return f'"{conflicts.token_of(register, record, version)}"'


METHODS: dict[str, Callable[[HttpRequest, BoundRegister, uuid.UUID], HttpResponse]] = {
    "PUT": replace,
    "PATCH": update,
    "DELETE": delete,
}
