"""Where one installation keeps its data, its sockets and its secrets."""

import hashlib
import json
import os
import secrets
import stat
import tempfile
from pathlib import Path

from asa.local.errors import LocalError, disk_full_message, is_disk_full

PROJECT = Path(__file__).resolve().parent.parent.parent

# A socket's path may have about 107 bytes on Linux and 103 elsewhere; the longest name below the folder has 20.
LONGEST_SOCKET_FOLDER = 80


def data_folder() -> Path:
    """Return the absolute folder of this installation (`ASA_DATA`, else `var` in the project); it may not exist yet."""
    return Path(os.environ.get("ASA_DATA") or PROJECT / "var").expanduser().absolute()


def make_private(folder: Path) -> Path:
    """Create `folder` for its owner only and return it; raise LocalError where that is impossible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if is_disk_full(error):
            raise LocalError(disk_full_message(folder)) from error
        raise LocalError(
            f"Der Datenordner {folder} lässt sich nicht anlegen ({error.strerror}). "
            "Bitte mit ASA_DATA=… einen Ordner wählen, in den Sie schreiben dürfen."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LocalError(
            f"In den Datenordner {folder} darf nicht geschrieben werden (er gehört wohl jemand anderem). "
            "Bitte mit ASA_DATA=… einen eigenen Ordner wählen."
        )
    return folder


def socket_folder(data: Path) -> Path:
    """Return a private folder for the sockets of the installation in `data`: inside it, or a short one if too long."""
    inside = data / "run"
    # A comma would separate hosts for libpq, so such a folder cannot be named in a connection.
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and not set(str(inside)) & set(",'\"\\\n%"):
        return make_private(inside)
    name = f"asa-{os.getuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    short = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(short)) > LONGEST_SOCKET_FOLDER:
        short = Path("/tmp") / name  # noqa: S108 - checked below: ours alone, no link
    make_private(short)
    status = short.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise LocalError(f"Der Ordner {short} gehört jemand anderem. Bitte entfernen oder ASA_DATA=… anders wählen.")
    return short


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret_values(data: Path) -> dict[str, str]:
    """Return the random secrets of this installation, making them on the first call."""
    path = data / "secrets.json"
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        pass
    except ValueError as error:
        raise LocalError(f"Die Datei {path} ist beschädigt. Bitte aus einer Sicherung zurückholen.") from error
    values = {name: secrets.token_urlsafe(32) for name in ("admin", "owner", "app")}
    values["secret_key"] = secrets.token_urlsafe(64)
    write_private(path, json.dumps(values, indent=1))
    return values
