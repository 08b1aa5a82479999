"""Correcting master data, contract, needs and goals: who may, stale versions, errors at the field."""

from datetime import date

import pytest
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.people.models import Case, Trainee, TrainingContract
from cases.portal.links import create_link
from companies.catalogue.models import OccupationName
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    CompanyContactFactory,
    CompanyFactory,
    MembershipFactory,
    OccupationFactory,
    TraineeFactory,
    TrainingContractFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def case(member):
    trainee = TraineeFactory(
        provider=member.provider, first_name="Deniz", last_name="Öztürk", customer_number="427D1", phone="+491711234567"
    )
    return CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)


@pytest.fixture
def contract(case):
    return TrainingContractFactory(case=case)


def fresh(row):
    with wall.within(row.provider_id):
        return type(row).objects.get(pk=row.pk)


def person(**values):
    born = {"birth_date_0": "14", "birth_date_1": "5", "birth_date_2": "2007"}
    return {"version": 1, "first_name": "Deniz", "last_name": "Öztürk", "phone": "0171 1234567", **born} | values


def put_person(client, case, **values):
    return client.post(reverse("trainee_edit", args=[case.public_id]), person(**values))


def put_needs(client, case, **values):
    return client.post(reverse("needs_edit", args=[case.public_id]), {"version": 1, "needs": "", "goals": ""} | values)


def put_contract(client, contract, **values):
    fields = {
        "version": 1,
        "kind": "regular",
        "company_2": contract.company_id,
        "trainer": contract.trainer_id,
        "occupation_0": contract.occupation_name,
        "starts_on": "01.09.2025",
        "ends_on": "28.02.2029",
        "trial_ends_on": "31.12.2025",
        "shortened_months": "0",
    }
    return client.post(reverse("contract_edit", args=[contract.public_id]), fields | values)


def test_a_company_that_no_table_can_hold_is_refused(sign_in, member, contract):
    answer = put_contract(sign_in(member.user), contract, company_0="\0x", company_1="\0", company_2="")

    assert answer.status_code == 422


def test_master_data_are_saved_and_logged_without_their_values(sign_in, member, case):
    response = put_person(sign_in(member.user), case, last_name="Öztürk-Yıldız", language="Türkçe", school_days="Mo.")

    trainee = fresh(case.trainee)
    assert response.status_code == 302
    assert (trainee.last_name, trainee.language, trainee.school_days) == ("Öztürk-Yıldız", "Türkçe", "Mo.")
    assert (trainee.version, trainee.customer_number) == (2, "427D1")
    with wall.within(case.provider_id):
        entry = LogEntry.objects.get(kind=LogKind.CHANGE, object_type=Trainee._meta.label_lower, object_id=trainee.pk)
    assert "Yıldız" not in str(entry.details)


def test_the_form_shows_what_is_saved(sign_in, member, case):
    text = sign_in(member.user).get(reverse("trainee_edit", args=[case.public_id])).content.decode()

    assert "Öztürk" in text
    assert "427D1" not in text


def test_the_postcode_proposes_the_place(sign_in, member, case, catalogue):
    put_person(sign_in(member.user), case, postcode="60311")

    trainee = fresh(case.trainee)
    assert (trainee.postcode, trainee.place, trainee.land) == ("60311", "Frankfurt am Main", "HE")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"first_name": ""}, "Geben Sie den Vornamen ein."),
        ({"postcode": "123"}, 'href="#id_postcode">Die Postleitzahl hat fünf Ziffern.'),
        ({"phone": "12"}, "Geben Sie die Nummer mit Vorwahl ein"),
        ({"email": "deniz@"}, "nicht vollständig"),
        ({"birth_date_0": "", "birth_date_1": "", "birth_date_2": ""}, "Geburtsdatum"),
        ({"birth_date_2": "2029"}, "in der Zukunft"),
        ({"birth_date_0": "31", "birth_date_1": "2"}, "Geburtsdatum"),
    ],
)
def test_wrong_master_data_are_refused_and_kept(sign_in, member, case, values, message):
    response = put_person(sign_in(member.user), case, **({"street": "Getippte Straße 4"} | values))

    text = response.content.decode()
    assert response.status_code == 422
    assert message in text
    assert "Getippte Straße 4" in text
    assert fresh(case.trainee).version == 1


def test_a_stale_save_shows_both_texts_and_the_next_one_wins(sign_in, member, case):
    with wall.within(case.provider_id):
        Trainee.objects.update(street="Straße der Kollegin 1", version=2)
    client = sign_in(member.user)

    response = put_person(client, case, street="Meine Straße 2")

    text = response.content.decode()
    assert response.status_code == 422
    assert "Straße der Kollegin 1" in text
    assert "Meine Straße 2" in text
    assert 'name="version" value="2"' in text
    assert fresh(case.trainee).street == "Straße der Kollegin 1"
    assert put_person(client, case, street="Meine Straße 2", version=2).status_code == 302
    assert fresh(case.trainee).street == "Meine Straße 2"


def test_the_same_form_twice_is_saved_once(sign_in, member, case):
    client = sign_in(member.user)

    assert [put_person(client, case, street="Weg 1").status_code for _ in range(2)] == [302, 302]
    assert fresh(case.trainee).version == 2


def test_hostile_text_stays_text(sign_in, member, case):
    client = sign_in(member.user)
    evil = "<script>alert(1)</script>"

    put_person(client, case, language=evil, school=evil)
    put_needs(client, case, goals=evil)

    for name in ("case_detail", "trainee_edit", "needs_edit"):
        text = client.get(reverse(name, args=[case.public_id])).content.decode()
        assert evil not in text
        assert "&lt;script&gt;" in text


def test_needs_and_goals_are_saved(sign_in, member, case):
    put_needs(sign_in(member.user), case, needs="Fachrechnen", goals="Prüfung schaffen")

    saved = fresh(case)
    assert (saved.needs, saved.goals, saved.version) == ("Fachrechnen", "Prüfung schaffen", 2)


def test_stale_needs_show_both(sign_in, member, case):
    with wall.within(case.provider_id):
        Case.objects.update(goals="Ziel der Kollegin", version=2)

    response = put_needs(sign_in(member.user), case, goals="Mein Ziel")

    assert response.status_code == 422
    assert "Ziel der Kollegin" in response.content.decode()
    assert "Mein Ziel" in response.content.decode()
    assert fresh(case).goals == "Ziel der Kollegin"


def test_too_long_needs_are_refused(sign_in, member, case):
    assert put_needs(sign_in(member.user), case, needs="x" * 2001).status_code == 422
    assert fresh(case).version == 1


@pytest.mark.parametrize(
    ("role", "master", "plan"),
    [
        (Role.ADMIN, 200, 403),
        (Role.TEAM_LEAD, 200, 403),
        (Role.SOCIAL_WORKER, 200, 200),
        (Role.TEACHER, 403, 403),
        (Role.BILLING, 403, 403),
        (Role.DATA_PROTECTION, 403, 403),
    ],
)
def test_who_may(sign_in, case, contract, role, master, plan):
    member = MembershipFactory(provider=case.provider, team=case.team, role=role)
    if role == Role.SOCIAL_WORKER:
        CaseStaffFactory(case=case, member=member)
    client = sign_in(member.user)

    assert client.get(reverse("trainee_edit", args=[case.public_id])).status_code == master
    assert client.get(reverse("contract_edit", args=[contract.public_id])).status_code == master
    assert client.get(reverse("needs_edit", args=[case.public_id])).status_code == plan
    page = client.get(reverse("case_detail", args=[case.public_id])).content.decode()
    assert (reverse("trainee_edit", args=[case.public_id]) in page) is (master == 200)
    assert (reverse("contract_edit", args=[contract.public_id]) in page) is (master == 200)
    assert (reverse("needs_edit", args=[case.public_id]) in page) is (plan == 200)


def test_strangers_get_404(sign_in, case, contract):
    for stranger in (MembershipFactory(provider=case.provider), MembershipFactory()):
        client = sign_in(stranger.user)
        assert put_person(client, case, last_name="Fremd").status_code == 404
        assert put_needs(client, case, goals="Fremd").status_code == 404
        assert put_contract(client, contract, specialisation="Fremd").status_code == 404
    assert fresh(case.trainee).last_name == "Öztürk"


def test_a_contract_is_corrected(sign_in, member, contract):
    response = put_contract(
        sign_in(member.user),
        contract,
        specialisation="Personenkraftwagen",
        part_time_percent="75",
        trial_ends_on="30.11.2025",
        register_number="A 12",
    )

    saved = fresh(contract)
    assert response.status_code == 302
    assert (saved.specialisation, saved.part_time_percent, saved.register_number) == ("Personenkraftwagen", 75, "A 12")
    assert (saved.trial_ends_on, saved.version, saved.occupation_name) == (
        date(2025, 11, 30), 2, contract.occupation_name,
    )  # fmt: skip
    with wall.within(contract.provider_id):
        assert "berichtigt" in saved.case.events.first().details["text"]


def test_another_occupation_is_chosen_by_its_name(sign_in, member, contract):
    baker = OccupationFactory(code="29222", title="Backen", short_title="Backen – Fachkraft")
    with wall.within(contract.provider_id):
        OccupationName.objects.get_or_create(occupation=baker, name="Probebäcker/in")

    put_contract(sign_in(member.user), contract, occupation_0="Probebäcker/in")

    assert (fresh(contract).occupation_id, fresh(contract).occupation_name) == (baker.pk, "Probebäcker/in")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ends_on": "01.09.2025"}, "Das Ende muss nach dem Beginn liegen."),
        ({"trial_ends_on": "01.08.2025"}, "Die Probezeit liegt innerhalb der Vertragszeit."),
        ({"part_time_percent": "40"}, "zwischen 50 und 99 Prozent"),
        ({"part_time_percent": "halb"}, "ganze Zahl von 50 bis 99"),
        ({"shortened_months": "-3"}, "mindestens 0"),
        ({"occupation_0": "Raumschiffpilotin"}, "amtlichen Verzeichnis"),
        ({"occupation_0": ""}, "Geben Sie einen Ausbildungsberuf ein."),
        ({"company_2": "999999"}, "Geben Sie einen Betrieb ein."),
        ({"company_2": "abc", "trainer": "9" * 30}, "Geben Sie einen Betrieb ein."),
    ],
)
def test_a_wrong_contract_is_refused_at_the_field(sign_in, member, contract, values, message):
    response = put_contract(sign_in(member.user), contract, **({"register_number": "getippt"} | values))

    assert response.status_code == 422
    assert message in response.content.decode()
    assert "getippt" in response.content.decode()
    assert fresh(contract).version == 1


def test_company_and_trainer_of_others_are_refused(sign_in, member, contract):
    foreign = CompanyContactFactory(company=CompanyFactory())
    elsewhere = CompanyContactFactory(company=CompanyFactory(provider=contract.provider))
    client = sign_in(member.user)

    assert put_contract(client, contract, company_2=foreign.company_id, trainer=foreign.pk).status_code == 422
    response = put_contract(client, contract, trainer=elsewhere.pk)
    assert "Wählen Sie bei „Ausbilder/in“ einen der Vorschläge." in response.content.decode()
    assert fresh(contract).version == 1


def test_the_company_changes_only_before_it_was_told_anything(sign_in, member, contract):
    other = CompanyContactFactory(company=CompanyFactory(provider=contract.provider))
    third = CompanyFactory(provider=contract.provider)
    client = sign_in(member.user)

    assert put_contract(client, contract, company_2=other.company_id, trainer=other.pk).status_code == 302
    assert fresh(contract).company_id == other.company_id
    with wall.within(contract.provider_id):
        create_link(fresh(contract), other, member.user)
    response = put_contract(client, contract, company_2=third.pk, trainer="", version=2)
    assert "hat schon einen Stand bekommen" in response.content.decode()
    assert fresh(contract).company_id == other.company_id


def test_two_contracts_never_overlap_after_a_correction(sign_in, member, contract):
    TrainingContractFactory(
        case=contract.case, starts_on=date(2029, 3, 1), ends_on=date(2031, 1, 1), trial_ends_on=None
    )

    response = put_contract(sign_in(member.user), contract, ends_on="01.04.2029")

    assert "schon einen Ausbildungsvertrag" in response.content.decode()
    assert fresh(contract).ends_on == date(2029, 2, 28)


def test_a_stale_contract_shows_both_and_the_same_twice_is_saved_once(sign_in, member, contract):
    client = sign_in(member.user)
    assert [put_contract(client, contract, register_number="A 1").status_code for _ in range(2)] == [302, 302]
    assert fresh(contract).version == 2

    response = put_contract(client, contract, register_number="B 2", ends_on="31.03.2029")

    text = response.content.decode()
    assert response.status_code == 422
    assert all(words in text for words in ("A 1", "B 2", "28.02.2029", "31.03.2029"))
    with wall.within(contract.provider_id):
        assert TrainingContract.objects.get().register_number == "A 1"
