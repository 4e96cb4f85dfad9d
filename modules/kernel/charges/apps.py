from django.apps import AppConfig


class ChargesConfig(AppConfig):
    name = "modules.kernel.charges"
    label = "kernel_charges"
    verbose_name = "การรับเงิน"

    def ready(self) -> None:
        from modules.kernel.charges import revenue_codes  # noqa: F401  (registers the seed)
