from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "importers"
    verbose_name = "นำเข้าข้อมูล"

    def ready(self) -> None:
        from gis_core.files import sweep
        from importers.models import ImportBatch

        sweep.also_wanted(lambda names: ImportBatch.objects.filter(sha256__in=names).values_list("sha256", flat=True))
