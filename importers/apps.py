from pathlib import Path

from django.apps import AppConfig

SQL = Path(__file__).parent / "sql"


class ImportersConfig(AppConfig):
    name = "importers"
    verbose_name = "นำเข้าข้อมูล"

    def ready(self) -> None:
        from gis_core.features.install import extra_sql
        from gis_core.files import sweep
        from importers.models import ImportBatch

        extra_sql("importers analyze", (SQL / "analyze.sql").read_text(encoding="utf-8"))
        sweep.also_wanted(lambda names: ImportBatch.objects.filter(sha256__in=names).values_list("sha256", flat=True))
