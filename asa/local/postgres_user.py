"""How to run PostgreSQL's programs, which refuse to run as root.

Three ways, the first that works is taken:
an ordinary user simply runs them; root hides behind user 1000 of a new user namespace (nothing is copied or handed
over, and a 0700 folder above stays readable); where namespaces are refused (some containers), root becomes `nobody`
but keeps the one right to pass through foreign folders.
"""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from asa.local.errors import LocalError

NOBODY = 65534
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
DROPPED = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",  # or access(2), which initdb asks about its programs, would deny that right
)


def _works(prefix: tuple[str, ...]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0


@functools.cache
def command_prefix() -> tuple[str, ...]:
    """Return the words to put before a PostgreSQL program; raise LocalError if root finds no way."""
    if os.geteuid() != 0:
        return ()
    for prefix in (NAMESPACE, DROPPED):
        if _works(prefix):
            return prefix
    raise LocalError(
        "PostgreSQL darf nicht als root laufen, und hier fehlt ein Weg, es als andere Person zu starten. "
        "Bitte das Paket util-linux (unshare, setpriv) installieren, als gewöhnliche Person starten "
        "oder mit DATABASE_URL eine vorhandene Datenbank nennen."
    )


def hand_over(folder: Path) -> None:
    """Give the cluster's files to the user as whom PostgreSQL will run (the way may differ from the last start)."""
    if os.geteuid() != 0 or not folder.exists():
        return
    user = NOBODY if command_prefix() == DROPPED else 0
    if folder.stat().st_uid == user:
        return
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            os.lchown(Path(parent, name), user, user)
    os.chown(folder, user, user)  # last: an interrupted walk is repeated at the next start
