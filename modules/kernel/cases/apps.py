from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "modules.kernel.cases"
    label = "kernel_cases"
    verbose_name = "คำคัดค้านและอุทธรณ์"

    def ready(self) -> None:
        from modules.kernel.cases import silence  # noqa: F401  (registers the night's look)
