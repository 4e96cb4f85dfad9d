from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gis_core.jobs"
    verbose_name = "งานเบื้องหลัง"
