"""Who may connect to the private cluster, and how it is set."""

from pathlib import Path

from gis_core.bootstrap import pg_files
from gis_core.bootstrap.pg_files import Roles


def test_nobody_comes_in_over_the_network_or_with_a_password() -> None:
    lines = [line for line in pg_files.hba(Roles()).splitlines() if not line.startswith("#")]
    assert {line.split()[0] for line in lines} == {"local"}
    assert {line.split()[3] for line in lines} == {"peer"}


def test_only_the_owner_of_the_files_is_superuser() -> None:
    rows = [line.split() for line in pg_files.ident(Roles(), "elocal", {"root", "somchai"}).splitlines()[1:]]
    assert [row[1] for row in rows if row[2] == pg_files.SUPERUSER] == ['"elocal"']
    assert {row[2] for row in rows if row[1] == '"somchai"'} == {"elocal_owner", "elocal_app"}


def test_roles_may_have_other_names() -> None:
    roles = Roles("town_owner", "town_app")
    assert "town_owner" in pg_files.hba(roles) and "elocal_owner" not in pg_files.hba(roles)
    assert "town_app" in pg_files.ident(roles, "elocal", ())


def test_the_office_cluster_is_safe_and_reachable_by_socket_only() -> None:
    text = pg_files.conf(Path("/run/elocal-1"), total_mb=8192, durable=True)
    assert "listen_addresses = ''" in text
    assert "fsync = 'on'" in text and "synchronous_commit = 'on'" in text


def test_a_throw_away_cluster_is_quick() -> None:
    assert "fsync = 'off'" in pg_files.conf(Path("/tmp/x"), total_mb=8192, durable=False)


def test_memory_follows_the_machine_between_limits() -> None:
    assert pg_files.memory_settings(1024)["shared_buffers"] == "256MB"
    assert pg_files.memory_settings(65536)["shared_buffers"] == "768MB"
    assert pg_files.memory_settings(100)["shared_buffers"] == "64MB"


def test_a_quote_in_a_path_stays_inside_its_value() -> None:
    assert pg_files.quoted("/tmp/it's") == "'/tmp/it''s'"
