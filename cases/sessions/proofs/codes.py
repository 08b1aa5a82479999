"""The code of a lesson: new every minute, valid for two, a digest over session and minute. Nothing is stored."""

import hmac
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from cases.sessions.models import Session

SALT = "cases.sessions.proofs.code"
#: From so long before the beginning to so long after the end people can say that they are there.
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=30)
DIGEST_LENGTH = 20
MINUTES_VALID = 2
LATEST_MINUTE = 2**32


class CodeState(Enum):
    VALID = "valid"
    EXPIRED = "expired"
    WRONG = "wrong"


def _digest(session: Session, minute: int) -> str:
    made = salted_hmac(SALT, f"{session.public_id}:{minute}", algorithm="sha256")
    return made.hexdigest()[:DIGEST_LENGTH]


def _minute(now: datetime) -> int:
    return int(now.timestamp() // 60)


def code_of(session: Session, now: datetime) -> str:
    """Return the code of this minute as it stands in the address."""
    minute = _minute(now)
    return f"{minute:x}-{_digest(session, minute)}"


def is_open(session: Session, now: datetime) -> bool:
    """Tell whether the lesson takes check-ins now: around its time, not cancelled, not written down yet."""
    if session.is_cancelled or session.is_documented:
        return False
    return session.starts_at - BEFORE <= now <= session.ends_at + AFTER


def state_of(session: Session, code: str, now: datetime) -> CodeState:
    """Say whether a code opens the lesson now. A code that never was one is wrong, one that was is expired."""
    head, _, digest = code.partition("-")
    try:
        minute = int(head, 16)
    except ValueError:
        return CodeState.WRONG
    if not 0 <= minute < LATEST_MINUTE or not digest.isascii():
        return CodeState.WRONG
    if not hmac.compare_digest(_digest(session, minute), digest):
        return CodeState.WRONG
    age = _minute(now) - minute
    return CodeState.VALID if 0 <= age < MINUTES_VALID and is_open(session, now) else CodeState.EXPIRED


def code_url(session: Session, now: datetime) -> str:
    """Return the absolute address that the code of this minute holds, on the configured host."""
    return settings.PUBLIC_URL + reverse(
        "lesson_code", args=[session.provider_id, session.public_id, code_of(session, now)]
    )


def person_key(session: Session, attendance_id: int) -> str:
    """Return what the public page sends for a person: it means nothing outside this lesson."""
    return salted_hmac(f"{SALT}.person", f"{session.public_id}:{attendance_id}", algorithm="sha256").hexdigest()[:24]
