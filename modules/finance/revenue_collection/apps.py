from django.apps import AppConfig


class RevenueCollectionConfig(AppConfig):
    name = "modules.finance.revenue_collection"
    label = "revenue_collection"
    verbose_name = "งานจัดเก็บรายได้"

    def ready(self) -> None:
        # say what has been assessed, and what a payer owns and objects to
        from modules.finance.revenue_collection import payer_card, taxed  # noqa: F401
