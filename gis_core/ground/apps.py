from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "gis_core.ground"
    verbose_name = "ที่ดินและสิ่งปลูกสร้าง"
