from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "modules.kernel.documents"
    label = "kernel_documents"
    verbose_name = "เอกสารราชการ"
