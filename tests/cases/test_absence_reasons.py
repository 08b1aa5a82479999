"""Reasons of an absence are neutral: what is health has no place on a session."""

from cases.sessions.enums import AbsenceReason


def test_reasons_hold_no_health():
    labels = [label.casefold() for label in AbsenceReason.labels]
    assert "verschlafen" in labels
    assert not [label for label in labels if "krank" in label or "arzt" in label]
