"""Gathers the models of the topics for Django; nothing is defined here."""

from cases.months.billing.models import BillingSheet, BillingTerms, Rate
from cases.months.closing.models import MonthClose, MonthCorrection, ProForma
from cases.months.contingent_form.models import FormIssue, FormSettings, ParticipantList
from cases.months.emaw.models import EmawMessage, InterfaceVersion
from cases.months.statuses.models import DayCode, DayStatus
from cases.notes.models import ConflictNote, Consent, CounsellingNote, HealthNote
from cases.people.models import (
    Admission,
    AfterCare,
    AuditGrant,
    Case,
    CaseEvent,
    CaseExit,
    CaseStaff,
    ContactAssignment,
    ContactDeputy,
    Exam,
    FundingShare,
    ImportRun,
    LifeCode,
    LifeRule,
    Lot,
    Measure,
    MeasureStay,
    PrePhase,
    Suspension,
    Trainee,
    TrainingContract,
)
from cases.people.models.trainees import AuditGrantCase
from cases.portal.models import CompanyLink, CompanyStatus
from cases.sessions.ledger.carry_over.models import CarryOver
from cases.sessions.ledger.models import LedgerEntry, MonthTotal
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.sessions.offers.models import SessionOffer
from cases.sessions.overlaps.models import OverlapSettlement
from cases.sessions.proofs.models import AttendanceProof, AttendanceSheet, CheckIn, MeasureProof, SheetSession
from cases.sessions.rules.models import MeasureRules, Rule, RuleSet
from cases.support.budgets.models import Contingent, HourGrant, HourGrantStep, MeasureYear
from cases.support.models import SupportElement
from cases.support.planning.models import (
    GroupMember,
    LessonGroup,
    SchoolHoliday,
    SchoolTime,
    SessionSeries,
    StaffAbsence,
    SupportChange,
)

__all__ = [
    "Admission",
    "AfterCare",
    "Attendance",
    "AttendanceProof",
    "AttendanceSheet",
    "AuditGrant",
    "AuditGrantCase",
    "BillingSheet",
    "BillingTerms",
    "CarryOver",
    "Case",
    "CaseEvent",
    "CaseExit",
    "CaseStaff",
    "CheckIn",
    "CompanyLink",
    "CompanyStatus",
    "ConflictNote",
    "Consent",
    "ContactAssignment",
    "ContactDeputy",
    "Contingent",
    "CounsellingNote",
    "DayCode",
    "DayStatus",
    "EmawMessage",
    "Exam",
    "FormIssue",
    "FormSettings",
    "FundingShare",
    "GroupMember",
    "HealthNote",
    "HourGrant",
    "HourGrantStep",
    "ImportRun",
    "InterfaceVersion",
    "LedgerEntry",
    "LessonGroup",
    "LifeCode",
    "LifeRule",
    "Lot",
    "Measure",
    "MeasureProof",
    "MeasureRules",
    "MeasureStay",
    "MeasureYear",
    "MonthClose",
    "MonthCorrection",
    "MonthTotal",
    "OverlapSettlement",
    "ParticipantList",
    "PrePhase",
    "ProForma",
    "Rate",
    "Rule",
    "RuleSet",
    "SchoolHoliday",
    "SchoolTime",
    "Session",
    "SessionOffer",
    "SessionSeries",
    "SessionStaff",
    "SheetSession",
    "StaffAbsence",
    "SupportChange",
    "SupportElement",
    "Suspension",
    "Trainee",
    "TrainingContract",
]
