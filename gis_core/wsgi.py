"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_core.settings.dev")
application = get_wsgi_application()
for dotted in reversed(settings.SHORT_PATHS):
    application = import_string(dotted)(application)
