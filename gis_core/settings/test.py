"""Settings of the test suite: a throw-away cluster, quick password hashing, files straight from the folders."""

from gis_core.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]

#: A register that exists only to be tested: the two files of a plain system, found like any other.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.street_lamps"]  # noqa: F405
ELOCAL_EXTRA_SYSTEMS = ["tests.street_lamps"]
