"""The migrated database of a test run, kept between runs.

What is kept is named after everything that goes into it, so it is never stale; continuous integration keeps nothing.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from asa.local.cluster import ADMIN, Cluster, bundled_major, run_program

ROOT = Path(__file__).parent.parent
OTHERS = (ROOT / "requirements" / "app.txt", ROOT / "asa" / "local" / "tables.sql", Path(__file__))
KEPT = 24  # databases of other branches that stay at hand


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"asa-template-{os.getuid()}"


def _kept() -> Path:
    """Return the file that belongs to the migrations, libraries and PostgreSQL of this moment."""
    digest = sha256(bundled_major().encode())
    apps = ("asa", "companies", "cases", "reports")
    sources = [path for app in apps for path in (ROOT / app).glob("**/migrations/*")]
    for path in sorted([*filter(Path.is_file, sources), *OTHERS]):
        digest.update(path.read_bytes())
    return _folder() / f"{digest.hexdigest()[:32]}.sql"


def restore(cluster: Cluster, database: str) -> bool:
    """Fill the empty `database` from what an earlier run kept; return False where there is nothing to read."""
    kept = _kept()
    if os.environ.get("CI") or not kept.exists():
        return False
    with cluster.connect(ADMIN, database) as admin:
        admin.execute(kept.read_bytes())
    kept.touch()
    return True


def keep(cluster: Cluster, database: str) -> None:
    """Keep the migrated `database` for later runs; without success they migrate again."""
    if os.environ.get("CI"):
        return
    done = run_program("pg_dump", "--inserts", "--dbname", cluster.url(ADMIN, database))
    if done.returncode != 0:
        return
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = (line for line in done.stdout.splitlines(keepends=True) if not line.startswith("\\"))
    draft = folder / f"{os.getpid()}.new"
    draft.write_text("".join(lines), "utf-8")
    draft.replace(_kept())
    for old in sorted(folder.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
