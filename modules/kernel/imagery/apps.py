from django.apps import AppConfig


class ImageryRegisterConfig(AppConfig):
    name = "modules.kernel.imagery"
    label = "kernel_imagery"
    verbose_name = "ทะเบียนภาพถ่ายทางอากาศ"
