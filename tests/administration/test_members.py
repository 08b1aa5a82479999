"""People of the provider: several roles, changes, ends, names, addresses; what a founder does alone."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import GrantState, LogKind, Role
from asa.accounts.models import EmailChange, Invitation, LogEntry, Membership, RoleGrant, User
from asa.mail.models import Mail
from tests.accounts.signing_in import link_in
from tests.factories import CaseFactory, MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def admin(sign_in, behind):
    member = MembershipFactory(role=Role.ADMIN)
    sign_in(member.user)
    behind(member.provider)
    return member


def german(day):
    return f"{day:%d.%m.%Y}"


def add(client, **changes):
    values = {"first_name": "Olga", "last_name": "Petrenko", "email": "olga@neu.example", "kind": "employed"}
    return client.post(reverse("member_create"), values | {"roles": ["teacher"], "starts_on": german(TODAY)} | changes)


def detail(member):
    return reverse("member_detail", args=[member.user.public_id])


def test_several_roles_come_with_one_form_and_one_invitation(client, admin, behind):
    assert add(client, roles=["teacher", "billing", "social_worker"]).status_code == 302
    behind(admin.provider)
    assert set(Membership.objects.filter(user__is_invited=True).values_list("role", flat=True)) == {
        "teacher", "billing", "social_worker",
    }  # fmt: skip
    assert Mail.objects.filter(to="olga@neu.example").count() == 1


def test_a_later_role_leaves_the_open_invitation_alone(client, admin, behind):
    add(client)
    behind(admin.provider)
    path = link_in(Mail.objects.get(to="olga@neu.example").text)
    add(client, roles=["billing"])
    behind(admin.provider)
    assert Invitation.objects.count() == 1
    assert Client().get(path).status_code == 200


def test_a_new_role_signs_nobody_out(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    UserSession.objects.create(user=member.user, session_key="offen", ip="127.0.0.1")
    values = {"roles": ["billing"], "kind": "employed", "starts_on": german(TODAY)}
    assert client.post(reverse("member_roles", args=[member.user.public_id]), values).status_code == 302
    assert UserSession.objects.filter(user=member.user).exists()
    behind(admin.provider)
    assert Membership.objects.filter(user=member.user, role=Role.BILLING).exists()
    assert not Mail.objects.exists()


def test_a_membership_that_is_over_invites_nobody_yet(client, admin, behind):
    add(client, starts_on="01.01.2025", ends_on="31.01.2025")
    behind(admin.provider)
    assert not Mail.objects.exists()
    user = User.objects.get(is_invited=True)
    assert "noch keine Einladung" in client.get(reverse("member_detail", args=[user.public_id])).content.decode()
    client.post(reverse("member_invite", args=[user.public_id]))
    behind(admin.provider)
    assert Mail.objects.get().to == "olga@neu.example"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "01.10.2026", "ends_on": "30.09.2026"}, "ends_on"),
        ({"roles": ["team_lead"]}, "team"),
        ({"roles": []}, "roles"),
        ({"email": "olga@"}, "email"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client, admin, changes, field):
    response = add(client, qualification="Gesellin", **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert 'value="Gesellin"' in response.content.decode()


def test_a_founder_alone_takes_roles_too_and_it_is_shown(client, admin, behind):
    values = {"roles": ["team_lead", "contact_person"], "kind": "employed", "starts_on": german(TODAY)}
    url = reverse("member_roles", args=[admin.user.public_id])
    assert client.post(url, values | {"team": admin.team_id}).status_code == 302
    behind(admin.provider)
    assert Membership.objects.filter(user=admin.user).count() == 3
    assert set(RoleGrant.objects.values_list("state", flat=True)) == {GrantState.ALONE}
    assert LogEntry.objects.filter(kind=LogKind.GRANT, details__what="role_alone").count() == 2
    assert "ohne zweite Person vergeben" in client.get(detail(admin)).content.decode()
    assert admin.user.full_name in client.get(reverse("role_grant_list")).content.decode()


def test_with_a_case_the_founder_is_told_who_could(client, admin, behind):
    CaseFactory(provider=admin.provider)
    page = client.get(detail(admin)).content.decode()
    assert "Laden Sie zuerst eine zweite Person" in page
    other = MembershipFactory(provider=admin.provider, role=Role.ADMIN, team=admin.team)
    assert f"Bitten Sie: {other.user.full_name}" in client.get(detail(admin)).content.decode()
    values = {"roles": ["teacher"], "kind": "employed", "starts_on": german(TODAY), "reason": "Vertretung"}
    assert client.post(reverse("member_roles", args=[admin.user.public_id]), values).status_code == 422


def role_values(client, member, **changes):
    form = client.get(reverse("member_edit", args=[member.pk])).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values["starts_on"] = german(member.starts_on)
    return values | changes


def test_a_row_with_an_end_ends_earlier_or_later(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team, role=Role.BILLING, ends_on=date(2027, 12, 31))
    assert reverse("member_end", args=[member.pk]) in client.get(detail(member)).content.decode()
    url = reverse("member_edit", args=[member.pk])
    for last in (TODAY, date(2028, 6, 30)):
        assert client.post(url, role_values(client, member, ends_on=german(last))).status_code == 302
        behind(admin.provider)
        member.refresh_from_db()
        assert member.ends_on == last


def test_an_end_before_the_beginning_is_said_at_the_field(client, admin):
    member = MembershipFactory(provider=admin.provider, team=admin.team, role=Role.BILLING)
    response = client.post(reverse("member_edit", args=[member.pk]), role_values(client, member, ends_on="31.12.2023"))
    assert response.status_code == 422
    assert "ends_on" in response.context["form"].errors


def test_a_stale_role_shows_both(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team, role=Role.BILLING)
    values = role_values(client, member, ends_on="31.12.2027")
    behind(admin.provider)
    Membership.objects.filter(pk=member.pk).update(kind="freelance")
    response = client.post(reverse("member_edit", args=[member.pk]), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Jetzt gespeichert" in page
    assert 'value="31.12.2027"' in page


def test_another_team_and_site(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    team = TeamFactory(provider=admin.provider)
    values = role_values(client, member, team=team.pk, site=team.site_id)
    assert client.post(reverse("member_edit", args=[member.pk]), values).status_code == 302
    behind(admin.provider)
    member.refresh_from_db()
    assert (member.team, member.site) == (team, team.site)


def person_values(client, member, **changes):
    form = client.get(reverse("member_person", args=[member.user.public_id])).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_name_and_proofs(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    other = MembershipFactory(provider=admin.provider, team=admin.team, user=member.user, role=Role.BILLING)
    seen = {"conduct_seen_on": "01.10.2026", "secrecy_signed_on": "02.10.2026", "qualification": "Meisterin"}
    values = person_values(client, member, last_name="<b>Neu</b>", **seen)
    assert client.post(reverse("member_person", args=[member.user.public_id]), values).status_code == 302
    behind(admin.provider)
    for row in Membership.objects.filter(pk__in=[member.pk, other.pk]):
        assert (row.conduct_seen_on, row.secrecy_signed_on) == (date(2026, 10, 1), date(2026, 10, 2))
        assert row.qualification == "Meisterin"
    page = client.get(detail(member)).content.decode()
    assert "&lt;b&gt;Neu&lt;/b&gt;" in page
    assert "1. Oktober 2026" in page or "01.10.2026" in page


def test_a_stale_person_shows_both(client, admin):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    values = person_values(client, member, first_name="Getippt")
    User.objects.filter(pk=member.user_id).update(last_name="Inzwischen")
    response = client.post(reverse("member_person", args=[member.user.public_id]), values)
    assert response.status_code == 422
    assert "Inzwischen" in response.content.decode()
    assert 'value="Getippt"' in response.content.decode()


def test_the_name_of_somebody_at_two_providers_stays(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    elsewhere = MembershipFactory(user=member.user)
    page = client.get(reverse("member_person", args=[member.user.public_id])).content.decode()
    assert "arbeitet auch anderswo" in page
    assert elsewhere.provider.name not in page
    url = reverse("member_address", args=[member.user.public_id])
    assert client.post(url, {"email": "neu@neu.example"}).status_code == 422
    behind(admin.provider)
    assert not EmailChange.objects.exists()


def test_a_new_address_counts_once_confirmed(client, admin, behind):
    member = MembershipFactory(provider=admin.provider, team=admin.team)
    old = member.user.email
    url = reverse("member_address", args=[member.user.public_id])
    assert client.post(url, {"email": "Neu@neu.example"}).status_code == 302
    member.user.refresh_from_db()
    assert member.user.email == old
    behind(admin.provider)
    path = link_in(Mail.objects.get(to="neu@neu.example").text)
    assert "neu@neu.example" in Mail.objects.get(to=old).text
    other = Client()
    assert "bestätigen" in other.get(path).content.decode()
    member.user.refresh_from_db()
    assert member.user.email == old
    assert other.post(path).status_code == 200
    member.user.refresh_from_db()
    assert member.user.email == "neu@neu.example"
    assert other.post(path).status_code == 410


def test_a_taken_address_answers_the_same_and_changes_nothing(client, admin, behind):
    member, taken = MembershipFactory(provider=admin.provider, team=admin.team), MembershipFactory()
    url = reverse("member_address", args=[member.user.public_id])
    assert client.post(url, {"email": taken.user.email}).status_code == 302
    behind(admin.provider)
    assert Client().post(link_in(Mail.objects.get(to=taken.user.email).text)).status_code == 410


def test_a_mistyped_address_is_invited_anew(client, admin, behind):
    add(client, email="olag@neu.example")
    behind(admin.provider)
    user = User.objects.get(is_invited=True)
    first = link_in(Mail.objects.get().text)
    client.post(reverse("member_address", args=[user.public_id]), {"email": "olga@neu.example"})
    assert Client().get(first).status_code == 410
    behind(admin.provider)
    assert Client().get(link_in(Mail.objects.get(to="olga@neu.example").text)).status_code == 200


@pytest.mark.parametrize("route", ["member_detail", "member_person", "member_address", "member_roles"])
def test_people_of_another_provider_are_404(client, admin, route):
    stranger = MembershipFactory()
    assert client.get(reverse(route, args=[stranger.user.public_id])).status_code == 404
    assert client.get(reverse("member_edit", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.BILLING, Role.CONTACT_PERSON])
def test_only_the_administration_changes_people(sign_in, role):
    member = MembershipFactory(role=role)
    client = sign_in(member.user)
    assert client.get(detail(member)).status_code == 403
    assert client.get(reverse("member_edit", args=[member.pk])).status_code == 403


def test_a_duplicate_number_is_said_at_its_field(client, admin):
    from tests.administration.test_administration import measure_values
    from tests.factories import MeasureFactory

    MeasureFactory(provider=admin.provider, number="427/1184/1/25")
    response = client.post(reverse("record_create", args=["massnahmen"]), measure_values(admin.provider))
    assert list(response.context["form"].errors) == ["number"]


def test_ended_days_ago_shows_and_can_run_again(client, admin, behind):
    member = MembershipFactory(
        provider=admin.provider, team=admin.team, role=Role.BILLING, ends_on=TODAY - timedelta(days=9)
    )
    assert "beendet" in client.get(detail(member)).content.decode()
    url = reverse("member_edit", args=[member.pk])
    assert client.post(url, role_values(client, member, ends_on="")).status_code == 302
    behind(admin.provider)
    member.refresh_from_db()
    assert member.ends_on is None
