from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = "ทะเบียนและชั้นข้อมูล"

    def ready(self) -> None:
        from gis_core.features.install import extra_sql
        from layers import checks  # noqa: F401  (registers the system checks)
        from layers.engine.coverage_sql import FUNCTIONS
        from layers.registry import registry

        extra_sql("layers coverage", FUNCTIONS.read_text(encoding="utf-8"))
        registry.load()
