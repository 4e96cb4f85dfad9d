"""An import of parcels, judged, overlap-checked, indexed and versioned, against the bare statements it needs, and
against ogr2ogr's blind load. The file is a GeoPackage of the town's own lots, which lie side by side as lots do, moved
to empty ground beside the town as often as it takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Office, Parcel, TaxBlock, TaxZone
from importers import batches, commit, look
from importers.management.commands.import_file import account
from importers.models import ImportBatch
from importers.work import State, Work
from layers.registry import registry
from map_ui.exporting.geopackage import GeoPackage
from tests.speed import town
from tests.speed.report import Row, processor

TARGET, MOST_RATIO, MOST_MB = "<= 1.5x of its statements, 600 MB", 1.5, 600
RUNS = 3
#: Rows of a file; of a small town fewer, for many copies of one do not fit into its band.
COUNT, COPIES = 200_000, 12
#: Rows of a file that is brought in before: a worker has done so before, and so has what it is measured against.
FIRST = 200
COLUMNS = (
    ("parcel_code", "TEXT"), ("block", "TEXT"), ("deed_type", "TEXT"), ("deed_no", "TEXT"), ("land_no", "TEXT"),
    ("area_sqwah", "REAL"), ("moo", "INTEGER"), ("land_use", "TEXT"), ("surveyed_on", "DATE"),
)  # fmt: skip
#: North-east of the town, within the country, so that the coordinate system is believed.
WESTERN, SOUTHERN, BAND = 102.0, 15.2, 0.4
FIRST_ZONE = "90"
#: Towns beside each other in a file, and how far apart they lie, in their own widths.
ACROSS, APART = 5, 1.05


class _Shape:
    """What the writer of GeoPackages asks of a geometry."""

    def __init__(self, geom: Any) -> None:
        self.extent = tuple(shapely.bounds(geom))
        self.wkb = shapely.to_wkb(geom)


def _code(block: str, number: int) -> str:
    return f"{block}{number % 999 + 1:03}" + (f"/{number // 999:03}" if number >= 999 else "")


def lots() -> Any:
    """The live lots of the demo town, whatever was copied from it since, in the order they were drawn."""
    live = Parcel.objects.filter(status=Parcel.Status.ACTIVE, block__code__lt=FIRST_ZONE).order_by("pk")
    return shapely.from_wkb([bytes(geom.wkb) for geom in live.values_list("geom", flat=True)[: town.WRITTEN]])


def moved(shapes: Any, count: int, run: int) -> Iterator[Any]:
    """`count` lots: the town again and again, in a band of its own for each run."""
    west, south, east, north = shapely.total_bounds(shapes)
    for copy in range(-(-count // len(shapes))):
        by_x = WESTERN - west + copy % ACROSS * (east - west) * APART
        by_y = SOUTHERN + run * BAND - south + copy // ACROSS * (north - south) * APART
        piece = shapes[: count - copy * len(shapes)]
        yield from shapely.transform(piece, lambda xy, by=(by_x, by_y): xy + by)


def ground(shapes: Any, run: int) -> TaxBlock:
    """A zone and a block under all shapes of a file."""
    west, south, east, north = shapely.total_bounds(shapes)
    area = MultiPolygon(Polygon.from_bbox((west - 0.001, south - 0.001, east + 0.001, north + 0.001)), srid=4326)
    with acting_as(system_user(), "พื้นที่วัดความเร็ว"):
        zone, _ = TaxZone.objects.get_or_create(code=f"{int(FIRST_ZONE) + run}", defaults={"geom": area})
        block, _ = TaxBlock.objects.get_or_create(
            zone=zone, letter="A", defaults={"code": f"{zone.code}A", "geom": area}
        )
        office = Office.objects.first()
        if office is not None and office.boundary is not None:
            office.boundary = None
            office.save()
    return block


def write_file(path: Path, count: int, run: int) -> None:
    """`count` lots in the columns of an export."""
    shapes = np.array(list(moved(lots(), count, run)))
    block = ground(shapes, run)
    package = GeoPackage(path, "parcels", "แปลงที่ดิน", "MULTIPOLYGON", COLUMNS)
    uses = ("residence", "agriculture", "vacant")

    def rows() -> Iterator[Any]:
        for n, shape in enumerate(shapes):
            code, deed = _code(block.code, n), f"{run}{n:06}"
            yield (
                _Shape(shape),
                [code, block.code, "ns4", deed, str(n % 999), 120.5, n % 9 + 1, uses[n % 3], "2025-02-01"],
            )

    package.write(rows())
    package.close()


# -- ours --------------------------------------------------------------------------------------------------------------
def ours(path: Path) -> ImportBatch:
    """The whole import: looked at, staged, judged, committed."""
    user = account(None)
    batch = batches.begin(registry.by_key[parcel_key()], user, path.name)
    with path.open("rb") as file:
        batches.put(batch, iter(lambda: file.read(1 << 20), b""))
    batch.chosen = {"is_in_place": True}
    work = Work(batch, user)
    look.look(work)
    batch.state = State.JUDGING
    batch.save()
    work.judge()
    batch.state = State.COMMITTING
    batch.save()
    commit.commit(work)
    return ImportBatch.objects.get(pk=batch.pk)


def parcel_key() -> str:
    found = registry.for_model(Parcel)
    assert found is not None
    return found.key


# -- the statements it cannot do without -------------------------------------------------------------------------------
PLAIN = ", ".join(f"{name} text" for name, _ in COLUMNS if name not in ("area_sqwah", "moo", "surveyed_on"))
TYPED = f"{PLAIN}, area_sqwah float8, moo integer, surveyed_on date, geom geometry(MultiPolygon, 4326)"
#: With the land of the register and with that of the file itself, of which one pair is found twice.
OVERLAPS = """SELECT count(*) FROM bare_parcel n JOIN (
        SELECT uid, geom FROM ground_parcel UNION ALL SELECT uid, geom FROM bare_parcel
    ) p ON p.geom && n.geom AND p.uid <> n.uid
    WHERE ST_Area(ST_Intersection(p.geom, n.geom)) > 1e-12"""


def bare(path: Path) -> tuple[float, float]:
    """Seconds, and seconds of a processor, of: the file copied to a staging table, one overlap statement, one insert
    into a table with the columns (those the database computes too) and indexes of the register, but no trigger and no
    foreign key. Both tables are as safe as those of the import: logged and flushed. Nothing of them stays.
    """
    import psycopg

    env = settings.ENV
    address = {"host": env.db_host, "port": env.db_port, "dbname": env.db_name, "user": env.db_owner}
    with psycopg.connect(**address, autocommit=True) as owner:
        owner.execute("CREATE TABLE bare_parcel (LIKE ground_parcel INCLUDING DEFAULTS INCLUDING GENERATED)")
        owner.execute("DROP TABLE bare_parcel")
        used, start = processor(owner.info.backend_pid), time.perf_counter()
        with owner.transaction():
            _copy(owner, path)
            owner.execute("ANALYZE bare_staging")
            owner.execute(BARE_TABLE)
            owner.execute(BARE_INSERT)
            owner.execute("ANALYZE bare_parcel")
            owner.execute(OVERLAPS)
        seconds, used = time.perf_counter() - start, processor(owner.info.backend_pid) - used
        owner.execute("DROP TABLE bare_parcel, bare_staging")
    return seconds, used


BARE_TABLE = "CREATE TABLE bare_parcel (LIKE ground_parcel INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING GENERATED)"
BARE_INSERT = """INSERT INTO bare_parcel (id, uid, parcel_code, block_id, deed_type, deed_no, land_no, area_sqwah, moo,
        land_use, surveyed_on, geom, status, volume, page, survey_page, utm1, utm2, utm3, utm4, amphoe_code,
        tambon_code, is_state_property)
    SELECT row_number() OVER (), gis_uuid(), s.parcel_code, b.id, deed_type, deed_no, land_no, area_sqwah, moo,
        land_use, surveyed_on, s.geom, 'active', '', '', '', '', '', '', '', '', '', false
    FROM bare_staging s JOIN ground_taxblock b ON b.code = s.block"""


def _copy(owner: Any, path: Path) -> None:
    """The file as columns of Arrow, its shapes checked, in binary to a table."""
    import pyogrio

    owner.execute(f"CREATE TABLE bare_staging ({TYPED})")
    names = [name for name, kind in COLUMNS if kind == "TEXT"] + ["area_sqwah", "moo", "surveyed_on", "geom"]
    types = ["text"] * (len(names) - 4) + ["float8", "int4", "date", "bytea"]
    sql = f"COPY bare_staging ({', '.join(names)}) FROM STDIN WITH (FORMAT BINARY)"
    opened = pyogrio.open_arrow(path, batch_size=8192, use_pyarrow=True)
    with opened as (_meta, reader), owner.cursor() as raw, raw.copy(sql) as copy:
        copy.set_types(types)
        for piece in reader:
            shapes = shapely.from_wkb(piece.column("geom").to_numpy(zero_copy_only=False))
            assert shapely.is_valid(shapes).all()
            geom = shapely.to_wkb(shapely.set_srid(shapes, 4326), include_srid=True)
            cells = [piece.column(name).to_pylist() for name in names[:-1]]
            for row in zip(*cells, geom, strict=True):
                copy.write_row(row)


# -- the triggers alone ------------------------------------------------------------------------------------------------
MANY = 50_000
#: Squares with a lane between them, in degrees.
SIDE, STEP, A_ROW = 0.0002, 0.00021, 500


def triggers(count: int = MANY) -> Row:
    """One insert of many parcels with index, words and versions kept by triggers against the same into a bare table;
    nothing of it stays.
    """
    source = f"""SELECT gis_uuid() AS uid, 'T' || n AS parcel_code, b.id AS block_id, 'T' || n AS deed_no,
        ST_Multi(ST_MakeEnvelope(x, y, x + {SIDE}, y + {SIDE}, 4326)) AS geom
        FROM generate_series(1, {count}) n, LATERAL (SELECT {WESTERN} + n %% {A_ROW} * {STEP} AS x,
            {SOUTHERN} - 0.5 + n / {A_ROW} * {STEP} AS y) at, (SELECT min(id) AS id FROM ground_taxblock) b"""
    names = "uid, parcel_code, block_id, deed_no, geom, area_sqwah, status, deed_type, land_use, is_state_property, "
    names += "volume, page, land_no, survey_page, utm1, utm2, utm3, utm4, amphoe_code, tambon_code"
    blank = ", ".join(["''"] * 10)
    values = f"uid, parcel_code, block_id, deed_no, geom, 100, 'active', 'ns4', 'vacant', false, {blank}"
    mine = _rolled_back("SELECT 1", f"INSERT INTO ground_parcel ({names}) SELECT {values} FROM ({source}) s")
    table = BARE_TABLE.replace("CREATE TABLE", "CREATE TEMP TABLE").replace(" INCLUDING DEFAULTS", "")
    plain = _rolled_back(
        table,
        f"INSERT INTO bare_parcel (id, {names}) SELECT row_number() OVER (), {values} FROM ({source}) s",
    )
    return Row(f"insert of {count:,} parcels, triggers", mine, "s", plain, "no trigger", "printed (1.4-1.6)", None)


def _rolled_back(first: str, statement: str) -> float:
    with transaction.atomic(), acting_as(system_user(), "วัดความเร็ว"), connection.cursor() as cursor:
        cursor.execute(first)
        start = time.perf_counter()
        cursor.execute(statement, {})
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def blind(path: Path) -> float | None:
    """Seconds of ogr2ogr's load into a new table; None where it is not installed."""
    program = shutil.which("ogr2ogr")
    if program is None:
        return None
    env = settings.ENV
    target = f"PG:host={env.db_host} port={env.db_port} dbname={env.db_name} user={env.db_owner}"
    options = ["-nln", "bare_blind", "-overwrite", "-lco", "GEOMETRY_NAME=geom", "--config", "PG_USE_COPY", "YES"]
    start = time.perf_counter()
    subprocess.run([program, "-f", "PostgreSQL", target, str(path), *options], check=True, capture_output=True)
    return time.perf_counter() - start


PROGRAM = """
import resource, sys, time, django
django.setup()
from pathlib import Path
from django.db import connection
from tests.speed import imports
from tests.speed.report import processor
connection.ensure_connection()
imports.ours(Path(sys.argv[3]))
backend = connection.connection.info.backend_pid
used, start = processor(backend), time.perf_counter()
batch = imports.ours(Path(sys.argv[1]))
seconds, used = time.perf_counter() - start, processor(backend) - used
assert batch.counts.get("new") == int(sys.argv[2]), (batch.state, batch.message, batch.counts)
print(seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(count: int = 0) -> list[Row]:
    """Ratios by turns; memory of the importing process, at its highest."""
    count = count or int(os.environ.get("ELOCAL_BENCH_IMPORT", "0")) or min(COUNT, COPIES * len(lots()))
    runs: list[_Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            path, first = (Path(folder) / f"{name}{number}.gpkg" for name in ("parcels", "first"))
            write_file(path, count, number)
            write_file(first, FIRST, RUNS + number)
            bare(first)
            plain, plain_used = bare(path)
            mine, mine_used, megabytes = _in_a_process(path, count, first)
            runs.append(_Run(mine, mine_used, plain, plain_used, megabytes, blind(path) or 0.0))
    middle = _Run(*(sorted(values)[RUNS // 2] for values in zip(*runs, strict=True)))
    memory = max(run.megabytes for run in runs)
    name = f"import of {count:,} parcels"
    met = middle.mine / middle.plain <= MOST_RATIO
    rows = [
        Row(name, middle.mine, "s", middle.plain, "its statements", TARGET, met),
        Row(f"{name}, of processor", middle.mine_used, "s", middle.plain_used, "its statements", "printed", None),
        Row("importing process, highest", memory, "MB", None, "", f"<= {MOST_MB} MB", memory <= MOST_MB),
    ]
    if middle.blind:
        rows.append(Row(f"{name}, ogr2ogr", middle.mine, "s", middle.blind, "ogr2ogr", "printed", None))
    return [*rows, triggers(min(MANY, count))]


class _Run(NamedTuple):
    mine: float
    mine_used: float
    plain: float
    plain_used: float
    megabytes: float
    blind: float


def _in_a_process(path: Path, count: int, first: Path) -> tuple[float, float, float]:
    """Seconds of the import, those of a processor, and the process's megabytes; a worker's Python and Django run
    already, and it has brought in the `first` file.
    """
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", PROGRAM, str(path), str(count), str(first)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    seconds, used, megabytes = map(float, done.stdout.strip().splitlines()[-1].split())
    return seconds, used, megabytes
