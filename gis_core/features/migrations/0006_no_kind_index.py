from django.db import migrations

# No question goes by kind alone: all come from a shape, a place, a word or a number, and every bulk load paid for it.
DROP_SQL = "DROP INDEX gis_feature_kind"
BACK_SQL = "CREATE INDEX gis_feature_kind ON gis_feature (kind, record_id)"


class Migration(migrations.Migration):
    dependencies = [("features", "0005_lean_index")]
    operations = [migrations.RunSQL(DROP_SQL, BACK_SQL)]
