from pathlib import Path

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "gis_core.networks"
    verbose_name = "โครงข่าย"

    def ready(self) -> None:
        from gis_core.features.install import extra_sql

        functions = Path(__file__).parent / "sql" / "chainage_functions.sql"
        extra_sql("networks chainage", functions.read_text(encoding="utf-8"))
