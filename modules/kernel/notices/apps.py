from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "modules.kernel.notices"
    label = "kernel_notices"
    verbose_name = "หนังสือแจ้ง"
