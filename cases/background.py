"""Gathers the handlers and planners of the topics for the jobs; nothing is defined here."""

from cases.desk.life import background as life
from cases.months.emaw import background as emaw
from cases.people import background as people
from cases.sessions import size_notices as sizes
from cases.sessions.budgets import notices as budgets
from cases.sessions.ledger import background as ledger
from cases.sessions.series import background as series
from cases.sessions.series import group_limits as groups

__all__ = ["budgets", "emaw", "groups", "ledger", "life", "people", "series", "sizes"]
