from django.apps import AppConfig


class RevenueCollectionConfig(AppConfig):
    name = "modules.finance.revenue_collection"
    label = "revenue_collection"
    verbose_name = "งานจัดเก็บรายได้"

    def ready(self) -> None:
        from modules.finance.revenue_collection import taxed  # noqa: F401  (says what has been assessed)
