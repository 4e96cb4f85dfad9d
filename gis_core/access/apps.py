from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "gis_core.access"
    verbose_name = "ผู้ใช้และสิทธิ"

    def ready(self) -> None:
        from gis_core.access import checks, nightly_work, seed_rows  # noqa: F401  (register themselves)
