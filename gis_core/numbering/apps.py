from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "gis_core.numbering"
    verbose_name = "ชุดเลขทะเบียน"
