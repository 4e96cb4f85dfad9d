"""What was changed in accounts, roles and units, by whom, when and why: read from the database's stamps and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.features.models import Change, History, Stamp
from gis_core.pure.thai_calendar import format_date, format_datetime

#: Columns shown, by the name they have in the database; `area` is told by `area_name`.
SHOWN: dict[type[models.Model], tuple[str, ...]] = {
    User: (
        "username",
        "full_name",
        "email",
        "is_active",
        "must_change_password",
        "password_changed_at",
        "otp_enrolled_at",
    ),
    RoleHolding: ("role_id", "org_unit_id", "valid", "area_name", "acting_for_id"),
    Role: ("needs_second_factor",),
    OrgUnit: ("code", "thai", "parent_id"),
}
NO = "ไม่ใช่"
WHOLE_OFFICE = "ทั้งหน่วยงาน"


@dataclass(frozen=True)
class Difference:
    """One value before and after, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One row written or taken away by one change."""

    at: datetime
    who: str
    on_behalf_of: str
    reason: str
    subject: str
    verb: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Version:
    record_id: int
    number: int
    change_id: int
    row: Mapping[str, Any]
    ended_by_id: int | None = None
    is_deleted: bool = False


def of_user(user: User) -> list[Entry]:
    """The past of an account and of the roles it holds or held, newest first."""
    own = _entries(User, Q(record_id=user.pk), [user])
    held = _entries(RoleHolding, Q(row_data__user_id=user.pk), list(RoleHolding.objects.filter(user=user)))
    return sorted(own + held, key=lambda entry: entry.at, reverse=True)


def of_all(model: type[models.Model]) -> list[Entry]:
    """The past of every row of a small table (roles, units), newest first."""
    entries = _entries(model, Q(), list(model._default_manager.all()))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _entries(model: type[models.Model], past: Q, present: Iterable[Any]) -> list[Entry]:
    table = model._meta.db_table
    versions = [
        _Version(h.record_id, h.version, h.change_id, h.row_data, h.ended_by_id, h.is_deleted)
        for h in History.objects.filter(past, layer__table_name=table).defer("geom")
    ]
    rows = {record.pk: _as_row(record) for record in present}
    stamps = Stamp.objects.filter(layer__table_name=table, record_id__in=rows)
    versions += [_Version(s.record_id, s.version, s.change_id, rows[s.record_id]) for s in stamps]
    return _told(model, versions)


def _told(model: type[models.Model], versions: list[_Version]) -> list[Entry]:
    by_record: dict[int, list[_Version]] = defaultdict(list)
    for version in versions:
        by_record[version.record_id].append(version)
    ids = {v.change_id for v in versions} | {v.ended_by_id for v in versions if v.is_deleted}
    changes = {c.pk: c for c in Change.objects.filter(pk__in=ids).select_related("actor", "on_behalf_of")}
    names = _Names(versions)
    entries = []
    for found in by_record.values():
        before: Mapping[str, Any] = {}
        for version in sorted(found, key=lambda v: v.number):
            verb = "แก้ไข" if before else "เพิ่ม"
            entries.append(_entry(model, changes[version.change_id], verb, before, version.row, names))
            before = version.row
            if version.is_deleted and version.ended_by_id is not None:
                entries.append(_entry(model, changes[version.ended_by_id], "ลบ", version.row, {}, names))
                before = {}
    return entries


def _entry(
    model: type[models.Model],
    change: Change,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: _Names,
) -> Entry:
    differences = []
    for column in SHOWN[model]:
        old, new = (names.text(model, column, row.get(column)) if row else "" for row in (before, after))
        if old != new and (before or new != NO):
            differences.append(Difference(_label(model, column), old, new))
    return Entry(
        at=timezone.localtime(change.at),
        who=str(change.actor),
        on_behalf_of=str(change.on_behalf_of) if change.on_behalf_of_id else "",
        reason=change.reason,
        subject=names.subject(model, after or before),
        verb=verb,
        differences=tuple(differences),
    )


class _Names:
    """Names of the rows the versions refer to, read in one query a table."""

    def __init__(self, versions: Iterable[_Version]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for version in versions:
            for column in ("role_id", "org_unit_id", "acting_for_id", "parent_id"):
                if version.row.get(column) is not None:
                    wanted[column].add(version.row[column])
        self._of = {
            "role_id": _named(Role, wanted["role_id"]),
            "org_unit_id": _named(OrgUnit, wanted["org_unit_id"]),
            "acting_for_id": _named(User, wanted["acting_for_id"]),
            "parent_id": _named(OrgUnit, wanted["parent_id"]),
        }

    def text(self, model: type[models.Model], column: str, value: Any) -> str:
        if column == "area_name":
            return value or WHOLE_OFFICE
        if value is None or value == "":
            return ""
        if column in self._of:
            return self._of[column].get(value, "")
        writer = _WRITERS.get(model._meta.get_field(column).get_internal_type())
        return writer(value) if writer else str(value)

    def subject(self, model: type[models.Model], row: Mapping[str, Any]) -> str:
        if model is RoleHolding:
            return "บทบาท " + self._of["role_id"].get(row.get("role_id"), "")
        if model is User:
            return "บัญชี"
        return str(row.get("thai", ""))


def _named(model: Any, ids: set[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)} if ids else {}


def _label(model: type[models.Model], column: str) -> str:
    return str(next(f.verbose_name for f in model._meta.concrete_fields if f.column == column))


def _as_row(record: models.Model) -> dict[str, Any]:
    return {field.column: field.value_from_object(record) for field in record._meta.concrete_fields}


def _moment(value: datetime | str) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else value
    return format_datetime(timezone.localtime(moment)) if moment else ""


def _period(value: Any) -> str:
    if isinstance(value, str):
        lower, upper = (date.fromisoformat(t) if t else None for t in value.strip("[]()").split(","))
    else:
        lower, upper = value.lower, value.upper
    return period_text(lower, upper)


def period_text(lower: date | None, upper: date | None) -> str:
    """A half-open period of days as offices write it, with its last day."""
    start = f"ตั้งแต่ {format_date(lower)}" if lower else ""
    return f"{start} ถึง {format_date(upper - timedelta(days=1))}".strip() if upper else start


_WRITERS: dict[str, Callable[[Any], str]] = {
    "BooleanField": lambda value: "ใช่" if value else NO,
    "DateTimeField": _moment,
    "DateRangeField": _period,
}
