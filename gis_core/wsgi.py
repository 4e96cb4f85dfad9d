"""The WSGI entry point of the web server's processes."""

import os
import signal
from multiprocessing import parent_process

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from gis_core.bootstrap.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_core.settings.dev")
server = parent_process()
if server and os.environ.get("ELOCAL_ENDS_WITH_PARENT"):
    # The server's processes must not outlive a server that was killed: they would keep the port. While they begin, they
    # are deaf to a polite signal.
    end_with_parent(signal.SIGKILL, parent=server.pid)()
application = get_wsgi_application()
for dotted in reversed(settings.SHORT_PATHS):
    application = import_string(dotted)(application)
