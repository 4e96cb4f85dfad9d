"""Settings of a worker process of the tests: it knows the work made for them."""

from gis_core.settings.test import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.gis_core.jobs.made_tasks"]
