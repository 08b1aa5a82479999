"""Print the permission matrix as Markdown or JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from asa.accounts.matrix import MATRIX


class Command(BaseCommand):
    help = "Print who may do what with which class of data, for whose cases."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("md", "json"), default="md")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("role", "class", "actions", "scope", "note")
        rows = [
            (p.role.value, p.data_class.value, " ".join(a.value for a in p.actions), p.scope.value, p.note)
            for p in MATRIX
        ]
        if options["format"] == "json":
            found = [dict(zip(names, row, strict=True)) for row in rows]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        lines = ["| Role | Class | Actions | Scope | Note |", "|---|---|---|---|---|"]
        self.stdout.write("\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]))
