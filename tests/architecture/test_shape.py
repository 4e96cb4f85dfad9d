"""The shape of the code, held by tests: tables, sizes, names, rates."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from gis_core.features.bases import BASES, Tracked, base_of
from layers.registry import registry

ROOT = Path(__file__).resolve().parents[2]
OURS = ("gis_core.", "layers", "modules.", "tiles", "importers", "map_ui")
#: Derived data and bookkeeping that no officer writes, and staged rows of files, which are no records of the office
#: until a commit makes them so; they are rebuilt, grow or are cleared by themselves.
INFRASTRUCTURE = re.compile(
    r"^(features|tiles|jobs|importers|access\.(SignIn|PersonalDataLook|.*Attempt|.*Code|.*Stage))"
)
MAX_LINES = 500


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith(OURS) and not m.__module__.startswith("tests")]


def tracked_files(*suffixes: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and name.endswith(suffixes) and (ROOT / name).exists()]


def test_the_catalogue_has_seventy_systems_with_unique_slugs():
    with (ROOT / "modules" / "catalog.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["slug"] for row in rows}) == 70


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_table_has_one_base_or_is_infrastructure(model):
    if issubclass(model, Tracked):
        assert base_of(model) in BASES
    else:
        assert INFRASTRUCTURE.match(model._meta.label), f"{model._meta.label} is neither tracked nor infrastructure"


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_no_table_inherits_a_concrete_one_nor_has_an_implicit_link_table(model):
    assert not model._meta.parents
    assert not [f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]


def test_foreign_keys_of_systems_point_to_the_core_the_kernel_or_themselves():
    wrong = []
    for model in our_models():
        if not model.__module__.startswith("modules."):
            continue
        own = ".".join(model.__module__.split(".")[:3])
        for field in model._meta.concrete_fields:
            target = field.related_model.__module__ if field.is_relation else ""
            if target and not target.startswith(("gis_core.", "modules.kernel.", own)):
                wrong.append(f"{model._meta.label}.{field.name} -> {target}")
    assert wrong == []


def test_no_file_is_longer_than_five_hundred_lines():
    files = tracked_files(".py", ".js", ".css", ".html", ".sql")
    lengths = {str(f.relative_to(ROOT)): len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    assert {name: n for name, n in lengths.items() if n > MAX_LINES and "/migrations/" not in name} == {}


def test_no_system_is_named_outside_the_modules():
    slugs = {system.slug for system in registry.systems if not system.key.startswith("kernel.")}
    slugs -= {"street_lamps"}
    found = []
    for path in tracked_files(".py", ".js", ".html", ".sql"):
        name = str(path.relative_to(ROOT))
        if name.startswith(("gis_core/", "layers/", "tiles/", "importers/", "map_ui/")):
            text = path.read_text(encoding="utf-8")
            found += [f"{name}: {slug}" for slug in slugs if re.search(rf"\b{slug}\b", text)]
    assert found == []


def test_every_rate_names_its_law_and_certainty():
    files = [p for p in tracked_files(".csv") if "/rates/" in str(p)]
    for path in files:
        with path.open(encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                assert row["law"].strip(), f"{path.name}:{number}"
                assert row["certainty"] in ("sure", "likely", "verify"), f"{path.name}:{number}"


def test_no_package_index_is_named_in_any_file():
    hosts = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org|unpkg\.com|jsdelivr|cdnjs")
    named = [
        str(p.relative_to(ROOT)) for p in tracked_files("") if p.suffix not in (".woff2", ".png") and _names(p, hosts)
    ]
    assert [n for n in named if n != "tests/architecture/test_shape.py"] == []


def _names(path: Path, hosts: re.Pattern[str]) -> bool:
    try:
        return bool(hosts.search(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        return False
