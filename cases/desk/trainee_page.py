"""What trainees see of their own case: the next session and whom they can ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from asa.accounts.enums import Role
from asa.accounts.models import StaffProfile, User
from asa.accounts.permissions import needs_role
from asa.accounts.profiles import Reach, picture_answer, reach_of
from asa.accounts.requests import UserRequest
from cases.people.models import ContactAssignment, ContactDeputy, Trainee
from cases.people.ranges import valid_on
from cases.sessions.models import Session


@dataclass(frozen=True)
class TraineeView:
    """What a trainee sees of the own case: nothing that is not listed here."""

    first_name: str
    next_at: datetime | None = None
    next_until: datetime | None = None
    place: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_reachable: str = ""
    contact_email: str = ""
    contact_picture: UUID | None = None
    deputy: Reach | None = None
    provider_name: str = ""
    provider_phone: str = ""


def trainee_view(user: User) -> TraineeView | None:
    """Return the next session and the contact person of the signed-in trainee, or None for someone without a case."""
    trainee = Trainee.objects.filter(user=user.pk).only("first_name").first()
    if trainee is None:
        return None
    session = (
        Session.objects.filter(
            attendances__case__trainee=trainee, cancelled_at=None, documented_at=None, ends_at__gte=timezone.now()
        )
        .order_by("starts_at")
        .first()
    )
    contact = (
        ContactAssignment.objects.filter(valid_on(), case__trainee=trainee)
        .select_related("member__user", "provider")
        .order_by("-starts_on")
        .first()
    )
    deputy = (
        ContactDeputy.objects.filter(valid_on(), assignment=contact).select_related("member__user").first()
        if contact
        else None
    )
    person = reach_of(contact.member.user, contact.provider_id) if contact else None
    place = f"{session.get_place_display()}{', ' + session.room if session.room else ''}" if session else ""
    return TraineeView(
        first_name=trainee.first_name,
        next_at=session.starts_at if session else None,
        next_until=session.ends_at if session else None,
        place=place,
        contact_name=person.name if person else "",
        contact_phone=person.phone if person else "",
        contact_reachable=person.reachable if person else "",
        contact_email=person.email if person else "",
        contact_picture=person.picture if person else None,
        deputy=reach_of(deputy.member.user, deputy.provider_id) if deputy else None,
        provider_name=contact.provider.name if contact else "",
        provider_phone=str(contact.provider.phone or "") if contact else "",
    )


def trainee_page(request: HttpRequest, user: User) -> HttpResponse:
    """Show the signed-in trainee the own page."""
    trainee = trainee_view(user)
    has_picture = trainee is not None and trainee.contact_picture is not None
    deputy = trainee.deputy if trainee is not None else None
    context = {
        "trainee": trainee,
        "contact_picture": reverse("contact_picture") if has_picture else "",
        "deputy_picture": reverse("deputy_picture") if deputy is not None and deputy.picture else "",
    }
    return render(request, "cases/desk/trainee_today.html", context)


@needs_role(Role.TRAINEE)
@require_safe
def contact_picture(request: UserRequest) -> HttpResponseBase:
    """The picture of the trainee's own contact person; the address names nobody, so nobody else's can be asked for."""
    trainee = trainee_view(request.user)
    if trainee is None or trainee.contact_picture is None:
        raise Http404
    return picture_answer(StaffProfile.objects.filter(public_id=trainee.contact_picture).first())


@needs_role(Role.TRAINEE)
@require_safe
def deputy_picture(request: UserRequest) -> HttpResponseBase:
    """The picture of whoever stands in today for the trainee's contact person; 404 when nobody does."""
    trainee = trainee_view(request.user)
    if trainee is None or trainee.deputy is None or trainee.deputy.picture is None:
        raise Http404
    return picture_answer(StaffProfile.objects.filter(public_id=trainee.deputy.picture).first())
