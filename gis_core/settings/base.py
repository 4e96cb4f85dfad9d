"""Settings common to every way of running ELOCAL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gis_core.settings import geo_libraries, systems
from gis_core.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
ENV = Environment.read()
GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = geo_libraries.configure()

SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = list(ENV.trusted_origins)

INSTALLED_APPS = [
    "gis_core.access",
    "gis_core.features",
    "gis_core.parties",
    "gis_core.ground",
    "gis_core.networks",
    "gis_core.numbering",
    "gis_core.files",
    "gis_core.imagery",
    "gis_core.spatial_rules",
    "gis_core.jobs",
    "gis_core.demo",
    *systems.kernel_apps(),
    *systems.system_apps(),
    "layers",
    "tiles",
    "importers",
    "map_ui",
    "leaflet",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.gis",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "map_ui.security_headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "map_ui.session_gate.SessionGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "map_ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "map_ui.urls"
WSGI_APPLICATION = "gis_core.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "map_ui.context.site",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": ENV.db_name,
        "USER": ENV.db_user,
        "PASSWORD": ENV.db_password,
        "HOST": ENV.db_host,
        "PORT": ENV.db_port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c search_path=public"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["gis_core.access.sign_in.LockingBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: Whether X-Forwarded-For is written by a proxy of our own; only then is it believed.
BEHIND_PROXY = False
LOGIN_URL = "/accounts/login"
LOGIN_REDIRECT_URL = "/home/first"
LOGOUT_REDIRECT_URL = "/accounts/login"
SESSION_COOKIE_AGE = 9 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย")]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = ENV.state / "static"
MEDIA_ROOT = ENV.media
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

TILE_CACHE = ENV.state / "tiles"
#: Wrapped round the site by `wsgi.py`, first one outermost: answers that need neither session nor middleware.
SHORT_PATHS = ["tiles.fast_path.wrap"]
#: Outside base maps an office may add: {"id", "thai", "type": "xyz" or "wms", "url", ...}. None is needed.
OUTSIDE_BASE_MAPS: list[dict[str, Any]] = []

# A plain office has one PC and no mail server: nothing is sent unless a channel is configured.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # the queue writes the arguments of every job into its log; elocal.jobs says what is needed without them
        "procrastinate": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
