from django.apps import AppConfig


class SpatialRulesConfig(AppConfig):
    name = "gis_core.spatial_rules"
    verbose_name = "การตรวจเชิงพื้นที่"

    def ready(self) -> None:
        from gis_core.features import index_spec
        from gis_core.spatial_rules.models import SpatialFinding

        kind = index_spec.KindSpec("spatial_rules.finding")
        index_spec.register(SpatialFinding, index_spec.IndexSpec((kind,), title="rule_code", category="verdict"))
