"""What every page's frame shows: provider, navigation for the person's roles, search."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from asa.accounts.access import Access, access_of
from asa.accounts.enums import Action, Appearance, DataClass, Role
from asa.accounts.models import Provider, User
from asa.accounts.typed.carrying import owner_mark


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the navigation; `phone` puts it into the bottom bar of five words."""

    label: str
    url: str
    key: str
    current: bool
    phone: bool = False


def _staff_items(access: Access) -> list[tuple[str, str, str, bool]]:
    """Return (label, route, key, phone) of the entries that these roles can use."""
    items = [("Heute", "today", "today", True)]
    if access.may(DataClass.MINIMAL, Action.READ):
        items.append(("Teilnehmende", "case_list", "people", True))
    if access.may(DataClass.LESSON, Action.CREATE):
        items.append(("+ Termin", "session_create", "session", True))
    if access.roles & {Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER}:
        items.append(("Kalender", "calendar", "calendar", False))
    if access.may(DataClass.REPORT, Action.READ):
        items.append(("Berichte", "report_list", "reports", True))
    if access.roles & {Role.ADMIN, Role.BILLING}:
        # The bottom bar of a phone has room for five words: who holds sessions finds the month under "Mehr".
        items.append(("Monat", "month_last", "month", not access.may(DataClass.LESSON, Action.CREATE)))
    if access.roles & {Role.ADMIN, Role.TEAM_LEAD, Role.DATA_PROTECTION}:
        items.append(("Verwaltung", "administration", "administration", False))
    items.append(("Mehr", "more", "more", True))
    return items


def _is_current(path: str, url: str) -> bool:
    """Return whether the page belongs to the entry; the start page only to itself."""
    return path == url or (url != "/" and path.startswith(url))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the frame; empty for people who are not signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    access = access_of(user)
    provider = Provider.objects.only("name").get(pk=access.provider_id) if access.provider_id else None
    items = _staff_items(access) if access.is_staff else []
    may_search = access.is_staff and any(access.may(c, Action.READ) for c in (DataClass.MINIMAL, DataClass.MASTER))
    return {
        "provider_name": provider.name if provider else "",
        "search_url": reverse("search") if may_search else "",
        "logout_url": reverse("account_logout"),
        "provider_choice_url": reverse("provider_choice") if len(getattr(request, "providers", ())) > 1 else "",
        "profile_url": reverse("own_profile") if access.is_staff else "",
        "security_url": reverse("mfa_index"),
        "page_of": owner_mark(user),
        "theme": "" if user.appearance == Appearance.DEVICE else user.appearance,
        "navigation": [
            NavigationItem(label, reverse(route), key, _is_current(request.path, reverse(route)), phone)
            for label, route, key, phone in items
        ],
    }
