"""The containers' database gets the same roles and rights as the embedded one."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
import yaml

from asa.local.cluster import ADMIN, APP, DATABASE, OWNER, Cluster, programs
from asa.local.folders import PROJECT, secret_values, socket_folder

RIGHTS = """
    SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles
    WHERE rolname IN ('asa_owner', 'asa_app') ORDER BY rolname
"""
DEFAULTS = "SELECT defaclobjtype::text, defaclacl::text FROM pg_default_acl ORDER BY 1"
EXTENSIONS = "SELECT extname FROM pg_extension ORDER BY 1"


def description(cluster: Cluster) -> list[object]:
    """Return what roles may do, what they get on new tables, and the extensions."""
    with cluster.connect() as admin:
        return [admin.execute(query).fetchall() for query in (RIGHTS, DEFAULTS, EXTENSIONS)]


def test_the_script_of_the_containers_makes_the_same_database(data: Path) -> None:
    cluster = Cluster(data, durable=False)
    cluster.start()
    expected = description(cluster)
    with cluster.connect(database="postgres") as admin:
        admin.execute(f"DROP DATABASE {DATABASE}")
        admin.execute(f"REVOKE {APP} FROM {OWNER}")
        admin.execute(f"DROP ROLE {APP}")
        admin.execute(f"DROP ROLE {OWNER}")
        admin.execute(f"CREATE DATABASE {DATABASE}")
    passwords = secret_values(data)
    environment = {
        **os.environ,
        "PATH": f"{programs()}:{os.environ['PATH']}",
        "POSTGRES_USER": ADMIN,
        "POSTGRES_DB": DATABASE,
        "PGHOST": str(socket_folder(data)),
        "PGPASSWORD": passwords["admin"],
        "ASA_OWNER_PASSWORD": passwords["owner"],
        "ASA_APP_PASSWORD": passwords["app"],
    }
    subprocess.run([PROJECT / "deploy" / "database-init.sh"], env=environment, check=True, capture_output=True)

    assert description(cluster) == expected
    with cluster.connect(OWNER) as owner:
        owner.execute("CREATE TABLE thing (id int)")
    with cluster.connect(APP) as app:
        app.execute("INSERT INTO thing VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE thing")


def test_the_proxy_tells_of_errors_without_address_headers_and_client() -> None:
    """Its lines about a web server that is away would else hold the secrets of links (tried with Caddy 2.6)."""
    text = (PROJECT / "deploy" / "Caddyfile").read_text()
    settings, site = text.split("{$ASA_HOST}")
    for field in ("uri", "headers", "remote_ip", "remote_addr", "client_ip"):
        assert f"request>{field} delete" in settings
    assert "output discard" in site


def test_redis_of_the_containers_wants_a_password_and_only_the_proxy_is_reached() -> None:
    compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    services = compose["services"]
    assert "--requirepass ${ASA_REDIS_PASSWORD}" in services["redis"]["command"]
    assert services["redis"]["environment"] == {"REDISCLI_AUTH": "${ASA_REDIS_PASSWORD}"}
    for name in ("web", "worker", "beat", "migrate"):
        assert services[name]["environment"]["REDIS_URL"].startswith("redis://:${ASA_REDIS_PASSWORD:?")
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
