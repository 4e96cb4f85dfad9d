from pathlib import Path

from django.db import migrations, models

WORDS_SQL = (Path(__file__).parents[1] / "sql" / "words_and_codes.sql").read_text(encoding="utf-8")
BACK_SQL = """
DROP INDEX gis_search_prefix, gis_search_trigram, gis_search_personal_prefix, gis_search_personal_trigram;
ALTER TABLE gis_search DROP COLUMN is_code;
ALTER TABLE gis_search_personal DROP COLUMN is_code;
CREATE INDEX gis_search_record ON gis_search (layer_id, record_id);
CREATE INDEX gis_search_prefix ON gis_search (folded text_pattern_ops);
CREATE INDEX gis_search_trigram ON gis_search USING gin (folded gin_trgm_ops);
CREATE INDEX gis_search_personal_record ON gis_search_personal (layer_id, record_id);
CREATE INDEX gis_search_personal_prefix ON gis_search_personal (folded text_pattern_ops);
CREATE INDEX gis_search_personal_trigram ON gis_search_personal USING gin (folded gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0006_no_kind_index")]
    operations = [
        migrations.RunSQL(
            WORDS_SQL, BACK_SQL, state_operations=[migrations.AddField("searchterm", "is_code", models.BooleanField())]
        )
    ]
