"""From a measure to a finding that can be shown, printed and kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.pure.spatial_judgement import area_accuracy_m2, judged, rounded
from gis_core.spatial_rules.measuring import Measured
from gis_core.spatial_rules.models import SpatialFinding, SpatialRule

Predicate = SpatialRule.Predicate


def finding(rule: SpatialRule, measured: Measured, on: date, accuracy_m: Decimal | None = None) -> SpatialFinding:
    """The unsaved result of a rule for the figure in force on the day of the event.

    `accuracy_m` is that of the positions (default: the rule's); for areas and ratios it becomes one of the area.
    Errors: Refused ``NO_FIGURE``.
    """
    requirement = rule.required_on(on)
    value, accuracy = _in_unit(rule, measured, rule.accuracy_m if accuracy_m is None else accuracy_m)
    result = judged(value, requirement.value, accuracy, rule.bound)
    return SpatialFinding(
        rule=rule,
        rule_code=rule.code,
        subject_id=measured.subject,
        subject_version=measured.subject_version,
        against_id=measured.against,
        against_version=measured.against_version,
        on=on,
        measured=result.measured,
        required=result.required,
        margin=result.margin,
        accuracy=rounded(accuracy),
        verdict=result.verdict.value,
        severity=rule.severity,
        law=requirement.law,
        geom=measured.geom,
    )


def _in_unit(rule: SpatialRule, measured: Measured, accuracy_m: Decimal) -> tuple[float, Decimal]:
    """The measure and its accuracy in the unit of the rule."""
    if rule.predicate in (Predicate.DISTANCE, Predicate.INSIDE):
        return measured.value, accuracy_m
    area = area_accuracy_m2(Decimal(repr(measured.perimeter_m)), accuracy_m)
    if rule.predicate == Predicate.OVERLAP:
        return measured.value, area
    return measured.percent, area * 100 / Decimal(repr(measured.of_m2)) if measured.of_m2 else Decimal(0)


def keep(findings: Iterable[SpatialFinding]) -> list[SpatialFinding]:
    """Write the results of stored subjects, all in the caller's change; results of the same test before stay."""
    return SpatialFinding.objects.bulk_create(findings)


def latest(subject_uid: Any) -> list[SpatialFinding]:
    """The last result of each rule for one record."""
    found = SpatialFinding.objects.filter(subject_id=subject_uid).select_related("rule")
    return list(found.order_by("rule_code", "-id").distinct("rule_code"))
