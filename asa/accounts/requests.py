"""The request as views see it behind a permission decorator: a person is signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from asa.accounts.models import User


class UserRequest(HttpRequest):
    """For type hints only: every decorator of `asa.accounts.permissions` but `public` lets nobody else through."""

    user: User
    providers: list[int]
    htmx: HtmxDetails
