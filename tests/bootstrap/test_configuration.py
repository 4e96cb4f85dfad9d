"""What the office sets, what is fixed, and that tests never see the office's server."""

import stat
from pathlib import Path

import pytest

from gis_core.bootstrap import configuration
from gis_core.bootstrap.configuration import Target, existing_server, parse_env_file, secret_key
from gis_core.bootstrap.console import Stop
from gis_core.bootstrap.pg_files import Roles

TARGET = Target("/run/x", "5432", "elocal", Roles())


def test_the_settings_file_is_plain() -> None:
    text = "# server\nELOCAL_DB_HOST=db.office\n\nexport ELOCAL_DB_PASSWORD='a=b #c'\n"
    assert parse_env_file(text) == {"ELOCAL_DB_HOST": "db.office", "ELOCAL_DB_PASSWORD": "a=b #c"}


def test_a_bad_line_is_named() -> None:
    with pytest.raises(Stop, match="line 2"):
        parse_env_file("A=1\nnonsense\n")


def test_without_a_host_the_private_cluster_is_used() -> None:
    assert existing_server({"ELOCAL_DB_NAME": "other"}) is None


def test_a_named_server_is_taken_with_the_usual_names() -> None:
    server = existing_server({"ELOCAL_DB_HOST": "db.office", "ELOCAL_DB_APP": "town_app"})
    assert server == Target("db.office", "5432", "elocal", Roles("elocal_owner", "town_app"))


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first and len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_test_never_sees_the_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ELOCAL_DB_HOST", "db.office")
    monkeypatch.setenv("ELOCAL_TRUSTED_ORIGINS", "https://office")
    monkeypatch.setenv("ELOCAL_TEST_ALL", "1")
    environment = configuration.test_environment(TARGET, tmp_path)
    assert environment["ELOCAL_DB_HOST"] == "/run/x" and environment["ELOCAL_DB_ROLE"] == "app"
    assert "ELOCAL_TRUSTED_ORIGINS" not in environment and environment["ELOCAL_TEST_ALL"] == "1"
    assert environment["DJANGO_SETTINGS_MODULE"] == "gis_core.settings.test"
