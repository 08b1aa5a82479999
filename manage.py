#!/usr/bin/env python3
"""Entry to every command. Starts the embedded database where none is named in the environment."""

import io
import os
import sys


def main() -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asa.settings")
    from asa.local.environment import ensure_services, ensure_tables, is_embedded
    from asa.local.errors import LocalError, disk_full_message, is_disk_full

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without umlauts is no reason to fail
    command = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        if command == "up" and not {"-h", "--help"} & set(sys.argv):
            from asa.local.up import main as up  # before Django: the settings need the database's address

            return up()
        if not {"-h", "--help"} & set(sys.argv):
            brings_its_own = is_embedded()  # `ensure_services` names the embedded servers in the environment
            ensure_services(command)
            if brings_its_own:
                ensure_tables(command)
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except LocalError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        if not is_disk_full(error):
            raise
        print(f"\n{disk_full_message(error.filename or '')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
