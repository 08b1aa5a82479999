"""The page that the lesson's code opens. Public, short-lived, and it knows first names with an initial only."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST, require_safe
from django.views.defaults import page_not_found

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.accounts.permissions import public
from cases.sessions.models import Attendance, Session
from cases.sessions.proofs import services
from cases.sessions.proofs.codes import CodeState, person_key, state_of
from cases.sessions.proofs.enums import CheckInWay
from cases.sessions.proofs.limits import too_many

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Person:
    """A line of the page: nothing that is not listed here."""

    key: str
    name: str
    is_here: bool


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, name: str, status: int = 200, **context: object) -> HttpResponse:
    return _private(render(request, f"cases/sessions/proofs/{name}.html", context, status=status))


def _session(provider_id: int, public_id: UUID) -> Session | None:
    if provider_id > LARGEST_ID:
        return None
    wall.enter(provider_id)
    return Session.objects.filter(public_id=public_id).first()


def _checked(request: HttpRequest, provider_id: int, public_id: UUID, code: str) -> Session | HttpResponse:
    """Return the lesson for a valid code, else the page to show. Unknown lesson and wrong code are the same 404."""
    now = timezone.now()
    session = _session(provider_id, public_id)
    state = state_of(session, code, now) if session else CodeState.WRONG
    if too_many(request, is_right=state is not CodeState.WRONG, now=now):
        return _page(request, "code_too_many", 429)
    if session is None or state is CodeState.WRONG:
        # Answered, not raised: an error would roll back the count where the limits share the request's connection.
        return _private(page_not_found(request, Http404()))
    if state is CodeState.EXPIRED:
        return _page(request, "code_expired", 410, provider_name=_provider_name(session))
    return session


def _provider_name(session: Session) -> str:
    return Provider.objects.only("name").get(pk=session.provider_id).name


def _rows(session: Session) -> list[tuple[Attendance, Person]]:
    rows = Attendance.objects.filter(session=session).select_related("case__trainee", "check_in")
    found = []
    for row in rows:
        trainee = row.case.trainee
        name = f"{trainee.first_name} {trainee.last_name[:1]}."
        found.append((row, Person(person_key(session, row.pk), name, hasattr(row, "check_in"))))
    return sorted(found, key=lambda pair: pair[1].name)


@public
@require_safe
def lesson_code(request: HttpRequest, provider_id: int, public_id: UUID, code: str) -> HttpResponse:
    """The names of the lesson while the code is valid. Opening changes nothing."""
    session = _checked(request, provider_id, public_id, code)
    if isinstance(session, HttpResponse):
        return session
    people = [person for _, person in _rows(session)]
    return _page(
        request,
        "code_names",
        people=people,
        code=code,
        provider_id=provider_id,
        public_id=public_id,
        provider_name=_provider_name(session),
        is_done=request.GET.get("da") == "1",
    )


@public
@require_POST
def lesson_code_here(request: HttpRequest, provider_id: int, public_id: UUID, code: str) -> HttpResponse:
    """One tap on a name. A second tap changes nothing; a name that is not of this lesson is not found."""
    session = _checked(request, provider_id, public_id, code)
    if isinstance(session, HttpResponse):
        return session
    sent = request.POST.get("person", "")
    chosen = [row for row, person in _rows(session) if constant_time_compare(person.key, sent)]
    if not chosen:
        raise Http404
    services.check_in(chosen[0], way=CheckInWay.CODE)
    answer = redirect("lesson_code", provider_id, public_id, code)
    answer["Location"] += "?da=1"
    return _private(answer)
