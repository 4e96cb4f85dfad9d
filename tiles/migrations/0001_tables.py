"""Tables of generalised shapes, cells, counts and old tiles: derived data without models."""

from pathlib import Path

from django.db import migrations

TABLES = Path(__file__).resolve().parents[1] / "sql" / "tables.sql"
NAMES = ("tile_shape", "tile_vote", "tile_aggregate", "tile_count", "tile_state", "tile_purge")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("features", "0003_tables")]
    operations = [
        migrations.RunSQL(TABLES.read_text(encoding="utf-8"), f"DROP TABLE {', '.join(NAMES)}"),
    ]
