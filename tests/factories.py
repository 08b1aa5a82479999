"""Factories shared by all tests. Each row is created behind the wall of its own provider and passes its constraints.

A situation is a trait or an argument; values that matter to a test are written in the test. Rows are written directly,
for speed; `tests/cases/test_factories_match_services.py` compares the main ones with those of the services.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import CASE_ROLES, DataClass, FundingKind, GrantState, Role
from asa.accounts.models import (
    FunderAccess,
    FundingBody,
    Membership,
    Provider,
    RoleGrant,
    Site,
    StaffProfile,
    Team,
    User,
)
from asa.administration.grants import is_before_first_case
from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent, CounsellingNote
from cases.people.enums import CaseState, MeasureModel
from cases.people.models import (
    Case,
    CaseStaff,
    ContactAssignment,
    Lot,
    Measure,
    MeasureStay,
    Trainee,
    TrainingContract,
)
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.ledger.services import book
from cases.sessions.models import Attendance, Session, SessionStaff
from cases.support.models import SupportElement
from companies.catalogue.models import Occupation
from companies.records.models import Company, CompanyContact

PASSWORD = "ein langes Kennwort 4711"


@cache
def hashed_password() -> str:
    """Return the real hash of `PASSWORD`, made once per run: argon2id is slow on purpose."""
    return make_password(PASSWORD)


class WalledFactory(factory.django.DjangoModelFactory):
    """Creates behind the wall of the row's provider, so that tests act as the application's role."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        provider = kwargs.get("provider")
        with wall.within(provider.pk if provider else wall.current_provider_id()):
            return super()._create(model_class, *args, **kwargs)


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"Bildungswerk {n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@bildungswerk.example")
    first_name = factory.Iterator(["Sabine", "Emre", "Tomasz", "Olga", "Nadja"])
    last_name = factory.Sequence(lambda n: f"Berger{n}")
    password = factory.LazyFunction(hashed_password)


class SiteFactory(WalledFactory):
    class Meta:
        model = Site

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Standort {n}")
    land = "HE"


class TeamFactory(WalledFactory):
    class Meta:
        model = Team

    provider = factory.SubFactory(ProviderFactory)
    site = factory.SubFactory(SiteFactory, provider=factory.SelfAttribute("..provider"))
    name = factory.Sequence(lambda n: f"Team {n}")


#: Two administrators who left long ago asked for and confirmed the roles that factories give.
LEFT_ON = date(2020, 1, 2)


def confirmed_grant(
    *, provider: Provider, user: User, role: str, starts_on: date, ends_on: date | None = None, **fields: Any
) -> RoleGrant:
    """Write the confirmed grant that a role with insight into cases stands on. Needs the wall of the provider."""
    asker, decider = (_left_admin(provider, f"{name}{provider.pk}@frueher.example") for name in ("a", "b"))
    return RoleGrant.objects.create(
        provider=provider, user=user, role=role, starts_on=starts_on, ends_on=ends_on, team=fields.get("team"),
        reason="gehört zum Team", state=GrantState.CONFIRMED, asked_by=asker, decided_by=decider,
        decided_at=datetime.combine(LEFT_ON, time(12), tzinfo=timezone.get_current_timezone()),
        reviewed_by=decider, reviewed_on=timezone.localdate(),
    )  # fmt: skip


def _left_admin(provider: Provider, email: str) -> User:
    user, is_new = User.objects.get_or_create(email=email, defaults={"first_name": "Früher", "last_name": email[0]})
    if is_new:
        Membership.objects.create(
            provider=provider, user=user, role=Role.ADMIN, starts_on=LEFT_ON, ends_on=LEFT_ON
        )  # fmt: skip
    return user


class MembershipFactory(WalledFactory):
    """A member of staff; the default is a contact person in a team of the provider."""

    class Meta:
        model = Membership

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.CONTACT_PERSON
    team = factory.SubFactory(TeamFactory, provider=factory.SelfAttribute("..provider"))
    starts_on = date(2024, 1, 1)
    phone = "+496990009410"
    reachable = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, phone: str, reachable: str, **kwargs: Any) -> Any:
        with wall.within(kwargs["provider"].pk):
            if kwargs["role"] in CASE_ROLES and not is_before_first_case(kwargs["provider"].pk):
                confirmed_grant(**kwargs)
        member = super()._create(model_class, *args, **kwargs)
        with wall.within(member.provider_id):
            StaffProfile.objects.get_or_create(
                provider=member.provider, user=member.user, defaults={"phone": phone, "reachable": reachable}
            )
        return member


class FundingBodyFactory(WalledFactory):
    class Meta:
        model = FundingBody

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Agentur für Arbeit {n}")
    kind = FundingKind.AGENCY


class FunderAccessFactory(WalledFactory):
    class Meta:
        model = FunderAccess

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    funding_body = factory.SubFactory(FundingBodyFactory, provider=factory.SelfAttribute("..provider"))
    starts_on = date(2024, 1, 1)


class LotFactory(WalledFactory):
    class Meta:
        model = Lot

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Los {n}")
    starts_on = date(2024, 8, 1)
    ends_on = date(2028, 7, 31)


class MeasureFactory(WalledFactory):
    class Meta:
        model = Measure

    provider = factory.SubFactory(ProviderFactory)
    lot = factory.SubFactory(LotFactory, provider=factory.SelfAttribute("..provider"))
    number = factory.Sequence(lambda n: f"427/{20000 + n}/1/25")
    name = factory.Sequence(lambda n: f"AsA flex {n}")
    model = MeasureModel.ASAFLEX_2024
    funding_body = factory.SubFactory(FundingBodyFactory, provider=factory.SelfAttribute("..provider"))
    starts_on = date(2024, 8, 1)
    ends_on = date(2028, 7, 31)


class TraineeFactory(WalledFactory):
    class Meta:
        model = Trainee

    provider = factory.SubFactory(ProviderFactory)
    first_name = factory.Iterator(["Amira", "Deniz", "Lukas", "Mia", "Olena", "Yusuf"])
    last_name = factory.Sequence(lambda n: f"Haddad{n}")
    birth_date = date(2007, 5, 14)


class CaseFactory(WalledFactory):
    """A running case with a fixed contact person and a measure, entered on 2025-09-01.

    `contact_person` is the membership that answers for it (default: a new one in the case's team);
    pass `contact_person=None` or `measure=None` to leave one out.
    """

    class Meta:
        model = Case
        exclude = ()
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    trainee = factory.SubFactory(TraineeFactory, provider=factory.SelfAttribute("..provider"))
    team = factory.SubFactory(TeamFactory, provider=factory.SelfAttribute("..provider"))
    state = CaseState.ACCOMPANYING
    reported_on = date(2025, 8, 1)
    started_on = date(2025, 9, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Case:
        missing = object()
        contact = kwargs.pop("contact_person", missing)
        measure = kwargs.pop("measure", missing)
        case = super()._create(model_class, *args, **kwargs)
        start = case.started_on or case.reported_on
        if contact is missing:
            contact = MembershipFactory(provider=case.provider, team=case.team)
        if contact is not None:
            ContactAssignmentFactory(provider=case.provider, case=case, member=contact, starts_on=start)
        if measure is missing:
            measure = MeasureFactory(provider=case.provider)
        if measure is not None:
            with wall.within(case.provider_id):
                MeasureStay.objects.create(provider=case.provider, case=case, measure=measure, starts_on=start)
        return case


class ContactAssignmentFactory(WalledFactory):
    class Meta:
        model = ContactAssignment

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory, contact_person=None)
    member = factory.SubFactory(MembershipFactory, provider=factory.SelfAttribute("..case.provider"))
    starts_on = date(2025, 9, 1)


class CaseStaffFactory(WalledFactory):
    class Meta:
        model = CaseStaff

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory)
    member = factory.SubFactory(
        MembershipFactory, provider=factory.SelfAttribute("..case.provider"), role=Role.SOCIAL_WORKER
    )
    starts_on = date(2025, 9, 1)


class CompanyFactory(WalledFactory):
    class Meta:
        model = Company

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Autohaus Winter {n}")
    trade = "Kraftfahrzeuge"
    size = "10-49"
    chamber = "hwk"
    place = "Auental"
    land = "HE"


class CompanyContactFactory(WalledFactory):
    class Meta:
        model = CompanyContact

    provider = factory.SelfAttribute("company.provider")
    company = factory.SubFactory(CompanyFactory)
    salutation = "Herr"
    first_name = "Karl"
    last_name = "Winter"
    email = factory.Sequence(lambda n: f"winter{n}@autohaus.example")
    phone = "+496990009123"


class OccupationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Occupation
        django_get_or_create = ("code",)

    code = "25212"
    title = "Berufe in der Kraftfahrzeugtechnik – fachlich ausgerichtete Tätigkeiten"
    short_title = "Kraftfahrzeugtechnik – Fachkraft"
    group = "Fahrzeug-, Luft-, Raumfahrt-, Schiffbautechnik"
    area = "Rohstoffgewinnung, Produktion und Fertigung"


class TrainingContractFactory(WalledFactory):
    """A contract from 2025-09-01 to 2029-02-28 with four months of trial period."""

    class Meta:
        model = TrainingContract

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory)
    company = factory.SubFactory(CompanyFactory, provider=factory.SelfAttribute("..case.provider"))
    trainer = factory.SubFactory(CompanyContactFactory, company=factory.SelfAttribute("..company"))
    occupation = factory.SubFactory(OccupationFactory)
    occupation_name = "Kfz-Mechatroniker/in"
    starts_on = date(2025, 9, 1)
    ends_on = date(2029, 2, 28)
    trial_ends_on = date(2025, 12, 31)


class SessionFactory(WalledFactory):
    """A lesson of 45 minutes today at 16:00, planned. `staff` and `cases` are lists; `held=True` also books it."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        starts = factory.LazyFunction(lambda: timezone.localtime().replace(hour=16, minute=0, second=0, microsecond=0))
        length = 45

    provider = factory.SubFactory(ProviderFactory)
    kind = SessionKind.TUITION
    title = "Mathe-Gruppe"
    starts_at = factory.LazyAttribute(lambda o: o.starts)
    ends_at = factory.LazyAttribute(lambda o: o.starts + timedelta(minutes=o.length))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Session:
        staff, cases, held = kwargs.pop("staff", []), kwargs.pop("cases", []), kwargs.pop("held", False)
        if held:
            kwargs.setdefault("documented_at", kwargs["ends_at"])
        session = super()._create(model_class, *args, **kwargs)
        with wall.within(session.provider_id):
            SessionStaff.objects.bulk_create(
                SessionStaff(provider=session.provider, session=session, member=m) for m in staff
            )
            Attendance.objects.bulk_create(
                Attendance(
                    provider=session.provider,
                    session=session,
                    case=case,
                    outcome=Outcome.PRESENT if held else "",
                    minutes=session.minutes if held else 0,
                )
                for case in cases
            )
            if held:
                book(session)
        return session


class AttendanceFactory(WalledFactory):
    class Meta:
        model = Attendance

    provider = factory.SelfAttribute("session.provider")
    session = factory.SubFactory(SessionFactory)
    case = factory.SubFactory(CaseFactory, provider=factory.SelfAttribute("..session.provider"))


class SupportElementFactory(WalledFactory):
    class Meta:
        model = SupportElement

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory)
    module = "tuition"
    content = "Fachrechnen"
    starts_on = date(2025, 9, 1)
    minutes_per_week = 90


class ConsentFactory(WalledFactory):
    class Meta:
        model = Consent

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory)
    purpose = ConsentPurpose.COMPANY_STATUS
    text_version = "2026-1"
    given_on = date(2025, 9, 1)
    given_by = "selbst"
    recorded_by = factory.SubFactory(UserFactory)


class CounsellingNoteFactory(WalledFactory):
    class Meta:
        model = CounsellingNote

    provider = factory.SelfAttribute("case.provider")
    case = factory.SubFactory(CaseFactory)
    author = factory.SubFactory(UserFactory)
    sealed_text = "Geheimwort Nachtigall"


def at(day: str, time: str = "16:00") -> datetime:
    """Return a moment in local time: at("2026-11-20", "16:00")."""
    return timezone.make_aware(datetime.fromisoformat(f"{day}T{time}"))


__all__ = [name for name in dir() if name.endswith("Factory")] + ["PASSWORD", "DataClass", "at"]
