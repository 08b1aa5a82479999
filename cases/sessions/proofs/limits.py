"""Limits for the public page of a code: counted in the rows beside the request, so that a refusal is counted too."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

#: A whole class shares one address of the school's network: generous for the right code, narrow for wrong ones.
RIGHT_A_MINUTE = 120
WRONG_A_MINUTE = 20


def _exceeds(key: str, most: int) -> bool:
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) > most
    except ValueError:  # swept between the two lines: the minute has begun anew
        return False


def too_many(request: HttpRequest, *, is_right: bool, now: datetime) -> bool:
    """Count this request and tell whether its address has asked too often in this minute."""
    address = get_adapter(request).get_client_ip(request)
    kind, most = ("right", RIGHT_A_MINUTE) if is_right else ("wrong", WRONG_A_MINUTE)
    return _exceeds(f"lesson-code:{kind}:{address}:{int(now.timestamp() // 60)}", most)
