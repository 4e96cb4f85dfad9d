#!/usr/bin/env bash
# Makes the cluster, the two roles and the database in an empty volume, then becomes the server.
set -euo pipefail
data=/var/lib/elocal/data
owner_password=$(cat /run/secrets/db_owner_password)
app_password=$(cat /run/secrets/db_app_password)

make_cluster() {
  rm -rf "$data"
  initdb -D "$data" --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth-local=peer --auth-host=scram-sha-256
  cat >> "$data/postgresql.conf" <<'CONF'
listen_addresses = '*'
unix_socket_directories = '/run/postgresql'
shared_preload_libraries = 'pg_stat_statements'
password_encryption = 'scram-sha-256'
jit = off
random_page_cost = 1.1
max_wal_size = '2GB'
shared_buffers = '512MB'
CONF
  cat > "$data/pg_hba.conf" <<'HBA'
local all postgres peer
host elocal elocal_owner,elocal_app samenet scram-sha-256
host postgres elocal_owner samenet scram-sha-256
HBA
  # the container's network does not reach this temporary server
  pg_ctl -D "$data" -w -o "-c listen_addresses=''" start
  psql -X -q -d postgres -v owner="$owner_password" -v app="$app_password" -f /usr/local/share/elocal/prepare.sql
  pg_ctl -D "$data" -w -m fast stop
  touch /var/lib/elocal/complete
}

[ -e /var/lib/elocal/complete ] || make_cluster
exec postgres -D "$data"
