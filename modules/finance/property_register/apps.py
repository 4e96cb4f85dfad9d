from django.apps import AppConfig


class PropertyRegisterConfig(AppConfig):
    name = "modules.finance.property_register"
    verbose_name = "ทะเบียนทรัพย์สิน"
