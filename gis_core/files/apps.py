from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "gis_core.files"
    verbose_name = "ไฟล์แนบ"

    def ready(self) -> None:
        from gis_core.features import index_spec
        from gis_core.files import sweep  # noqa: F401  (registers the nightly task)
        from gis_core.files.models import Attachment

        kind = index_spec.KindSpec("files.attachment", level="hidden")
        index_spec.register(Attachment, index_spec.IndexSpec((kind,), title="kind", located_by=("record",)))
