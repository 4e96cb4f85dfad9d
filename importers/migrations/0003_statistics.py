from django.db import migrations

# Statistics are gathered after each file, for its number of rows alone: a small sample says it as well.
COLUMNS = ("batch_id", "row_no", "verdict", "round", "version")


def statistics(target: int) -> str:
    changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS {target}" for column in COLUMNS)
    return f"ALTER TABLE importers_stagedrow {changes}"


class Migration(migrations.Migration):
    dependencies = [("importers", "0002_child_lines")]
    operations = [migrations.RunSQL(statistics(20), statistics(-1))]
