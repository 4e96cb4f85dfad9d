-- What a PostgreSQL 15 server with PostGIS needs before ELOCAL can use it; run once by its superuser:
--   psql -v owner=PASSWORD -v app=PASSWORD -f docker/postgis/prepare.sql
-- elocal_owner migrates and makes databases (a restore fills a fresh one); elocal_app reads and writes rows.
\set ON_ERROR_STOP on
CREATE ROLE elocal_owner LOGIN CREATEDB PASSWORD :'owner';
CREATE ROLE elocal_app LOGIN PASSWORD :'app';
\connect template1
-- only a superuser may make PostGIS; each new database gets a copy from here
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO elocal_owner;
GRANT INSERT, UPDATE, DELETE ON spatial_ref_sys TO elocal_owner;
\connect postgres
CREATE DATABASE elocal OWNER elocal_owner;
REVOKE ALL ON DATABASE elocal FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE elocal TO elocal_app;
