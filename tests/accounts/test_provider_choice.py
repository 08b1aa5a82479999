"""Somebody at two providers works for one at a time, chooses which, and never meets rows of the other."""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from asa.accounts.enums import Role
from asa.accounts.models import FactorReset, Membership, Provider, Site
from tests.accounts.signing_in import add_app
from tests.factories import CaseFactory, FunderAccessFactory, MembershipFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return MembershipFactory(role=Role.CONTACT_PERSON)


@pytest.fixture
def there(here):
    """The same person's membership at a second provider, with a higher id."""
    return MembershipFactory(role=Role.CONTACT_PERSON, user=here.user)


def case_of(member, name):
    trainee = TraineeFactory(provider=member.provider, last_name=name)
    return CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)


def test_one_chooses_and_the_choice_is_remembered(sign_in, here, there):
    mine, other = case_of(here, "Hiesig"), case_of(there, "Dortig")
    client = sign_in(here.user)
    assert "Träger wechseln" in client.get("/").content.decode()
    assert client.get(reverse("case_detail", args=[other.public_id])).status_code == 404

    assert client.post(reverse("provider_choice"), {"provider": there.provider_id}).status_code == 302
    page = client.get("/").content.decode()
    assert there.provider.name in page
    assert client.get(reverse("case_detail", args=[other.public_id])).status_code == 200
    assert client.get(reverse("case_detail", args=[mine.public_id])).status_code == 404

    client.logout()
    assert sign_in(here.user).get("/").context["provider_name"] == there.provider.name


def test_who_has_one_provider_is_offered_no_choice(sign_in, here):
    other = MembershipFactory()
    client = sign_in(here.user)
    assert "Träger wechseln" not in client.get("/").content.decode()
    assert client.post(reverse("provider_choice"), {"provider": other.provider_id}).status_code == 404
    assert client.post(reverse("provider_choice"), {"provider": "x"}).status_code == 404


def test_a_provider_that_was_left_falls_away(sign_in, here, there, behind):
    client = sign_in(here.user)
    client.post(reverse("provider_choice"), {"provider": there.provider_id})
    behind(there.provider)
    Membership.objects.filter(pk=there.pk).update(ends_on="2025-01-01")
    assert client.get("/").context["provider_name"] == here.provider.name


def test_a_reader_elsewhere_may_choose_too(sign_in, here):
    access = FunderAccessFactory(user=here.user)
    client = sign_in(here.user)
    client.post(reverse("provider_choice"), {"provider": access.provider_id})
    assert client.get("/", follow=True).context["provider_name"] == access.provider.name


@pytest.mark.parametrize("route", ["group_create", "session_create", "calendar", "absence_create"])
def test_pages_offer_no_membership_of_the_other_provider(sign_in, here, there, route):
    case_of(here, "Hiesig")
    MembershipFactory(provider=there.provider, team=there.team, user__last_name="Dortmann")
    page = sign_in(here.user).get(reverse(route), follow=True)
    assert page.status_code == 200
    text = page.content.decode()
    assert f'value="{there.pk}"' not in text
    assert "Dortmann" not in text


def test_a_group_held_at_the_other_provider_is_refused_at_the_field(sign_in, here, there):
    client = sign_in(here.user)
    form = client.get(reverse("group_create")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values |= {"name": "Mathe", "module": "tuition", "place": "site", "staff": there.pk, "starts_on": "2026-11-02"}
    assert client.post(reverse("group_create"), values | {"request_key": uuid.uuid4()}).status_code == 422


def test_the_request_sees_own_rows_of_one_provider_only(sign_in, here, there, rf):
    from asa.accounts.middleware import WallMiddleware

    seen = []

    def view(request):
        seen.extend(Membership.objects.filter(user=request.user).values_list("provider", flat=True))
        from django.http import HttpResponse

        return HttpResponse()

    request = rf.get("/")
    request.user, request.session = here.user, {}
    WallMiddleware(view)(request)
    assert seen == [here.provider_id]
    assert request.providers == sorted([here.provider_id, there.provider_id])


def reset_of(client, user):
    return client.post(reverse("recovery"), {"user": user.pk, "reason": "verloren", "request_key": uuid.uuid4()})


def test_a_factor_that_opens_another_provider_is_not_reset(sign_in, here, there, behind):
    add_app(here.user)
    admin = MembershipFactory(role=Role.ADMIN, provider=here.provider, team=here.team)
    page = reset_of(sign_in(admin.user), here.user)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Wiederherstellungscodes" in text
    assert there.provider.name not in text
    behind(here.provider)
    assert not FactorReset.objects.exists()


def test_who_joins_elsewhere_meanwhile_keeps_the_factor(sign_in, here, behind):
    add_app(here.user)
    admin = MembershipFactory(role=Role.ADMIN, provider=here.provider, team=here.team)
    lead = MembershipFactory(role=Role.TEAM_LEAD, provider=here.provider, team=here.team)
    assert reset_of(sign_in(admin.user), here.user).status_code == 302
    FunderAccessFactory(user=here.user)
    behind(here.provider)
    row = FactorReset.objects.get()
    sign_in(lead.user).post(reverse("recovery_confirm", args=[row.request_key]))
    assert Authenticator.objects.filter(user=here.user).exists()
    assert Client().get("/").status_code == 302


def test_namesakes_are_told_apart_by_the_own_place(sign_in, here, there, behind):
    for member, place in ((here, "Kassel"), (there, "")):
        behind(member.provider)
        Provider.objects.filter(pk=member.provider_id).update(name="Lernwerk")
        Site.objects.filter(pk=member.team.site_id).update(place=place, name="Standort Nord")
    other = MembershipFactory(provider__name="Lernwerk")

    client = sign_in(here.user)
    page = client.get(reverse("provider_choice")).content.decode()
    assert "<strong>Lernwerk, Kassel</strong>" in page
    assert "<strong>Lernwerk, Standort Nord</strong>" in page
    assert page.count("<strong>Lernwerk") == 2
    assert f'value="{other.provider_id}"' not in page
    chosen = client.post(reverse("provider_choice"), {"provider": there.provider_id}, follow=True)
    assert "Sie arbeiten jetzt bei Lernwerk, Standort Nord." in chosen.content.decode()


def test_other_names_stay_without_a_place(sign_in, here, there):
    page = sign_in(here.user).get(reverse("provider_choice")).content.decode()
    assert f"<strong>{here.provider.name}</strong>" in page
    assert f"<strong>{there.provider.name}</strong>" in page
