"""Which unit of the office answers for a record."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from gis_core.access.models import OrgUnit
from gis_core.features.models import Feature
from layers.declare.reports import Measured


def sums_by_unit(query: QuerySet[Any], numerator: Any) -> dict[str, Measured]:
    """Unit code -> what an aggregate gives for its records; "" for records of no unit."""
    found = query.order_by().values("org_unit__code").annotate(part=numerator)
    return {row["org_unit__code"] or "": Measured(Decimal(row["part"] or 0)) for row in found}


def units_of(uids: Iterable[Any]) -> dict[str, str]:
    """uid -> code of the unit of a record; those of none are left out. Two statements."""
    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    found = Feature.objects.filter(uid__in=list(uids), org_unit_id__isnull=False).values_list("uid", "org_unit_id")
    return {str(uid): codes[unit] for uid, unit in found}
