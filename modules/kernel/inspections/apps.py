from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "modules.kernel.inspections"
    label = "kernel_inspections"
    verbose_name = "การตรวจและสำรวจภาคสนาม"
