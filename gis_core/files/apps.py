from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "gis_core.files"
    verbose_name = "ไฟล์แนบ"
