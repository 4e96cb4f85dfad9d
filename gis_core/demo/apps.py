from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "gis_core.demo"
    verbose_name = "เมืองสาธิต"
