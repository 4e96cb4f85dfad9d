from django.apps import AppConfig


class RoadsBridgesConfig(AppConfig):
    name = "modules.civil_works.roads_bridges"
    verbose_name = "ถนนและสะพาน"

    def ready(self) -> None:
        from modules.civil_works.roads_bridges import checklists  # noqa: F401  (registers the seeds)
