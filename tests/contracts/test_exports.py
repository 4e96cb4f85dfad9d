"""Every register leaves the house as CSV, XLSX, GeoPackage and GeoJSON, and no more of it than the reader sees."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest
from openpyxl import load_workbook

from gis_core.access.models import PersonalDataLook
from tests.contracts import examples
from tests.contracts.test_doors import exportable
from tests.contracts.test_forms import only

pytestmark = pytest.mark.django_db


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def same(text: str) -> str:
    """A number without what only its spelling adds: 8.00 is 8."""
    return f"{float(text):g}" if text.replace(".", "", 1).isdigit() else text


@only(exportable)
def test_csv_and_xlsx_hold_the_same_table(register, record, as_role):
    client = as_role(examples.role_for(register, "export"))
    plain = body(client.get(f"{register.url}export/csv"))
    assert plain.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(plain.decode("utf-8-sig"))))
    assert rows[0][0] == "รหัสอ้างอิง" and rows[1][0] == str(record.uid)
    sheet = load_workbook(io.BytesIO(body(client.get(f"{register.url}export/xlsx")))).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [list(map(same, row)) for row in cells] == [list(map(same, row)) for row in rows]


@only(lambda register: exportable(register) and not register.level.is_personal)
def test_geojson_and_geopackage_hold_the_same_places(register, record, as_role, tmp_path):
    client = as_role(examples.role_for(register, "export"))
    collection = json.loads(body(client.get(f"{register.url}export/geojson")))
    feature = collection["features"][0]
    assert feature["id"] == str(record.uid)
    path = tmp_path / "export.gpkg"
    path.write_bytes(body(client.get(f"{register.url}export/gpkg")))
    import pyogrio

    meta = pyogrio.read_info(path)
    stored = register.model._default_manager.filter(**register.declared.where).count()
    assert meta["crs"] == "EPSG:4326" and meta["features"] == len(collection["features"]) == stored
    with sqlite3.connect(path) as package:
        uid, blob = package.execute(f"SELECT uid, geom FROM {register.slug.replace('-', '_')}").fetchone()
    assert uid == str(record.uid)
    assert (blob is None) == (feature["geometry"] is None)
    if register.has_geometry:
        assert (
            register.geometry_kind in ("geometry", "") or register.geometry_kind in feature["geometry"]["type"].lower()
        )


@only(lambda register: exportable(register) and register.level.is_personal)
def test_an_export_of_personal_data_is_written_down_and_has_no_places(register, record, as_role):
    client = as_role(examples.role_for(register, "export"))
    body(client.get(f"{register.url}export/csv"))
    assert PersonalDataLook.objects.filter(door="export").count() == 1
    assert client.get(f"{register.url}export/geojson").status_code == 404


@only(
    lambda register: (
        exportable(register) and any(level == "hidden" for level in register.declared.field_levels.values())
    )
)
def test_hidden_columns_leave_only_with_the_right_to_open_them(register, record, as_role):
    closed = [register.label(n) for n, level in register.declared.field_levels.items() if level == "hidden"]
    masked = [register.label(name) for name in register.declared.masks]
    for role in {role for grant in register.grants if "export" in grant.action_set for role in grant.role_set}:
        client = as_role(role)
        heads = body(client.get(f"{register.url}export/csv")).decode("utf-8-sig").splitlines()[0].split(",")
        may = register.may_unmask(PersonalDataLook.user.field.related_model.objects.get(username=f"reader_{role}"))
        assert all((label in heads) == (may or label in masked) for label in closed), role
