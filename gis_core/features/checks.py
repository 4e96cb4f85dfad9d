"""System checks: every table has one base, and the database holds the triggers the declarations ask for."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from gis_core.features import install, triggers
from gis_core.features.bases import base_of


@register(Tags.models)
def one_base_each(**_: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    for model in triggers.tracked_models():
        try:
            base_of(model)
        except TypeError as error:
            faults.append(Error(str(error), obj=model, id="features.E001"))
    return faults


@register(Tags.database)
def triggers_in_step(databases: list[str] | None = None, **_: Any) -> list[CheckMessage]:
    if not databases:
        return []
    return [
        Error(f"ฐานข้อมูลไม่ตรงกับคำประกาศ: {name}", hint="สั่ง ./elocal manage prepare_database", id="features.E002")
        for name in install.differences()
    ]
