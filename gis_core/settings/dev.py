"""`./elocal up`: one office, one machine, plain HTTP on the loopback or the office's network."""

from gis_core.settings.base import *  # noqa: F403

DEBUG = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "map_ui.static_files.ModuleManifestStorage"},
}
