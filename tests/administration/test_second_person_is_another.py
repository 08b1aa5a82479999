"""Who confirms is not a mailbox of who asks: a new invitation ties two accounts together, for roles and for factors."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import GrantState, Role
from asa.accounts.invitations import accept_invitation, open_invitation
from asa.accounts.models import FactorReset, Invitation, Membership, Provider, RoleGrant, User
from asa.administration.grants import confirm_grant, seconds_for, words_of_seconds
from asa.administration.members import add_member
from tests.accounts.signing_in import add_app
from tests.factories import CaseFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
NOW = timezone.now()
LONG = NOW - timedelta(days=400)


@pytest.fixture
def founder(behind):
    """X: the first of a provider with a running case, here for a year."""
    member = MembershipFactory(role=Role.ADMIN)
    behind(member.provider)
    accepted(member.user, member.provider, by=None, at=LONG)
    CaseFactory(provider=member.provider)
    behind(member.provider)
    return member


def accepted(user, provider, *, by, at):
    """Write the invitation that somebody accepted at some moment."""
    return Invitation.objects.create(
        provider=provider, user=user, email=user.email, invited_by=by, sent_at=at, used_at=at, expires_at=at,
        secret_hash=f"{user.pk}-{at:%s}",
    )  # fmt: skip


def brought(inviter, days, role=Role.ADMIN):
    """Somebody whom `inviter` invited and who accepted some days ago."""
    at = NOW - timedelta(days=days)
    user = UserFactory()
    accepted(user, inviter.provider, by=inviter.user, at=at)
    return Membership.objects.create(
        provider=inviter.provider, user=user, role=role, starts_on=TODAY - timedelta(days=days), joined_at=at
    )


def ask(by, **changes):
    """Ask for a case role of somebody new, whom the asking person invites."""
    person = {"email": "c@eigenes.example", "first_name": "C", "last_name": "Postfach"}
    values = {"starts_on": TODAY, "reason": "übernimmt die Gruppe"} | changes
    (grant,) = add_member(provider=by.provider, by=by.user, person=person, roles=["teacher"], **values).waiting
    return grant


def refused(grant, by):
    """Neither the service nor the database lets it through."""
    with pytest.raises(ValidationError):
        confirm_grant(grant, by=by.user)
    grant.refresh_from_db()
    grant.state, grant.decided_by, grant.decided_at = GrantState.CONFIRMED, by.user, NOW
    with pytest.raises(IntegrityError, match="neue Einladung"), transaction.atomic():
        grant.save()
    return True


def test_three_mailboxes_of_one_person_are_one(founder):
    b = brought(founder, days=0)
    assert refused(ask(b), by=founder)


def test_nor_the_other_way_round(founder):
    b = brought(founder, days=0)
    assert refused(ask(founder), by=b)


def test_nor_over_others(founder):
    b = brought(founder, days=300)
    middle = brought(b, days=1)
    assert refused(ask(middle), by=founder)
    Invitation.objects.filter(user__email="c@eigenes.example").delete()
    RoleGrant.objects.all().delete()
    assert refused(ask(founder), by=middle)


def test_founder_and_one_colleague_can_work_both_ways_when_the_invitation_is_old(founder):
    colleague = brought(founder, days=14)
    assert confirm_grant(ask(founder), by=colleague.user).role == Role.TEACHER
    other = {"email": "d@neu.example", "first_name": "D", "last_name": "Neu"}
    (grant,) = add_member(
        provider=founder.provider, by=colleague.user, person=other, roles=["teacher"], starts_on=TODAY, reason="neu"
    ).waiting
    assert confirm_grant(grant, by=founder.user).role == Role.TEACHER


def test_a_day_too_early(founder):
    assert refused(ask(founder), by=brought(founder, days=13))


def test_two_whom_a_third_invited_can(founder):
    a, lead = brought(founder, days=1), brought(founder, days=1)
    assert confirm_grant(ask(a), by=lead.user).role == Role.TEACHER


def test_who_invited_the_account_does_not_confirm_its_role(founder):
    a = brought(founder, days=300)
    c = brought(founder, days=1, role=Role.BILLING)
    values = {"starts_on": TODAY, "reason": "unterrichtet"}
    person = {"email": c.user.email, "first_name": "", "last_name": ""}
    (grant,) = add_member(provider=a.provider, by=a.user, person=person, roles=["teacher"], **values).waiting
    assert refused(grant, by=founder)


def test_a_young_provider_is_not_stuck_its_founder_asks(behind):
    member = MembershipFactory(role=Role.ADMIN)
    behind(member.provider)
    accepted(member.user, member.provider, by=None, at=NOW - timedelta(days=3))
    CaseFactory(provider=member.provider)
    behind(member.provider)
    colleague = brought(member, days=2)
    assert confirm_grant(ask(member), by=colleague.user).role == Role.TEACHER


def test_in_a_young_provider_others_are_tied_all_the_same(behind):
    member = MembershipFactory(role=Role.ADMIN)
    behind(member.provider)
    accepted(member.user, member.provider, by=None, at=NOW - timedelta(days=3))
    CaseFactory(provider=member.provider)
    behind(member.provider)
    b = brought(member, days=2)
    assert refused(ask(b), by=member)
    Invitation.objects.filter(user__email="c@eigenes.example").delete()
    RoleGrant.objects.all().delete()
    own = brought(b, days=1)
    assert refused(ask(b), by=own)


def test_the_page_names_who_and_from_when(founder, sign_in):
    b = brought(founder, days=4)
    grant = ask(founder)
    day = timezone.localtime(NOW + timedelta(days=10))

    words = words_of_seconds(grant.user, asked_by=founder.user)
    page = sign_in(b.user).get(reverse("role_grant_list")).content.decode()

    assert f"Bestätigen kann: {b.user.full_name} ab {day:%d.%m.%Y}." in words.words
    assert "14 Tage" in words.words
    assert (
        reverse(
            "role_grant_confirm",
            args=[
                grant.public_id,
            ],
        )
        not in page
    )
    assert sign_in(b.user).post(reverse("role_grant_confirm", args=[grant.public_id])).status_code == 403


def test_more_days_are_possible_fewer_are_not(founder, sign_in):
    a = brought(founder, days=20)
    client = sign_in(founder.user)
    form = client.get(reverse("provider_settings")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    for days, status in (("13", 422), ("0", 422), ("366", 422), ("30", 302)):
        assert client.post(reverse("provider_settings"), values | {"second_person_days": days}).status_code == status
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=founder.provider_id).update(second_person_days=1)
    with wall.within(founder.provider_id):
        assert refused(ask(founder), by=a)


def test_the_same_number_of_queries_for_any_number_of_people(founder, django_assert_max_num_queries):
    user = UserFactory()
    people = [brought(founder, days=300) for _ in range(2)]
    with django_assert_max_num_queries(4 + 5 * len(people)):
        assert len(seconds_for(user, asked_by=founder.user)) == len(people)


# ---- the second factor ----


def reset_of(asked_by, user):
    return FactorReset.objects.create(provider=asked_by.provider, user=user, asked_by=asked_by.user, reason="verloren")


@pytest.mark.parametrize(("days", "is_done"), [(0, False), (13, False), (14, True)])
@pytest.mark.parametrize("asks", ["founder", "mailbox"])
def test_a_factor_is_not_reset_by_one_person_with_two_mailboxes(founder, sign_in, behind, asks, days, is_done):
    victim = brought(founder, days=300, role=Role.BILLING)
    add_app(victim.user)
    mailbox = brought(founder, days=days)
    asker, confirmer = (founder, mailbox) if asks == "founder" else (mailbox, founder)
    row = reset_of(asker, victim.user)

    answer = sign_in(confirmer.user).post(reverse("recovery_confirm", args=[row.request_key]), follow=True)

    assert ("liegt eine neue Einladung" in answer.content.decode()) is not is_done
    assert Authenticator.objects.filter(user=victim.user).exists() is not is_done


def test_the_database_asks_for_two_people_too(founder):
    row = reset_of(founder, UserFactory())
    row.confirmed_by, row.confirmed_at = brought(founder, days=1).user, NOW
    with pytest.raises(IntegrityError, match="neue Einladung"), transaction.atomic():
        row.save()


# ---- facts that are not set back ----


def test_a_role_is_not_moved_to_another_account_by_calling_its_owner_invited(founder):
    lead = brought(founder, days=300, role=Role.BILLING)
    with pytest.raises(IntegrityError, match="nicht wieder zu einer Einladung"), transaction.atomic():
        User.objects.filter(pk=lead.user.pk).update(is_invited=True)


def test_nor_where_the_mark_was_there(founder):
    """The mark alone gives nothing: what counts is that no invitation was accepted."""
    teacher = MembershipFactory(role=Role.TEACHER, provider=founder.provider, user=UserFactory(is_invited=True))
    accepted(teacher.user, founder.provider, by=founder.user, at=LONG)
    with pytest.raises(IntegrityError, match="Begründung"), transaction.atomic():
        Membership.objects.filter(pk=teacher.pk).update(user=UserFactory())


@pytest.mark.parametrize(
    "values", [{"used_at": None}, {"sent_at": NOW}, {"invited_by": None}, {"email": "x@y.example"}]
)
def test_an_accepted_invitation_stays(founder, values):
    b = brought(founder, days=1)
    with pytest.raises(IntegrityError, match="Einladung wird nicht geändert"), transaction.atomic():
        Invitation.objects.filter(user=b.user).update(**values)


def test_an_accepted_invitation_is_not_given_to_another_account(founder):
    b = brought(founder, days=1)
    with pytest.raises(IntegrityError, match="Einladung wird nicht geändert"), transaction.atomic():
        Invitation.objects.filter(user=b.user).update(user=UserFactory())


@pytest.mark.parametrize("moment", [None, LONG])
def test_the_moment_of_joining_stays(founder, moment):
    b = brought(founder, days=1)
    with pytest.raises(IntegrityError, match="wird nicht geändert"), transaction.atomic():
        Membership.objects.filter(pk=b.pk).update(joined_at=moment)


def test_who_was_only_invited_confirms_nothing(founder, behind):
    added = add_member(
        provider=founder.provider, by=founder.user, roles=["admin"], starts_on=TODAY,
        person={"email": "neu@neu.example", "first_name": "N", "last_name": "Neu"}, reason="",
    )  # fmt: skip
    User.objects.filter(pk=added.user.pk).update(is_invited=False)  # as the application could
    grant = ask(founder)
    grant.state, grant.decided_by, grant.decided_at = GrantState.CONFIRMED, added.user, NOW
    with pytest.raises(IntegrityError, match="vor der Einladung"), transaction.atomic():
        grant.save()


def test_a_stand_ins_roles_still_go_to_the_account_that_accepts(founder):
    known = UserFactory(email="c@eigenes.example")
    colleague = brought(founder, days=30)
    grant = ask(founder)
    confirm_grant(grant, by=colleague.user)
    accept_invitation(open_invitation(grant.user, founder.provider), account=known, now=NOW)
    member = Membership.objects.get(role=Role.TEACHER, provider=founder.provider, user=known)
    assert member.joined_at == NOW
