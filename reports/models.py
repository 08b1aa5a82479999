"""Gathers the models of the topics for Django; nothing is defined here."""

from reports.engine.models import Report, ReportSchedule

__all__ = ["Report", "ReportSchedule"]
