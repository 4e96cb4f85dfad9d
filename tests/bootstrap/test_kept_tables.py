"""What is kept of an earlier run fits the files that make tables, and nothing else."""

from pathlib import Path

import pytest

from tests import kept_tables


def test_the_python_migrations_import_is_looked_at_too() -> None:
    names = {str(path.relative_to(kept_tables.ROOT)) for path in kept_tables._sources()}
    assert names > {
        "gis_core/features/bases.py", "gis_core/networks/fields.py", "tests/street_lamps/migrations/0001_initial.py",
    }  # fmt: skip
    assert "tests/kept_tables.py" not in names


def test_what_is_kept_takes_the_place_of_older_tables_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dump(program: str, *arguments: str) -> str:
        next(Path(each.partition("=")[2]) for each in arguments if each.startswith("--file=")).write_text("new")
        return ""

    monkeypatch.setattr(kept_tables, "_run", dump)
    old, other = tmp_path / "old.dump", tmp_path / "other.part"
    old.touch(), other.touch()
    kept_tables.keep("database", tmp_path / "new.dump")
    assert (tmp_path / "new.dump").read_text() == "new"
    assert other.exists() and not old.exists()
