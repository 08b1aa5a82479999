"""Explains every booking of a session, or a carry-over (Übertrag), from the shell."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from asa.accounts import wall
from asa.accounts.models import Provider
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.models import LedgerEntry
from cases.sessions.models import Session


def _named(wanted: str) -> Q:
    """Return the condition for a session's number or public id; never true for anything else."""
    if wanted.isdecimal():
        return Q(pk=int(wanted))
    try:
        return Q(public_id=UUID(wanted))
    except ValueError:
        return Q(pk__in=[])


class Command(BaseCommand):
    help = "Zeigt jede Buchung eines Termins mit ihrer Regel, oder einen Übertrag mit seiner Quelle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "session", metavar="SESSION_ID", help="Nummer oder Kennung des Termins, oder Kennung des Übertrags"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print the bookings in the order in which they were made; raises CommandError for an unknown one."""
        wanted = options["session"]
        for provider in Provider.objects.order_by("pk"):
            with wall.within(provider.pk):
                session = Session.objects.filter(_named(wanted)).first()
                if session is not None:
                    self._print(session)
                    return
                if not wanted.isdecimal() and (row := CarryOver.objects.filter(_named(wanted)).first()):
                    self._print_carry_over(row)
                    return
        raise CommandError(f"Einen Termin oder Übertrag {wanted} gibt es nicht.")

    def _print_carry_over(self, row: CarryOver) -> None:
        whom = f"Teilnahme {row.case_id}" if row.case_id else f"Maßnahme {row.measure.number}"
        state = "Storno" if row.reverses_id else "storniert" if hasattr(row, "reversed_by") else "gilt"
        self.stdout.write(
            f"- {row.get_account_display()}, {whom}, {row.get_part_display()}: {row.minutes} Minuten ({state}),"
            f" gezählt {row.starts_on:%d.%m.%Y} bis {row.ends_on:%d.%m.%Y}\n  {row.explanation}\n"
            "  Keine Regel und keine Rechnung: zählt nur in der Summe und im Rest."
        )

    def _print(self, session: Session) -> None:
        self.stdout.write(f"Termin {session.pk}: {session.get_kind_display()}, {session.minutes} Minuten")
        rows = LedgerEntry.objects.filter(session=session).select_related("rule__rule_set", "measure", "reversed_by")
        for row in rows.order_by("id"):
            whom = f"Teilnahme {row.case_id}" if row.case_id else f"Maßnahme {row.measure.number}"
            state = "Storno" if row.reverses_id else "storniert" if hasattr(row, "reversed_by") else "gilt"
            self.stdout.write(
                f"- {row.get_account_display()}, {whom}: {row.minutes} Minuten ({state}), Leistungsmonat"
                f" {row.service_month:%m/%Y}, gebucht für {row.booking_month:%m/%Y}\n  {row.explanation}\n"
                f"  Regel „{row.rule.get_key_display()}“ ({row.rule.rule_set}); Quelle: {row.rule.source};"
                f" Sicherheit {row.rule.confidence}: {row.rule.get_confidence_display()}"
            )
        if not rows:
            self.stdout.write("Keine Buchungen: der Termin ist nicht erfasst oder zählt nie (Erstkontakt).")
