"""Hashed static files: every module and every import in it is found, as the running office serves them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from map_ui.static_files import ModuleManifestStorage

IMPORT = re.compile(r'^(?:import|export)[^"\n;]*"\./([^"]+)";', re.MULTILINE)


def test_every_import_of_a_module_names_a_hashed_file(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment that begins like an import (the word and a blank) misleads the rewriting; then this fails."""
    # pressing every file takes most of the time and changes no name
    monkeypatch.setattr(ModuleManifestStorage, "compress_files", lambda self, paths: ())
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "map_ui.static_files.ModuleManifestStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = tmp_path / "map_ui" / "js"
    names = {path.name for path in folder.glob("*.js")}
    hashed = [path for path in folder.glob("*.*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert len(hashed) > 20
    for path in hashed:
        for imported in IMPORT.findall(path.read_text(encoding="utf-8")):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported) and imported in names, f"{path.name}: {imported}"
