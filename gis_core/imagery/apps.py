from django.apps import AppConfig


class ImageryConfig(AppConfig):
    name = "gis_core.imagery"
    verbose_name = "ภาพถ่ายทางอากาศ"
