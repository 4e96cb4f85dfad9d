"""What hangs on parcels goes to those that follow them: descent, owners, prices, buildings, houses, businesses, signs.

Who goes where is said by the tables themselves (`gis_core.features.following`). What has ended before the day stays
with the old parcel, as do papers, photographs and inspections: they tell of it, and the new parcels' pages show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Func, Q, Value

from gis_core.features.following import Fate, Reference, references
from gis_core.ground import sites
from gis_core.ground.codes import ever_used
from gis_core.ground.models import (
    AppraisalPrice,
    Building,
    BuildingSite,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
)
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from modules.finance.property_register import rules

#: Divisions and mergers copy what begins again table by table: owners take the act along, prices must be the same.
TIMED = (OwnershipSpell, AppraisalPrice)
SIGN_CODE_LENGTH = Signboard._meta.get_field("sign_code").max_length
#: What a copied row does not take along.
OWN = frozenset({"id", "uid", "register_no", "parcel", "valid"})


def refuse_before_birth(parcels: Sequence[Any], on: date) -> Iterator[Refused]:
    """A parcel that came from another cannot be followed before the day it came."""
    born = ParcelLineage.objects.filter(child__in=parcels, on__gt=on).select_related("child").order_by("-on")
    for step in born[:1]:
        text = f"แปลง {step.child.parcel_code} เกิดขึ้นเมื่อ {format_date(step.on)} วันที่มีผลต้องไม่ก่อนวันนั้น"
        yield Refused("DATE_ORDER", text, rules.REGISTER_LAW, "on")


def descent(plan: Any, act: str) -> None:
    """A step from every parent to every child."""
    ParcelLineage.objects.bulk_create(
        ParcelLineage(parent=parent, child=child, act=act, on=plan.on)
        for parent in plan.parents
        for child in plan.children
    )


def spells(parent: Any, children: Sequence[Any], on: date, act: str, source: str) -> None:
    """Every share that is held on the day, or will be, is held in each child from then on."""
    changes = {"source": source} | ({"act": act} if act else {})
    _copied(OwnershipSpell, parent, children, on, **changes)


def prices(parent: Any, children: Sequence[Any], on: date) -> None:
    """The price of a square wah is that of each child until the round ends."""
    _copied(AppraisalPrice, parent, children, on)


def _copied(model: Any, parent: Any, children: Sequence[Any], on: date, **changes: Any) -> None:
    kept = [f.attname for f in model._meta.concrete_fields if f.name not in OWN and not f.generated]
    rows = from_day(model.objects.filter(parcel=parent), on).order_by("id")
    model.objects.bulk_create(
        model(
            **({name: getattr(row, name) for name in kept} | changes),
            parcel=child,
            valid=DateRange(max(row.valid.lower or on, on), row.valid.upper),
        )
        for child in children
        for row in rows
    )


def from_day(rows: Any, on: date) -> Any:
    """Those of some dated rows that hold on the day or later."""
    return rows.filter(valid__overlap=DateRange(on, None))


def end_timed(parents: Sequence[Any], on: date) -> None:
    """The parents' shares and prices end with them; what would have begun later never begins there."""
    for model in TIMED:
        rows = from_day(model.objects.filter(parcel__in=parents), on)
        rows.filter(valid__startswith__gte=on).delete()
        until = Func(Func(F("valid"), function="lower"), Value(on), function="daterange", output_field=DateRangeField())
        rows.update(valid=until)


# -- what stands there -------------------------------------------------------------------------------------------------
def standing(parents: Sequence[Any], children: Sequence[Any], main: Any, on: date) -> Iterator[Refused]:
    """Buildings by footprint, signs by their place, houses and businesses with their building, else to `main`."""
    old, new = [p.pk for p in parents], [c.pk for c in children]
    buildings = list(
        Building.objects.filter(Q(parcel__in=old) | Q(sites__parcel__in=old))
        .exclude(demolished_on__isnull=False, demolished_on__lte=on)
        .order_by("id")
        .distinct()
        .values_list("pk", flat=True)
    )
    sites.attach_buildings(buildings)
    moved = {each.model: _to_nearest(each, old, new, on) for each in references(Parcel, Fate.BY_PLACE)}
    recode_buildings(buildings, new)
    yield from _on_two_parcels(buildings)
    yield from recode_signs(moved[Signboard], {p.pk: p.parcel_code for p in parents})
    guessed = sum(_with_another(each, old, main, on) for each in references(Parcel, Fate.BY_ANOTHER))
    if guessed and len(children) > 1:
        text = f"ย้าย {guessed} รายการที่ไม่มีตำแหน่งของตนเองไปแปลง {main.parcel_code} ให้ตรวจว่าถูกแปลง"
        yield Refused("CHECK_PLACE", text, rules.REGISTER_LAW)


def _to_nearest(reference: Reference, old: Sequence[int], new: Sequence[int], on: date) -> dict[int, int]:
    """Rows with a shape of their own go to the new parcel they stand on or nearest to; (row -> parcel left)."""
    table, column = _named(reference)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} t SET {column} = (SELECT p.id FROM ground_parcel p WHERE p.id = ANY(%(new)s)
                ORDER BY ST_Distance(p.geom, t.geom), p.id LIMIT 1)
            FROM {table} o WHERE o.id = t.id AND t.{column} = ANY(%(old)s) AND {_goes_on(reference)}
            RETURNING t.id, o.{column}""",
            {"old": list(old), "new": list(new), "day": on},
        )
        return dict(cursor.fetchall())


def _with_another(reference: Reference, old: Sequence[int], main: Any, on: date) -> int:
    """Rows without a shape follow what they stand in; how many had nothing such and went to `main`."""
    table, column = _named(reference)
    by: Any = reference.model._meta.get_field(reference.follows.by)  # type: ignore[union-attr]
    other = by.related_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} t SET {column} = coalesce(
                (SELECT b.parcel_id FROM {other} b WHERE b.id = t.{by.column}), %(main)s)
            WHERE t.{column} = ANY(%(old)s) AND {_goes_on(reference)} RETURNING t.{by.column}""",
            {"old": list(old), "main": main.pk, "day": on},
        )
        return sum(another is None for (another,) in cursor.fetchall())


def _named(reference: Reference) -> tuple[str, str]:
    return reference.model._meta.db_table, reference.field.column


def _goes_on(reference: Reference) -> str:
    """A row that has ended by the day is a thing of the past."""
    ended = reference.follows.ended if reference.follows else ""
    return f"(t.{ended} IS NULL OR t.{ended} > %(day)s)" if ended else "TRUE"


def recode_buildings(buildings: Sequence[int], parcels: Sequence[int]) -> None:
    """A building's code begins with its parcel's: those that changed the parcel are numbered anew on it."""
    moved = (
        Building.objects.filter(pk__in=buildings, parcel__in=parcels).select_related("parcel").order_by("building_code")
    )
    numbers: dict[str, int] = {}
    changed = []
    for building in moved:
        code = building.parcel.parcel_code
        if building.building_code.startswith(f"{code}/") and building.building_code.count("/") == code.count("/") + 1:
            continue
        if code not in numbers:
            taken = ever_used(Building, "building_code", f"{code}/")
            numbers[code] = max((int(each.rpartition("/")[2]) for each in taken), default=0)
        numbers[code] += 1
        building.building_code = f"{code}/{numbers[code]:03}"
        changed.append(building)
    Building.objects.bulk_update(changed, ["building_code"])


def _on_two_parcels(buildings: Sequence[int]) -> Iterator[Refused]:
    rows = BuildingSite.objects.filter(building__in=buildings).select_related("building", "parcel")
    by_building: dict[str, list[BuildingSite]] = {}
    for site in rows.order_by("building__building_code", "-share_percent"):
        by_building.setdefault(site.building.building_code, []).append(site)
    for code, held in by_building.items():
        if len(held) > 1:
            shares = " ".join(f"{site.parcel.parcel_code} {site.share_percent}%" for site in held)
            yield Refused("TWO_PARCELS", f"สิ่งปลูกสร้าง {code} คร่อมแปลง: {shares}", rules.REGISTER_LAW)


def recode_signs(signs: dict[int, int], old_codes: dict[int, str]) -> Iterator[Refused]:
    """A sign's code begins with its parcel's. Where the new one would not fit or is taken, it is left to be given."""
    given = set(Signboard.objects.exclude(sign_code=None).values_list("sign_code", flat=True)) if signs else set()
    changed = []
    for sign in Signboard.objects.filter(pk__in=signs).exclude(sign_code=None).select_related("parcel").order_by("id"):
        rest = sign.sign_code.removeprefix(old_codes[signs[sign.pk]])
        code = f"{sign.parcel.parcel_code}{rest}"
        fits = len(code) <= SIGN_CODE_LENGTH and code not in given
        if not fits:
            yield Refused(
                "SIGN_CODE", f"ป้าย {sign.sign_code} ต้องกำหนดรหัสใหม่ตามแปลง {sign.parcel.parcel_code}", rules.REGISTER_LAW
            )
        sign.sign_code = code if fits else None
        given.add(code)
        changed.append(sign)
    Signboard.objects.bulk_update(changed, ["sign_code"])


def buildings_near(parcels: Sequence[int]) -> list[int]:
    """Buildings (ids) that touch some parcels (ids), are registered on them or were attached to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH drawn AS MATERIALIZED (
                SELECT p.id, p.geom FROM ground_parcel p WHERE p.id IN (SELECT unnest(%(parcels)s::bigint[]))
            )
            SELECT b.id FROM drawn d JOIN ground_building b ON b.parcel_id = d.id
            UNION
            SELECT b.id FROM drawn d JOIN ground_building b ON ST_Intersects(d.geom, b.geom)
            UNION
            SELECT s.building_id FROM drawn d JOIN ground_buildingsite s ON s.parcel_id = d.id
            ORDER BY id""",
            {"parcels": list(parcels)},
        )
        return [row[0] for row in cursor.fetchall()]
