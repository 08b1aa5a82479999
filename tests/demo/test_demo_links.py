"""Demo links sign in on one click, in the demo only."""

import json
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, clear_url_caches, reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import EmploymentKind, FundingKind, Role
from cases.support.enums import Place
from tests.accounts.signing_in import is_signed_in
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    FunderAccessFactory,
    FundingBodyFactory,
    MeasureFactory,
    MembershipFactory,
    ProviderFactory,
    SessionFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    import_module(settings.ROOT_URLCONF)  # decides by the setting whether the demo has routes: here it has none
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.demo.urls_with_demo"
    clear_url_caches()
    yield settings
    clear_url_caches()


@pytest.fixture
def provider():
    return ProviderFactory(is_demo=True)


def _path(url):
    return url.removeprefix(django_settings.PUBLIC_URL)


def _link(user):
    from asa.demo.sign_in import demo_link

    return _path(demo_link(user))


def test_a_click_signs_in_with_everything_open(demo, provider, client):
    member = MembershipFactory(provider=provider)
    assert client.get(_link(member.user))["Location"] == "/"
    assert is_signed_in(client)
    assert client.get("/konto/2fa/").status_code == 200


def test_a_second_link_changes_the_person(demo, provider, client):
    first, second = MembershipFactory(provider=provider), MembershipFactory(provider=provider)
    client.get(_link(first.user))
    client.get(_link(second.user))
    assert client.session["_auth_user_id"] == str(second.user.pk)


def test_without_the_demo_there_is_no_route(client):
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=["x"])
    assert client.get("/demo/anmelden/x/").status_code == 404


def test_the_view_itself_refuses_without_the_demo(demo, provider, client):
    link = _link(MembershipFactory(provider=provider).user)
    demo.DEMO = False
    assert client.get(link).status_code == 404
    assert not is_signed_in(client)


def test_a_demo_session_counts_for_nothing_once_the_demo_is_off(demo, provider, client):
    client.get(_link(MembershipFactory(provider=provider).user))
    demo.DEMO = False
    assert client.get("/konto/2fa/")["Location"] == "/konto/zweiter-faktor/"


def test_people_of_a_real_provider_have_no_link(demo, client):
    assert client.get(_link(MembershipFactory().user)).status_code == 404


@pytest.mark.parametrize("change", [lambda link: link[:-3] + "xx/", lambda link: "/demo/anmelden/1/"])
def test_a_forged_link_is_404(demo, provider, client, change):
    assert client.get(change(_link(MembershipFactory(provider=provider).user))).status_code == 404


def test_the_command_prints_one_person_per_role_and_the_measures(demo, provider):
    team_lead = MembershipFactory(provider=provider, role=Role.TEAM_LEAD)
    MembershipFactory(provider=provider, role=Role.TEACHER)
    MembershipFactory(provider=provider, role=Role.TEACHER)
    for kind in (FundingKind.AGENCY, FundingKind.JOBCENTER):
        FunderAccessFactory(provider=provider, funding_body=FundingBodyFactory(provider=provider, kind=kind))
    measure = MeasureFactory(provider=provider)
    MeasureFactory()

    out = StringIO()
    call_command("demo_links", "--json", stdout=out)
    printed = json.loads(out.getvalue())

    assert set(printed) == {"people", "measures"}
    assert printed["measures"] == [measure.number]
    roles = [person["role"] for person in printed["people"]]
    assert roles == ["Teamleitung", "Lehrkraft", "Fördergeber (Agentur für Arbeit)", "Fördergeber (Jobcenter)"]
    assert set(printed["people"][0]) == {"role", "name", "url"}
    assert printed["people"][0]["name"] == team_lead.user.full_name

    text = StringIO()
    call_command("demo_links", stdout=text)
    assert len(text.getvalue().splitlines()) == len(roles)


def test_every_printed_link_works(demo, provider, client):
    for role in (Role.ADMIN, Role.TEAM_LEAD, Role.BILLING):
        MembershipFactory(provider=provider, role=role)
    out = StringIO()
    call_command("demo_links", "--json", stdout=out)
    for person in json.loads(out.getvalue())["people"]:
        assert client.get(_path(person["url"])).status_code == 302


def test_the_company_gets_in_by_the_link_of_a_running_contract(demo, provider, client):
    with time_machine.travel("2026-11-22 10:00+01:00"):
        TrainingContractFactory(case=CaseFactory(provider=provider))
        agreed = CaseFactory(provider=provider)
        ConsentFactory(case=agreed)
        contract = TrainingContractFactory(case=agreed)
        out = StringIO()
        call_command("demo_links", "--json", stdout=out)
        trainer = next(p for p in json.loads(out.getvalue())["people"] if p["role"] == Role.COMPANY_TRAINER.label)
        assert contract.company.name in trainer["name"]
        assert client.get(_path(trainer["url"])).status_code == 200


def test_the_company_shown_is_one_with_a_visit_to_come(demo, provider, behind):
    contracts = [TrainingContractFactory(case=CaseFactory(provider=provider)) for _ in range(3)]
    for contract in contracts:
        ConsentFactory(case=contract.case)
    visited = contracts[1]
    session = SessionFactory(
        provider=provider, cases=[visited.case], starts=timezone.now() + timedelta(days=3), place=Place.COMPANY
    )
    with wall.within(provider.pk):
        session.company = visited.company
        session.save(update_fields=["company"])

    out = StringIO()
    call_command("demo_links", "--json", stdout=out)

    trainer = next(p for p in json.loads(out.getvalue())["people"] if p["role"] == Role.COMPANY_TRAINER.label)
    assert visited.company.name in trainer["name"]


def test_the_freelance_teacher_has_a_link_too(demo, provider, behind):
    MembershipFactory(provider=provider, role=Role.TEACHER, kind=EmploymentKind.FREELANCE)

    out = StringIO()
    call_command("demo_links", "--json", stdout=out)

    assert "Lehrkraft (Honorarkraft)" in [person["role"] for person in json.loads(out.getvalue())["people"]]


def test_a_trainee_with_access_has_a_link(demo, provider, client, behind):
    trainee = TraineeFactory(provider=provider, user=UserFactory())
    out = StringIO()
    call_command("demo_links", "--json", stdout=out)
    assert [p["name"] for p in json.loads(out.getvalue())["people"]] == [trainee.user.full_name]


def test_the_command_refuses_without_the_demo(provider):
    with pytest.raises(CommandError, match="ASA_DEMO"):
        call_command("demo_links")


def test_the_command_says_when_there_is_no_data(demo):
    with pytest.raises(CommandError, match="Demonstrationsdaten"):
        call_command("demo_links")
