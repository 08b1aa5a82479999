"""A further contract in a case that is there: who may, overlap in German, once per key, companies of one's own only."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.people.enums import CaseState
from cases.people.models import Case, TrainingContract
from companies.catalogue.models import OccupationName
from companies.records.models import Company
from tests.factories import (
    CaseFactory,
    CompanyFactory,
    MembershipFactory,
    OccupationFactory,
    TeamFactory,
    TrainingContractFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def case(member):
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member, state=CaseState.NO_CONTRACT)


@pytest.fixture
def values(member):
    name = OccupationName.objects.create(occupation=OccupationFactory(), name="Maler/in")
    company = CompanyFactory(provider=member.provider, name="Malerei Öz", place="Kassel")
    return {
        "request_key": uuid.uuid4(),
        "kind": "regular",
        "occupation_2": name.pk,
        "company_2": company.pk,
        "starts_on": "01.09.2026",
        "ends_on": "31.08.2029",
        "shortened_months": 0,
    }


def url(case):
    return reverse("contract_create", args=[case.public_id])


def contracts(case):
    with wall.within(case.provider_id):
        return list(TrainingContract.objects.filter(case=case).select_related("company"))


def test_a_contract_after_a_break_lets_the_case_go_on_and_is_entered_once(sign_in, member, case, values):
    client = sign_in(member.user)
    assert client.get(url(case)).status_code == 200
    assert url(case) in client.get(reverse("case_detail", args=[case.public_id])).content.decode()

    assert [client.post(url(case), values).status_code for _ in range(2)] == [302, 302]

    assert [c.company.name for c in contracts(case)] == ["Malerei Öz"]
    with wall.within(case.provider_id):
        assert Case.objects.get().state == CaseState.ACCOMPANYING


def test_the_company_may_be_new(sign_in, member, case, values):
    client = sign_in(member.user)
    new = values | {"company_2": "", "new_company": "Möbelbau Süd", "new_place": "Kassel"}

    neither = client.post(url(case), new | {"new_company": ""})
    both = client.post(url(case), values | {"new_company": "Möbelbau Süd"})
    assert [client.post(url(case), new).status_code for _ in range(2)] == [302, 302]

    assert "Namen eines neuen" in str(neither.context["form"].errors["company"])
    assert "nicht beides" in str(both.context["form"].errors["new_company"])
    assert [(c.company.name, c.company.place) for c in contracts(case)] == [("Möbelbau Süd", "Kassel")]
    with wall.within(case.provider_id):
        assert Company.objects.filter(name="Möbelbau Süd").count() == 1


def test_a_contract_that_begins_later_does_not_hide_the_one_that_runs(sign_in, member, case, values):
    today = timezone.localdate()
    old = CompanyFactory(provider=member.provider, name="Altbau GmbH")
    TrainingContractFactory(
        case=case,
        company=old,
        starts_on=today - timedelta(days=90),
        ends_on=today + timedelta(days=900),
        trial_ends_on=None,
        ended_on=today + timedelta(days=10),
        end_reason="agreement",
    )
    begins = today + timedelta(days=20)
    client = sign_in(member.user)
    later = {"starts_on": f"{begins:%d.%m.%Y}", "ends_on": f"{begins + timedelta(days=900):%d.%m.%Y}"}
    assert client.post(url(case), values | later).status_code == 302

    person = client.get(reverse("case_detail", args=[case.public_id])).context["person"]
    assert person.contract.company == old
    assert [thing.title for thing in person.upcoming] == ["Vertrag endet", "Ausbildung beginnt: Malerei Öz"]
    assert client.get(reverse("case_list")).context["rows"][0].company == "Altbau GmbH"


def test_two_contracts_at_one_time_and_wrong_dates_are_refused_in_german(sign_in, member, case, values):
    TrainingContractFactory(case=case, ended_on=None)
    client = sign_in(member.user)

    both = client.post(url(case), values)
    reverse_dates = client.post(url(case), values | {"ends_on": "31.08.2020"})

    assert [both.status_code, reverse_dates.status_code] == [422, 422]
    assert "schon einen Ausbildungsvertrag" in str(both.context["form"].errors)
    assert "Das Ende muss nach dem Beginn liegen." in reverse_dates.content.decode()
    assert len(contracts(case)) == 1


def test_others_may_not_and_foreign_companies_are_refused(sign_in, member, case, values):
    foreign = CompanyFactory()
    client = sign_in(member.user)
    assert client.post(url(case), values | {"company_2": foreign.pk}).status_code == 422
    assert (
        client.post(
            url(case), values | {"company_0": foreign.name, "company_1": foreign.pk, "company_2": ""}
        ).status_code
        == 422
    )
    assert contracts(case) == []

    assert sign_in(MembershipFactory().user).post(url(case), values).status_code == 404


def test_the_company_is_searched_with_and_without_scripts(sign_in, member, case, values):
    CompanyFactory(name="Malerei Fremd")
    client = sign_in(member.user)

    answer = client.get(reverse("company_search"), {"q": "oz kass"}, headers={"accept": "application/json"})
    page = client.post(url(case), values | {"company_0": "malerei", "company_2": "", "company_search": "1"})

    assert [row["label"] for row in answer.json()["results"]] == ["Malerei Öz"]
    text = page.content.decode()
    assert "Welcher Betrieb ist es?" in text
    assert "Malerei Fremd" not in text
    assert contracts(case) == []


def test_the_administration_gives_a_case_to_a_team_with_a_lead(sign_in, member, case):
    lead = MembershipFactory(provider=member.provider, role=Role.TEAM_LEAD, team=TeamFactory(provider=member.provider))
    admin = MembershipFactory(provider=member.provider, role=Role.ADMIN)
    page = reverse("team_change", args=[case.public_id])
    assert sign_in(member.user).get(page).status_code == 403
    client = sign_in(admin.user)
    form = client.get(page).context["form"]
    assert [team.pk for team in form.fields["team"].queryset] == [lead.team_id]
    assert client.post(page, {"team": lead.team_id, "version": 99}).status_code == 422

    assert client.post(page, {"team": lead.team_id, "version": form.fields["version"].initial}).status_code == 302

    with wall.within(case.provider_id):
        assert Case.objects.get().team_id == lead.team_id
        assert LogEntry.objects.filter(kind=LogKind.GRANT, object_id=case.pk).exists()
    assert client.get(page).status_code == 403  # the lead decides now
    assert sign_in(lead.user).get(reverse("contact_person_change", args=[case.public_id])).status_code == 200
