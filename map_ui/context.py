"""What every page shows: the office, the menu of registers the reader may open, the reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from gis_core.access.permissions import ACCOUNTS, LOOKS, SIGN_INS, can
from gis_core.ground.office import office
from layers.engine.index import viewable
from layers.registry import registry


def menu(user: Any) -> list[dict[str, Any]]:
    """Modules, their systems and registers as far as the reader may open them, in the order of the catalogue."""
    open_registers = list(viewable(user))
    modules = []
    for key, thai in registry.modules.items():
        systems = [
            {"system": system, "thai": system.thai, "registers": found}
            for system in registry.systems
            if system.module == key and (found := [r for r in open_registers if r.system is system])
        ]
        if systems:
            modules.append({"key": key, "thai": thai, "systems": systems})
    return modules


DOORS = ((ACCOUNTS, "office-users"), (SIGN_INS, "office-sign-ins"), (LOOKS, "office-looks"))


def office_doors(user: Any) -> list[tuple[str, str]]:
    """(Thai name, address) of the parts of the office's administration that are open to the user."""
    return [(door.thai, reverse(name)) for door, name in DOORS if can(door, user)]


def site(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `office_doors` are computed when a template first asks for them."""
    return {
        "office": office(),
        "nav": SimpleLazyObject(lambda: menu(request.user)),
        "office_doors": SimpleLazyObject(lambda: office_doors(request.user)),
    }
