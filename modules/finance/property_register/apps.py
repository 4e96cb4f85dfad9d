from django.apps import AppConfig


class PropertyRegisterConfig(AppConfig):
    name = "modules.finance.property_register"
    verbose_name = "ทะเบียนทรัพย์สิน"

    def ready(self) -> None:
        from modules.finance.property_register import payer_card  # noqa: F401  (tells what a payer owns)
