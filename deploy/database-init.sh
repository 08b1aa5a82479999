#!/bin/sh
# Runs once, when the database is made: the owner of the tables and the application's role that row security binds.
# The same roles and rights as in asa/local/cluster.py.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
	--set owner_password="$ASA_OWNER_PASSWORD" --set app_password="$ASA_APP_PASSWORD" <<'SQL'
CREATE ROLE asa_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS CREATEDB PASSWORD :'owner_password';
CREATE ROLE asa_app LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB PASSWORD :'app_password';
GRANT asa_app TO asa_owner;
ALTER DATABASE asa OWNER TO asa_owner;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
ALTER DEFAULT PRIVILEGES FOR ROLE asa_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO asa_app;
ALTER DEFAULT PRIVILEGES FOR ROLE asa_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO asa_app;
SQL
