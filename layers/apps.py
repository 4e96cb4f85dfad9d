from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = "ทะเบียนและชั้นข้อมูล"

    def ready(self) -> None:
        from layers import checks  # noqa: F401  (registers the system checks)
        from layers.registry import registry

        registry.load()
