from pathlib import Path

from django.db import migrations

LEAN_INDEX_SQL = (Path(__file__).parents[1] / "sql" / "lean_index.sql").read_text(encoding="utf-8")
BACK_SQL = """
ALTER TABLE gis_feature ADD FOREIGN KEY (layer_id) REFERENCES gis_layer (id),
    ADD FOREIGN KEY (change_id) REFERENCES gis_change (id);
ALTER TABLE gis_stamp ADD FOREIGN KEY (layer_id) REFERENCES gis_layer (id),
    ADD FOREIGN KEY (change_id) REFERENCES gis_change (id);
CREATE INDEX gis_feature_title ON gis_feature USING gin (title gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0004_change_sets")]
    operations = [migrations.RunSQL(LEAN_INDEX_SQL, BACK_SQL)]
