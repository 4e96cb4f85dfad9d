"""All systems of the installed modules, found by their `system.py`, bound and frozen when the site starts.

A broken declaration is a fault with a name, collected for the system check; it does not hide the other systems.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from gis_core.features import index_spec
from layers.bound import BoundRegister
from layers.declare import System
from layers.year_maps import BoundYearMap

MODULES = Path(__file__).resolve().parents[1] / "modules"


class Registry:
    """Every declared register. Read-only once `load` has run."""

    def __init__(self) -> None:
        self.systems: list[System] = []
        self.registers: list[BoundRegister] = []
        self.faults: list[str] = []
        #: Package of each system by its key, beside which its files (rates, documents) lie.
        self.packages: dict[str, str] = {}

    def load(self) -> None:
        """Import every installed system and tell the index what it must know. Makes no query."""
        extra = getattr(settings, "ELOCAL_EXTRA_SYSTEMS", ())
        for app in apps.get_app_configs():
            if (app.name.startswith("modules.") or app.name in extra) and find_spec(f"{app.name}.system"):
                self._load_system(app.name)
        self._index()

    def _load_system(self, package: str) -> None:
        try:
            system: System = import_module(f"{package}.system").system
        except Exception as error:
            self.faults.append(f"{package}.system: {type(error).__name__}: {error}")
            return
        self.packages[system.key] = package
        self.add(system)

    def add(self, system: System) -> None:
        """Bind one system; tests add synthetic ones."""
        bound = [BoundRegister(register, system, self.registers) for register in system.registers]
        self.systems.append(system)
        self.registers.extend(bound)
        self.__dict__.pop("by_slug", None)
        self.__dict__.pop("by_key", None)
        self.__dict__.pop("year_maps", None)

    def _index(self) -> None:
        for register in self.registers:
            for lines in register.lines:
                index_spec.register_lines(lines.model, lines.parent_field)
        for model in dict.fromkeys(r.model for r in self.registers):
            index_spec.register(model, _spec([r for r in self.registers if r.model is model]))

    # -- look-up -------------------------------------------------------------------------------------------------------
    @cached_property
    def by_slug(self) -> dict[str, BoundRegister]:
        return {register.slug: register for register in self.registers}

    @cached_property
    def by_key(self) -> dict[str, BoundRegister]:
        return {register.key: register for register in self.registers}

    @cached_property
    def year_maps(self) -> dict[str, BoundYearMap]:
        """The maps of one year by their slugs."""
        found = [
            BoundYearMap(each, system, self.packages.get(system.key, ""))
            for system in self.systems
            for each in system.year_maps
        ]
        return {each.slug: each for each in found}

    def by_kind(self, kind_id: int) -> BoundRegister | None:
        """The register of an index row; None for a table that no system declares."""
        return next((r for r in self.registers if r.kind_id == kind_id), None)

    def for_model(self, model: Any) -> BoundRegister | None:
        """The first register of a table."""
        return next((r for r in self.registers if r.model is model), None)

    @cached_property
    def modules(self) -> dict[str, str]:
        """Module key -> Thai name, in the order of the catalogue."""
        with (MODULES / "modules.csv").open(encoding="utf-8") as file:
            return {row["module"]: row["thai"] for row in csv.DictReader(file)}


def _spec(registers: Iterable[BoundRegister]) -> index_spec.IndexSpec:
    registers = list(registers)
    first = registers[0].declared
    kinds = tuple(index_spec.KindSpec(r.key, tuple(sorted(r.declared.where.items())), r.level.value) for r in registers)
    return index_spec.IndexSpec(
        kinds=kinds,
        title=first.title,
        category=first.category or _first_class_column(registers[0]),
        located_by=first.located_by or (),
        search=first.search,
    )


def _first_class_column(register: BoundRegister) -> str:
    classes = register.layer.classes if register.layer else None
    return classes.column if classes and classes.column != "status" else ""


registry = Registry()
