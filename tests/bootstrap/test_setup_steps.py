"""Set-up steps: stamps, the front-end copy, and what is looked for before apt is asked."""

import configparser
import json
from pathlib import Path

import pytest

from gis_core.bootstrap import checks, frontend, packages, stamps
from gis_core.bootstrap.client import restorable
from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.managing import role_of
from gis_core.bootstrap.packages import Need
from gis_core.bootstrap.places import ROOT


def test_a_stamp_holds_until_the_file_changes(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "a" / "stamp"
    lock.write_text("one")
    stamps.write(stamp, stamps.digest(lock, "3.11"))
    assert stamps.is_current(stamp, stamps.digest(lock, "3.11"))
    lock.write_text("two")
    assert not stamps.is_current(stamp, stamps.digest(lock, "3.11"))


def test_source_maps_are_not_referred_to() -> None:
    script = b"f();\n//# sourceMappingURL=maplibre-gl.js.map\n"
    style = b"a{}\n/*# sourceMappingURL=x.css.map */"
    assert b"sourceMappingURL" not in frontend.without_source_map(script)
    assert b"sourceMappingURL" not in frontend.without_source_map(style)


def test_no_lock_names_a_download_address() -> None:
    lock = json.loads((ROOT / "map_ui" / "package-lock.json").read_text())
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_each_front_end_file_belongs_to_a_locked_package() -> None:
    lock = json.loads((ROOT / "map_ui" / "package-lock.json").read_text())["packages"]
    for source in (name for names in frontend.FILES.values() for name in names):
        parts = source.split("/")
        package = "/".join(parts[:2]) if source.startswith("@") else parts[0]
        assert f"node_modules/{package}" in lock


def test_a_missing_right_is_one_line_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "SITE", (Need(lambda: False, ("gdal-bin",)), Need(lambda: True, ("npm",))))
    monkeypatch.setattr(packages, "is_root", lambda: False)
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    with pytest.raises(Stop) as stop:
        packages.ensure(own_cluster=False)
    assert str(stop.value).endswith("apt-get install -y --no-install-recommends gdal-bin")
    assert "\n" not in str(stop.value)


def test_the_programs_tests_call_are_asked_for_with_the_tests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "SITE", ())
    monkeypatch.setattr(packages, "is_root", lambda: False)
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    packages.ensure(own_cluster=False)
    with pytest.raises(Stop, match=r" chromium\b.* poppler-utils\b"):
        packages.ensure(tests=True, own_cluster=False)


def test_only_structure_and_loading_run_as_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELOCAL_DB_ROLE", raising=False)
    assert role_of(["migrate"]) == "owner" and role_of(["load_demo_town", "--if-empty"]) == "owner"
    assert role_of(["check_features"]) == "owner"
    assert role_of(["shell"]) == "app" and role_of([]) == "app"


def test_extensions_are_left_to_the_new_database() -> None:
    listing = "\n".join(
        [
            "; Archive",
            "2; 3079 16385 EXTENSION - postgis ",
            "4510; 0 0 COMMENT - EXTENSION postgis ",
            "215; 1259 17 TABLE public gis_feature elocal_owner",
            "4511; 0 0 COMMENT public TABLE gis_feature elocal_owner",
        ]
    )
    kept = restorable(listing)
    assert "EXTENSION" not in kept
    assert "TABLE public gis_feature" in kept and "COMMENT public TABLE" in kept


def test_a_long_complaint_is_cut_and_kept_in_a_log(tmp_path: Path) -> None:
    shown = checks.shortened("\n".join(map(str, range(100))), tmp_path / "log")
    assert shown.splitlines()[-1].startswith("... 40 more lines")
    assert (tmp_path / "log").read_text().endswith("99")


def test_paths_to_check_may_not_exist_yet(tmp_path: Path) -> None:
    (tmp_path / "modules" / "civil_works" / "roads").mkdir(parents=True)
    (tmp_path / "modules" / "civil_works" / "roads" / "rules.py").touch()
    assert checks.existing(("gone", "modules/*/*/rules.py"), tmp_path) == ["modules/civil_works/roads/rules.py"]


def test_every_package_of_ours_stands_in_the_import_contracts() -> None:
    """A new top-level package without a place in the order would be checked by nobody."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    named = set(contracts["importlinter"]["root_packages"].split())
    assert named == {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
