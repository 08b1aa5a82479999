"""How staff can be reached at the provider behind the wall: telephone, times and picture of each person.

Everything that names a person of the provider to somebody (company's page, mails, calendar files, reports) asks here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from asa.accounts.enums import LogKind
from asa.accounts.log import record
from asa.accounts.models import StaffProfile, User


@dataclass(frozen=True)
class Reach:
    """What others may know to reach a person: all words are empty where nothing is known."""

    name: str
    email: str
    phone: str = ""
    reachable: str = ""
    picture: UUID | None = None


def reach_of(user: User, provider_id: int) -> Reach:
    """Return how `user` is reached at this provider, in one query."""
    return reaches_of([user], provider_id)[user.pk]


def reaches_of(users: Iterable[User], provider_id: int) -> dict[int, Reach]:
    """Return by id how each of these people is reached at this provider, in one query however many they are."""
    people = {user.pk: user for user in users}
    rows = {row.user_id: row for row in StaffProfile.objects.filter(provider=provider_id, user__in=people)}
    return {pk: _reach(user, rows.get(pk)) for pk, user in people.items()}


def _reach(user: User, row: StaffProfile | None) -> Reach:
    email = "" if user.is_invited else user.email  # an invited person has no address here yet
    if row is None:
        return Reach(user.full_name, email)
    picture = row.public_id if row.picture else None
    return Reach(user.full_name, email, str(row.phone or ""), row.reachable, picture)


def lacks_telephone(user: User, provider_id: int | None) -> bool:
    """Return whether nobody can call `user` at this provider, in one query."""
    return not StaffProfile.objects.filter(provider=provider_id, user=user.pk).exclude(phone="").exists()


def profile_of(user: User, provider_id: int) -> StaffProfile:
    """Return the profile of `user` at this provider; a new, unsaved one where there is none yet."""
    row = StaffProfile.objects.filter(provider=provider_id, user=user.pk).first()
    return row or StaffProfile(provider_id=provider_id, user=user)


@transaction.atomic
def set_profile(*, provider_id: int, user: User, by: User, phone: str, reachable: str) -> StaffProfile:
    """Set telephone and times of `user` at this provider, whoever of the two it is that writes them down.

    `phone` comes with area code, in any spelling. Raises ValidationError (field → German sentence) and saves nothing.
    Who may do it for whom is decided by the caller. Saving the same values again leaves no trace.
    """
    row = locked_profile(user, provider_id)
    if (str(row.phone or ""), row.reachable) == (_spelled(row, phone), reachable):
        return row
    row.phone, row.reachable = phone, reachable
    row.full_clean(exclude=["provider", "user", "picture"])
    row.version += 1
    row.save(update_fields=["phone", "reachable", "version"])
    record(LogKind.CHANGE, by=by, subject=row, what="profile", user=user.pk)
    return row


def _spelled(row: StaffProfile, phone: str) -> str:
    """Return a typed number as the row would give it back."""
    return str(StaffProfile(phone=phone).phone or "") if phone else ""


def locked_profile(user: User, provider_id: int) -> StaffProfile:
    """Return the profile of `user` at this provider for a change, made where it is new; two at once take turns."""
    StaffProfile.objects.get_or_create(provider_id=provider_id, user=user)
    return StaffProfile.objects.select_for_update(of=("self",)).get(provider=provider_id, user=user.pk)


@transaction.atomic
def set_picture(*, provider_id: int, user: User, by: User, portrait: bytes | None) -> StaffProfile:
    """Keep `portrait` (from `asa.accounts.pictures.portrait_of`) as the picture of `user` here; None takes it away.

    The file gets a name of its own. The one before it is removed as soon as the change is committed.
    """
    row = locked_profile(user, provider_id)
    former = row.picture.name
    if portrait is None and not former:
        return row
    if portrait is None:
        row.picture = ""
    else:
        row.picture.save(f"{uuid4()}.jpg", ContentFile(portrait), save=False)
    row.save(update_fields=["picture"])
    if former:
        storage = row.picture.storage
        transaction.on_commit(lambda: storage.delete(former))
    record(LogKind.CHANGE, by=by, subject=row, what="picture" if portrait else "picture_removed", user=user.pk)
    return row


@transaction.atomic
def set_preferences(user: User, *, appearance: str, mail_language: str) -> None:
    """Set how pages look to `user` and in which language mails come; both belong to the account, not to a provider."""
    user.appearance, user.mail_language = appearance, mail_language
    names = {"appearance", "mail_language"}
    user.clean_fields(exclude={field.name for field in user._meta.fields} - names)
    user.save(update_fields=names)


def picture_answer(row: StaffProfile | None) -> HttpResponseBase:
    """Answer with the picture of a person, for the page that shows it only. Raises Http404 where there is none."""
    if row is None or not row.picture:
        raise Http404
    try:
        file = row.picture.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
