"""Gathers the models of the topics for Django; nothing is defined here."""

from cases.notes.models import ConflictNote, Consent, CounsellingNote, HealthNote
from cases.people.models import (
    Admission,
    AuditGrant,
    Case,
    CaseEvent,
    CaseStaff,
    ContactAssignment,
    ContactDeputy,
    Exam,
    FundingShare,
    ImportRun,
    Lot,
    Measure,
    MeasureStay,
    Trainee,
    TrainingContract,
)
from cases.people.models.trainees import AuditGrantCase
from cases.portal.models import CompanyLink, CompanyStatus
from cases.sessions.models import Attendance, Draft, Session, SessionStaff
from cases.support.models import SupportElement

__all__ = [
    "Admission",
    "Attendance",
    "AuditGrant",
    "AuditGrantCase",
    "Case",
    "CaseEvent",
    "CaseStaff",
    "CompanyLink",
    "CompanyStatus",
    "ConflictNote",
    "Consent",
    "ContactAssignment",
    "ContactDeputy",
    "CounsellingNote",
    "Draft",
    "Exam",
    "FundingShare",
    "HealthNote",
    "ImportRun",
    "Lot",
    "Measure",
    "MeasureStay",
    "Session",
    "SessionStaff",
    "SupportElement",
    "Trainee",
    "TrainingContract",
]
