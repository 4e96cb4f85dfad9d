from pathlib import Path

from django.db import migrations

TABLES_SQL = (Path(__file__).parents[1] / "sql" / "tables.sql").read_text(encoding="utf-8")
DROP_SQL = """DROP TABLE tile_dirty, gis_search_personal, gis_search, gis_history, gis_stamp, gis_feature, gis_change CASCADE"""


class Migration(migrations.Migration):
    dependencies = [("features", "0002_initial"), ("access", "0001_initial")]
    operations = [migrations.RunSQL(TABLES_SQL, DROP_SQL)]
