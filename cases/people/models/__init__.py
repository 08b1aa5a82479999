"""Measures, cases and training contracts, one module per concept."""

from cases.people.models.admissions import Admission, ImportRun
from cases.people.models.assignments import CaseStaff, ContactAssignment, ContactDeputy
from cases.people.models.contracts import Exam, TrainingContract
from cases.people.models.life import AfterCare, CaseExit, LifeCode, LifeRule, PrePhase, Suspension
from cases.people.models.measures import FundingShare, Lot, Measure, MeasureStay
from cases.people.models.trainees import AuditGrant, Case, CaseEvent, Trainee

__all__ = [
    "Admission",
    "AfterCare",
    "AuditGrant",
    "Case",
    "CaseEvent",
    "CaseExit",
    "CaseStaff",
    "ContactAssignment",
    "ContactDeputy",
    "Exam",
    "FundingShare",
    "ImportRun",
    "LifeCode",
    "LifeRule",
    "Lot",
    "Measure",
    "MeasureStay",
    "PrePhase",
    "Suspension",
    "Trainee",
    "TrainingContract",
]
