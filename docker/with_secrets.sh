#!/usr/bin/env bash
# Reads the secrets that compose mounts as files into the variables that the site knows, then runs the command.
set -euo pipefail
for name in ELOCAL_DB_PASSWORD ELOCAL_SECRET_KEY; do
  file="${name}_FILE"
  if [ -n "${!file:-}" ]; then
    export "$name=$(cat "${!file}")"
  fi
done
exec "$@"
