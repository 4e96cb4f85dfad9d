from pathlib import Path

from django.db import migrations

UUID_SQL = (Path(__file__).parents[1] / "sql" / "uuid.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(UUID_SQL, "DROP FUNCTION gis_uuid()")]
