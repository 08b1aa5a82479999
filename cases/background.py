"""Gathers the handlers and planners of the topics for the jobs; nothing is defined here."""

from cases.sessions.ledger import background as ledger

__all__ = ["ledger"]
