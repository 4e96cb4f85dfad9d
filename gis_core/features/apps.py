from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    name = "gis_core.features"
    verbose_name = "ดัชนีแผนที่และประวัติ"

    def ready(self) -> None:
        from gis_core.features import checks  # noqa: F401  (registers the system checks)
