from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "gis_core.networks"
    verbose_name = "โครงข่าย"
