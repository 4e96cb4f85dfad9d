"""Backup and restore of a whole office, on a cluster that is made for this test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gis_core.bootstrap import archive, backup
from gis_core.bootstrap.client import Client
from gis_core.bootstrap.cluster import Cluster
from gis_core.bootstrap.console import Step, Stop
from gis_core.bootstrap.throwaway import throwaway_cluster
from tests.worker_site import RUN

OFFICE = """
CREATE TABLE parcel (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, thai text, geom geometry(Polygon, 4326));
COMMENT ON TABLE parcel IS 'แปลงที่ดิน';
CREATE INDEX ON parcel USING gist (geom);
INSERT INTO parcel (thai, geom)
SELECT 'แปลง ' || n, ST_MakeEnvelope(100 + n * 0.001, 15, 100.0005 + n * 0.001, 15.0005, 4326)
FROM generate_series(1, 500) n;
"""
FINGERPRINT = "SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM parcel p"


@pytest.fixture(scope="module")
def server() -> Iterator[Client]:
    # not tmp_path: the database's unprivileged account must be able to enter every folder on the way
    folder = Path(tempfile.mkdtemp(dir=RUN.parent))
    folder.chmod(0o711)
    try:
        with throwaway_cluster(folder, "unused") as target:
            yield Client.of(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def office(server: Client) -> Iterator[Client]:
    database = server.of_database("office")
    database.create()
    yield database
    database.drop()


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "photo").write_bytes(b"\xff\xd8" * 1000)
    return folder


def nothing(fresh: Client) -> None:
    """Stands for the installation of triggers and rights."""


def test_what_was_saved_comes_back(office: Client, media: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.elocal"
    office.sql(OFFICE)
    before = office.sql(FINGERPRINT)
    backup.write(office, media, file, Step("backup"))
    office.sql("DELETE FROM parcel WHERE id > 10; CREATE TABLE later (id int)")
    (media / "ab" / "photo").write_bytes(b"overwritten")
    (media / "later").write_bytes(b"added after the backup")

    archive.verify(file)
    backup.exchange(office, file, media, nothing)

    assert office.sql(FINGERPRINT) == before
    assert office.sql("SELECT obj_description('parcel'::regclass)") == "แปลงที่ดิน"
    assert office.sql("SELECT to_regclass('later') IS NULL") == "t"
    assert (media / "ab" / "photo").read_bytes() == b"\xff\xd8" * 1000
    assert not (media / "later").exists()
    assert office.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'office%'") == "1"


def test_the_office_s_own_grid_is_kept(office: Client, media: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.elocal"
    office.sql(
        "INSERT INTO spatial_ref_sys (srid, auth_name, proj4text) VALUES (990001, 'office', '+proj=utm +zone=47')"
    )
    office.sql("CREATE TABLE x (id int)")
    backup.write(office, media, file, Step("backup"))
    backup.exchange(office, file, media, nothing)
    assert office.sql("SELECT proj4text FROM spatial_ref_sys WHERE srid = 990001") == "+proj=utm +zone=47"


def test_a_failed_installation_leaves_everything_as_it_was(office: Client, media: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.elocal"
    office.sql(OFFICE)
    backup.write(office, media, file, Step("backup"))
    office.sql("DELETE FROM parcel WHERE id > 10")
    now = office.sql(FINGERPRINT)

    def fails(fresh: Client) -> None:
        raise Stop("no")

    with pytest.raises(Stop):
        backup.exchange(office, file, media, fails)
    assert office.sql(FINGERPRINT) == now
    assert (media / "ab" / "photo").exists()
    assert office.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'office%'") == "1"


def test_someone_still_working_is_a_plain_refusal(office: Client, media: Path, tmp_path: Path) -> None:
    file = tmp_path / "office.elocal"
    office.sql(OFFICE)
    backup.write(office, media, file, Step("backup"))
    target = office.target
    with (
        psycopg.connect(host=target.host, dbname=target.name, user=target.roles.app),
        pytest.raises(Stop, match="being accessed"),
    ):
        backup.exchange(office, file, media, nothing)
    assert office.sql("SELECT count(*) FROM parcel") == "500"


def test_a_failed_backup_leaves_no_file(office: Client, media: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="pg_dump"):
        backup.write(office.of_database("none"), media, tmp_path / "x", Step("backup"))
    assert list(tmp_path.glob("x*")) == []


def test_an_empty_database_holds_no_data(office: Client) -> None:
    assert not office.holds_data()
    office.sql("CREATE TABLE x (id int)")
    assert office.holds_data()


def test_the_application_role_may_not_make_tables(office: Client) -> None:
    target = office.target
    with (
        psycopg.connect(host=target.host, dbname=target.name, user=target.roles.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE y (id int)")


def test_nobody_but_the_server_s_account_is_superuser(office: Client) -> None:
    if os.geteuid() != 0:
        pytest.skip("the account that owns the server's files is the one that runs the tests")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(host=office.target.host, dbname="postgres", user="postgres")


def test_the_cluster_has_checksums(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="elocal-roundtrip-", dir="/tmp"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "cluster", folder / "socket")
    try:
        cluster.create()
        cluster.start()
        assert cluster.sql("SHOW data_checksums; SHOW fsync; SHOW listen_addresses;").split() == ["on", "on"]
    finally:
        if cluster.is_running():
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
