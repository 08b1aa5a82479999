import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.notes.models import Consent
from cases.people.enums import CaseState
from cases.people.models import Admission, Case, CaseEvent, Trainee, TrainingContract
from companies.catalogue.search import search_occupations
from companies.records.models import Company
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, TraineeFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def member(db):
    return MembershipFactory()


@pytest.fixture
def measure(member):
    return MeasureFactory(provider=member.provider)


@pytest.fixture
def desk(sign_in, member):
    return sign_in(member.user)


def person(measure, **more):
    return {
        "request_key": str(uuid.uuid4()),
        "first_name": "Олена",
        "last_name": "Großmann-Öztürk",
        "birth_date_0": "29",
        "birth_date_1": "2",
        "birth_date_2": "2004",
        "measure": measure.pk,
        "entry_on": f"{TODAY:%d.%m.%Y}",
        "eligibility": "basic",
        **more,
    }


@pytest.fixture
def case(desk, member, measure, behind):
    desk.post(reverse("admission_create"), person(measure))
    behind(member.provider)
    return Case.objects.get()


def post(client, case, part, **data):
    """Post a part as its page sends it, with the version that the page carries."""
    url = reverse("admission_part", args=[case.public_id, part])
    context = client.get(url).context
    seen = context["form"].fields["version"].initial if context and "form" in context else ""
    return client.post(url, {"version": seen, **data})


def complete(client, case):
    return client.post(reverse("admission_check", args=[case.public_id]), {"anyway": "1"})


def training(**more):
    chosen = search_occupations("kfz mechatronikerin")[0]
    return {
        "kind": "regular",
        "occupation_0": chosen.name,
        "occupation_1": chosen.name_id,
        "new_company": "Autohaus Sommer",
        "new_place": "Auental",
        "starts_on": f"{TODAY - timedelta(days=30):%d.%m.%Y}",
        "ends_on": f"{TODAY + timedelta(days=900):%d.%m.%Y}",
        "trainer_last_name": "Sommer",
        **more,
    }


@pytest.mark.usefixtures("catalogue")
def test_the_whole_way(desk, member, measure, case, behind):
    assert case.state == CaseState.ASSIGNED
    assert post(desk, case, "ausbildung", **training()).status_code == 302
    assert post(desk, case, "berufsschule", school="Holzmannschule", school_days="Mo.").status_code == 302
    assert post(desk, case, "bedarf", needs="Fachrechnen", goals="Zwischenprüfung").status_code == 302
    consents = {"purposes": ["company_status"], "given_on": f"{TODAY:%d.%m.%Y}", "given_by": "selbst"}
    assert post(desk, case, "einwilligungen", **consents).status_code == 302
    done = post(desk, case, "ansprechperson", member=member.pk)
    assert done.url == reverse("admission_check", args=[case.public_id])
    page = desk.get(done.url).content.decode()
    assert "Großmann-Öztürk" in page
    assert "Ändern" in page
    assert complete(desk, case).url == reverse("case_detail", args=[case.public_id])

    behind(member.provider)
    case.refresh_from_db()
    assert (case.state, case.started_on) == (CaseState.ACCOMPANYING, TODAY)
    assert case.stays.get().measure == measure
    assert case.contracts.get().occupation_name == "Kfz-Mechatroniker/in"
    assert case.contracts.get().trainer.last_name == "Sommer"
    assert Consent.objects.valid("company_status").get().case == case
    assert case.assignments.get().member == member
    assert {e.kind for e in CaseEvent.objects.filter(case=case)} == {
        "created",
        "contact_person",
        "contract",
        "measure",
        "state",
    }


def test_without_a_contact_person_it_does_not_begin(desk, member, case, behind):
    answer = complete(desk, case)
    assert answer.status_code == 422
    assert "Eine Teilnahme läuft nur mit fester Ansprechperson" in answer.content.decode()
    behind(member.provider)
    case.refresh_from_db()
    assert case.state == CaseState.ASSIGNED
    assert not case.stays.exists()


def test_the_check_page_says_before_what_is_missing(desk, member, case, behind):
    check = reverse("admission_check", args=[case.public_id])
    page = desk.get(check).content.decode()
    assert "Zum Abschließen fehlt noch" in page
    assert "trotzdem" not in page
    post(desk, case, "ansprechperson", member=member.pk)
    assert "Zum Abschließen fehlt noch" not in desk.get(check).content.decode()


def test_parts_left_empty_do_not_lead_round_in_a_circle(desk, member, case):
    after_school = post(desk, case, "berufsschule", school="", school_days="")
    assert after_school.url == reverse("admission_part", args=[case.public_id, "bedarf"])
    last = post(desk, case, "ansprechperson", member=member.pk)
    assert last.url == reverse("admission_check", args=[case.public_id])


def test_completing_twice_begins_once(desk, member, case, behind):
    post(desk, case, "ansprechperson", member=member.pk)
    assert [complete(desk, case).status_code, complete(desk, case).status_code] == [302, 302]
    behind(member.provider)
    assert case.stays.count() == 1


def test_posting_the_start_twice_makes_one_person(desk, member, measure, behind):
    data = person(measure)
    first = desk.post(reverse("admission_create"), data)
    second = desk.post(reverse("admission_create"), {**data, "same_as": "other"})
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    behind(member.provider)
    assert (Trainee.objects.count(), Admission.objects.count()) == (1, 1)


@pytest.mark.parametrize(("pre_phase", "state"), [(True, CaseState.PRE_PHASE), (False, CaseState.NO_CONTRACT)])
def test_without_a_contract_the_measure_decides_the_phase(desk, member, measure, case, behind, pre_phase, state):
    behind(member.provider)
    measure.has_pre_phase = pre_phase
    measure.save()
    post(desk, case, "ausbildung", no_contract="on", kind="regular")
    post(desk, case, "ansprechperson", member=member.pk)
    complete(desk, case)
    behind(member.provider)
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.usefixtures("catalogue")
def test_without_scripts_the_occupation_is_searched_and_picked(desk, member, case, behind):
    typed = training(occupation_0="kfz mechatronikerin", occupation_1="")
    found = post(desk, case, "ausbildung", **typed, occupation_search="1").content.decode()
    assert "Welcher Beruf ist es?" in found
    assert "Bitte prüfen Sie" not in found
    assert 'value="Autohaus Sommer"' in found
    behind(member.provider)
    assert not TrainingContract.objects.exists()
    picked = search_occupations("kfz mechatronikerin")[0].name_id
    assert post(desk, case, "ausbildung", **typed, occupation_2=picked).status_code == 302
    behind(member.provider)
    assert TrainingContract.objects.get().occupation.code == "25212"


@pytest.mark.parametrize(
    "born", [("31", "2", "2007"), ("1", "13", "2007"), ("1", "1", "2099"), ("9" * 30, "1", "2007")]
)
def test_a_birth_date_that_does_not_exist_is_refused_and_kept(desk, measure, born):
    data = person(measure, **{f"birth_date_{i}": part for i, part in enumerate(born)})

    answer = desk.post(reverse("admission_create"), data)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="#id_birth_date' in text
    assert f'value="{born[0]}"' in text
    assert "Großmann-Öztürk" in text


@pytest.mark.usefixtures("catalogue")
def test_errors_keep_everything_typed(desk, case):
    answer = post(desk, case, "ausbildung", **training(ends_on="31.02.2028", occupation_1="", occupation_0="xyzxyz"))
    text = answer.content.decode()
    assert "Geben Sie das Datum so ein: 22.11.2026." in text
    assert 'value="31.02.2028"' in text
    assert 'value="Autohaus Sommer"' in text
    assert 'value="xyzxyz"' in text


@pytest.mark.usefixtures("catalogue")
def test_saving_a_part_again_changes_the_same_contract(desk, member, case, behind):
    post(desk, case, "ausbildung", **training())
    behind(member.provider)
    company = Company.objects.get()
    post(desk, case, "ausbildung", **training(new_company="", new_place="", company_2=company.pk, trainer_last_name=""))
    behind(member.provider)
    assert TrainingContract.objects.count() == 1
    assert Company.objects.count() == 1


def test_someone_known_is_asked_about_and_never_merged_silently(desk, member, measure, behind):
    known = CaseFactory(
        provider=member.provider,
        trainee__provider=member.provider,
        trainee__first_name="Amira",
        trainee__last_name="Özkan",
        contact_person=member,
    ).trainee
    data = person(measure, first_name="AMIRA", last_name="Ozkan", birth_date_0="14", birth_date_1="5")
    data["birth_date_2"] = "2007"
    asked = desk.post(reverse("admission_create"), data).content.decode()
    assert "Diese Person gibt es vielleicht schon" in asked
    behind(member.provider)
    assert Trainee.objects.count() == 1
    assert desk.post(reverse("admission_create"), {**data, "same_as": str(known.public_id)}).status_code == 302
    behind(member.provider)
    assert known.cases.count() == 2
    again = {**data, "same_as": "other", "request_key": str(uuid.uuid4())}
    assert desk.post(reverse("admission_create"), again).status_code == 302
    behind(member.provider)
    assert Trainee.objects.count() == 2


def test_someone_of_another_team_is_hinted_at_without_details(desk, member, measure):
    TraineeFactory(provider=member.provider, first_name="Amira", last_name="Geheim", place="Nirgendwo")
    data = person(measure, first_name="Amira", last_name="Geheim", birth_date_0="14", birth_date_1="5")
    text = desk.post(reverse("admission_create"), {**data, "birth_date_2": "2007"}).content.decode()
    assert "führt ein anderes Team" in text
    assert "Nirgendwo" not in text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200),
        (Role.TEAM_LEAD, 200),
        (Role.CONTACT_PERSON, 200),
        (Role.SOCIAL_WORKER, 403),
        (Role.TEACHER, 403),
        (Role.BILLING, 403),
    ],
)
def test_who_may_admit(sign_in, role, status):
    member = MembershipFactory(role=role)
    assert sign_in(member.user).get(reverse("admission_create")).status_code == status


@pytest.mark.parametrize("part", ["bedarf", "einwilligungen"])
def test_goals_and_consents_are_not_for_the_administration(sign_in, case, member, part):
    admin = MembershipFactory(provider=member.provider, role=Role.ADMIN)
    client = sign_in(admin.user)
    assert client.get(reverse("admission_part", args=[case.public_id, part])).status_code == 403
    assert (
        "trägt die Ansprechperson ein"
        in client.get(reverse("admission_detail", args=[case.public_id])).content.decode()
    )


def test_a_stranger_and_another_provider_see_nothing(sign_in, case, member):
    colleague = MembershipFactory(provider=member.provider)
    stranger = MembershipFactory()
    for user in (colleague.user, stranger.user):
        assert sign_in(user).get(reverse("admission_detail", args=[case.public_id])).status_code == 404


def test_a_contact_person_of_another_provider_is_refused(desk, case):
    answer = post(desk, case, "ansprechperson", member=MembershipFactory().pk)
    assert answer.status_code == 200
    assert "Bitte prüfen Sie eine Angabe" in answer.content.decode()


def test_the_team_lead_keeps_the_case_in_the_team(sign_in, behind):
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    mine = MembershipFactory(provider=lead.provider, team=lead.team)
    other = MembershipFactory(provider=lead.provider)
    client = sign_in(lead.user)
    client.post(reverse("admission_create"), person(MeasureFactory(provider=lead.provider)))
    behind(lead.provider)
    case = Case.objects.get()
    assert case.team == lead.team
    page = client.get(reverse("admission_part", args=[case.public_id, "ansprechperson"])).content.decode()
    assert mine.user.full_name in page
    assert f'value="{other.pk}"' not in page


def test_an_entry_outside_the_measure_is_refused(desk, measure):
    day = measure.ends_on + timedelta(days=1)
    text = desk.post(reverse("admission_create"), person(measure, entry_on=f"{day:%d.%m.%Y}")).content.decode()
    assert "oder ein Jahr voraus" in text or "Diese Maßnahme läuft vom" in text


def test_the_walls_hold_without_a_provider(case):
    wall.enter(None)
    assert not Admission.objects.exists()
