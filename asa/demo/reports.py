"""Quarterly reports of the demonstration, ordered as staff would order them."""

from asa.accounts.models import Provider


def order_reports(provider: Provider) -> None:
    """Order the drafts of the last quarters. Reports have no service yet: nothing is ordered."""
