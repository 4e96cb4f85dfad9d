from pathlib import Path

from django.db import migrations

CHANGE_SETS_SQL = (Path(__file__).parents[1] / "sql" / "change_sets.sql").read_text(encoding="utf-8")
BACK_SQL = """
ALTER TABLE gis_history DROP COLUMN parent_id;
DROP INDEX gis_history_made, gis_stamp_change, gis_feature_change, gis_change_undoes;
ALTER TABLE gis_change DROP COLUMN undoes, ALTER COLUMN batch_id DROP NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0003_tables")]
    operations = [migrations.RunSQL(CHANGE_SETS_SQL, BACK_SQL)]
