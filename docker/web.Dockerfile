# Web server and worker: the same system packages, the same locks and the same steps as `./elocal up` on a bare machine.
FROM debian:12-slim AS site

RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv postgresql-client-15 gdal-bin \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --uid 900 --home-dir /srv/elocal elocal \
 && install -d -o elocal -g elocal /srv/elocal /srv/state

# Node is needed once, to fetch the front-end files; it stays out of the final image
FROM site AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/elocal
ENV ELOCAL_STATE=/srv/state
COPY requirements.lock elocal ./
COPY gis_core/__init__.py gis_core/
COPY gis_core/bootstrap gis_core/bootstrap
COPY map_ui/package.json map_ui/package-lock.json map_ui/
RUN ./elocal install --no-database && rm -rf /srv/state/npm /srv/state/logs
COPY . .
# the files are the same for every office, so they are collected into the image; these values are used for nothing else
RUN ELOCAL_DB_HOST=/nonexistent ELOCAL_DB_NAME=none ELOCAL_SECRET_KEY=build ELOCAL_HOSTS=localhost \
    DJANGO_SETTINGS_MODULE=gis_core.settings.production /srv/state/venv/bin/python manage.py collectstatic --noinput

FROM site
WORKDIR /srv/elocal
COPY --from=build /srv/elocal /srv/elocal
COPY --from=build --chown=elocal:elocal /srv/state /srv/state
ENV ELOCAL_STATE=/srv/state \
    ELOCAL_MEDIA=/srv/media \
    DJANGO_SETTINGS_MODULE=gis_core.settings.production \
    PYTHONUNBUFFERED=1 \
    PATH=/srv/state/venv/bin:/usr/bin:/bin
RUN install -d -o elocal -g elocal -m 0700 /srv/media /srv/state/tiles
VOLUME /srv/media
USER elocal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600", "--log-level", "info", "--access-log", \
     "gis_core.wsgi:application"]
