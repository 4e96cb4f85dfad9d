"""The table of tiles kept ready: derived data without a model."""

from pathlib import Path

from django.db import migrations

TABLE = Path(__file__).resolve().parents[1] / "sql" / "ready_table.sql"


class Migration(migrations.Migration):
    dependencies = [("tiles", "0001_tables")]
    operations = [migrations.RunSQL(TABLE.read_text(encoding="utf-8"), "DROP TABLE tile_ready")]
