from pathlib import Path

from django.apps import AppConfig

SQL = Path(__file__).parent / "sql"


class TilesConfig(AppConfig):
    name = "tiles"
    verbose_name = "ไทล์แผนที่"

    def ready(self) -> None:
        from gis_core.features.install import extra_sql

        extra_sql("tiles analyze", (SQL / "analyze.sql").read_text(encoding="utf-8"))
