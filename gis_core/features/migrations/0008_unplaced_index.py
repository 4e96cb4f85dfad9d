from django.db import migrations

#: Records that stand nowhere yet are few among very many, and are counted on pages.
FORTH = "CREATE INDEX gis_feature_unplaced ON gis_feature (kind, record_id) WHERE geom IS NULL AND place_uid IS NULL"


class Migration(migrations.Migration):
    dependencies = [("features", "0007_words_and_codes")]
    operations = [migrations.RunSQL(FORTH, "DROP INDEX gis_feature_unplaced")]
