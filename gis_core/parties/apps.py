from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "gis_core.parties"
    verbose_name = "บุคคลและนิติบุคคล"
