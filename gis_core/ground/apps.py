from pathlib import Path

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "gis_core.ground"
    verbose_name = "ที่ดินและสิ่งปลูกสร้าง"

    def ready(self) -> None:
        from gis_core.features.install import extra_sql
        from gis_core.files.sweep import also_wanted
        from gis_core.ground.office_seal import still_wanted

        for name in ("ownership_shares", "lineage", "past_codes"):
            text = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
            extra_sql(f"ground {name}", text)
        also_wanted(still_wanted)
