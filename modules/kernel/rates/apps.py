from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "modules.kernel.rates"
    label = "kernel_rates"
    verbose_name = "อัตราตามกฎหมาย"

    def ready(self) -> None:
        from modules.kernel.rates import seed_rows  # noqa: F401  (registers the seed)
