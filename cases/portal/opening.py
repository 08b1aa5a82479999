"""Opening a company's link: the only way from an address with a secret to what stands behind it."""

from django.http import Http404, HttpRequest

from asa.accounts import wall
from cases.portal.codes import needs_code
from cases.portal.links import LARGEST_ID, find_link, is_expired
from cases.portal.models import CompanyLink


def standing_link(provider_id: int, secret: str) -> CompanyLink:
    """Stand behind the wall of the provider in the address and return the link, expired or not.

    Raises Http404, the same for what never was and for what has ended.
    """
    if provider_id > LARGEST_ID:
        raise Http404
    wall.enter(provider_id)
    link = find_link(secret)
    if link is None:
        raise Http404
    return link


def open_link(request: HttpRequest, provider_id: int, secret: str) -> CompanyLink:
    """Return the link if it opens something on this device now; else raise Http404."""
    link = standing_link(provider_id, secret)
    if is_expired(link) or needs_code(request, link):
        raise Http404
    return link
