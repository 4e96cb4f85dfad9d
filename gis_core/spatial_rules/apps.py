from django.apps import AppConfig


class SpatialRulesConfig(AppConfig):
    name = "gis_core.spatial_rules"
    verbose_name = "กฎเชิงพื้นที่"
