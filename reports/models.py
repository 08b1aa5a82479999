"""Gathers the models of the topics for Django; nothing is defined here."""

from reports.engine.models import ReleasePolicy, Report, ReportFile, ReportRun, ReportSchedule

__all__ = ["ReleasePolicy", "Report", "ReportFile", "ReportRun", "ReportSchedule"]
