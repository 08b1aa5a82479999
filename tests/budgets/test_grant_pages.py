"""Begleitungsstunden of a person: who sees and who writes, the forms, twice, stale, hostile text, query counts."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.people.enums import MeasureModel
from cases.people.models import MeasureStay
from cases.support.budgets import services
from cases.support.budgets.contingents import create_years
from cases.support.budgets.enums import GrantState, Side
from cases.support.budgets.models import HourGrant, HourGrantStep
from tests.budgets.situations import agreed, case_in, measure_of, message, monthly, proposed, total
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, TraineeFactory

HOSTILE = "<script>alert('x')</script>"


def page_of(case):
    return reverse("grant_list", args=[case.public_id])


def contact_of(case):
    return case.assignments.get().member.user


def member(case, role, **more):
    return MembershipFactory(provider=case.provider, role=role, **more).user


def post_new(client, case, **values):
    values = {
        "request_key": uuid4(),
        "side": "funding_body",
        "starts_on": "01.09.2025",
        "ends_on": "31.07.2026",
        "total_minutes": "12,5",
        "on": "02.02.2026",
        "channel": "emaw",
    } | values
    return client.post(reverse("grant_create", args=[case.public_id]), values)


def post_step(client, grant, name="grant_agree", **values):
    values = {"request_key": uuid4(), "version": 1, "on": "03.02.2026", "channel": "emaw"} | values
    return client.post(reverse(name, args=[grant.public_id]), values)


def terms(**values):
    return {"starts_on": "01.09.2025", "ends_on": "31.07.2026", "total_minutes": "80"} | values


@pytest.fixture
def signed(sign_in, case):
    return sign_in(contact_of(case))


# ---- seeing ----


def test_hours_of_a_measure_that_was_left_say_their_last_day(signed, case):
    agreed(case, total(120))
    assert "dann andere Maßnahme" not in signed.get(page_of(case)).content.decode()
    case.stays.update(ends_on=date(2026, 1, 31))
    assert "dann andere Maßnahme" not in signed.get(page_of(case)).content.decode()  # an exit is no change of payer
    with wall.within(case.provider_id):
        new = MeasureFactory(provider=case.provider)
        MeasureStay.objects.create(provider=case.provider, case=case, measure=new, starts_on=date(2026, 2, 1))
    assert "gilt nur bis 31.01.2026, dann andere Maßnahme" in signed.get(page_of(case)).content.decode()


def test_the_page_shows_what_is_agreed_what_is_open_and_every_step(signed, case):
    grant = agreed(case, total(120), message=message(remark=HOSTILE))
    services.propose_change(grant=grant, terms=total(60), message=message(letter_on=date(2026, 1, 5)), by=None)
    page = signed.get(page_of(case)).content.decode()

    assert "Antwort von uns offen" in page
    assert "120,0\u00a0Std. für den Zeitraum, gilt weiter" in page
    assert "60,0\u00a0Std. für den Zeitraum" in page
    assert "Schreiben vom 05.01.2026, ohne eM@w" in page
    assert "3 Schritte" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_months_and_kinds_stand_apart_in_2021(sign_in, behind):
    case = case_in(MeasureModel.ASAFLEX_2021)
    behind(case.provider)
    agreed(case, monthly(10, 2.5))
    page = sign_in(contact_of(case)).get(page_of(case)).content.decode()
    assert "je Monat 10,0\u00a0Std. Unterricht (SuF) und 2,5\u00a0Std. Stabilisierung (SbB)" in page


def test_an_empty_page_says_what_will_be_here(signed, case):
    page = signed.get(page_of(case)).content.decode()
    assert "Noch keine Begleitungsstunden eingetragen." in page
    assert "Neue Stunden eintragen" in page


def test_the_page_needs_the_same_queries_for_any_number_of_threads(signed, case, django_assert_num_queries):
    by = contact_of(case)
    agreed(case, total(10, date(2025, 9, 1), date(2025, 9, 30)), by=by)
    signed.get(page_of(case))
    # session and wall (6), roles (5), savepoints (4), provider; case, right to write, measures,
    # grants with measure and funding body, steps, who entered them, carry-overs
    with django_assert_num_queries(24):
        signed.get(page_of(case))
    for month in (10, 11, 12):
        agreed(case, total(10, date(2025, month, 1), date(2025, month, 28)), by=by)
    with django_assert_num_queries(24):
        signed.get(page_of(case))


@pytest.mark.parametrize(
    ("role", "status", "writes"),
    [
        (Role.ADMIN, 200, False),
        (Role.BILLING, 200, True),
        (Role.DATA_PROTECTION, 403, False),
        (Role.TEACHER, 404, False),
        (Role.CONTACT_PERSON, 404, False),
        (Role.SOCIAL_WORKER, 404, False),
    ],
)
def test_who_sees_the_page_and_may_write(sign_in, case, role, status, writes):
    client = sign_in(member(case, role))
    response = client.get(page_of(case))
    assert response.status_code == status
    assert (b"Neue Stunden eintragen" in response.content) is writes


def test_a_team_lead_reads_the_team_and_writes_nothing(sign_in, case):
    client = sign_in(member(case, Role.TEAM_LEAD, team=case.team))
    assert client.get(page_of(case)).status_code == 200
    assert post_new(client, case).status_code == 403


def test_who_only_reads_may_not_write_by_address(sign_in, case):
    grant = proposed(case, total(120))
    client = sign_in(member(case, Role.ADMIN))
    assert post_new(client, case).status_code == 403
    assert post_step(client, grant).status_code == 403


def test_another_provider_finds_nothing(sign_in, case):
    grant = proposed(case, total(120))
    client = sign_in(MembershipFactory(role=Role.BILLING).user)
    assert client.get(page_of(case)).status_code == 404
    assert post_new(client, case).status_code == 404
    assert post_step(client, grant).status_code == 404


def test_a_trainee_has_no_staff_page(sign_in, case):
    user = MembershipFactory(provider=case.provider).user
    case.trainee.user = user
    case.trainee.save(update_fields=["user"])
    user.memberships.all().delete()
    assert sign_in(user).get(page_of(case)).status_code == 404


# ---- writing ----


def test_a_proposal_is_entered_in_hours(signed, case):
    assert post_new(signed, case).status_code == 302
    step = HourGrantStep.objects.get()
    assert (step.total_minutes, step.side, step.created_by) == (750, Side.FUNDING_BODY, contact_of(case))


def test_posting_twice_makes_one_thread(signed, case):
    key = uuid4()
    post_new(signed, case, request_key=key)
    assert post_new(signed, case, request_key=key).status_code == 302
    assert HourGrant.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_on": "31.08.2025"}, "außerhalb der Teilnahme"),
        ({"ends_on": "01.08.2025"}, "Das Ende darf nicht vor dem Beginn liegen."),
        ({"ends_on": "31.12.9999"}, "endet am 31.07.2028"),
        ({"total_minutes": "viel"}, "Geben Sie Stunden ein, zum Beispiel 12,5 oder 12:30."),
        ({"total_minutes": "-3"}, "Geben Sie null oder mehr Stunden ein."),
        ({"total_minutes": "99999999"}, "mehr als 10.000 Stunden"),
        ({"channel": "letter"}, "Geben Sie das Datum des Schreibens an"),
        ({"on": "16.10.2026"}, "Das Datum liegt in der Zukunft."),
        ({"side": "x"}, "Von wem?"),
    ],
)
def test_wrong_values_are_refused_in_words_and_kept(signed, case, wrong, words):
    response = post_new(signed, case, remark="Telefonat am Montag", **wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Telefonat am Montag" in page
    assert not HourGrant.objects.exists()


def test_zero_hours_ask_once_more(signed, case):
    first = post_new(signed, case, total_minutes="0")
    assert "Bestätigen Sie, dass Sie das meinen." in first.content.decode()
    assert not HourGrant.objects.exists()

    assert post_new(signed, case, total_minutes="0", confirm_zero="on").status_code == 302
    assert HourGrantStep.objects.get().total_minutes == 0


def test_nobody_is_asked_about_zero_when_there_are_hours(signed, case):
    page = signed.get(reverse("grant_create", args=[case.public_id])).content.decode()
    assert "confirm_zero" not in page


def test_a_measure_without_emaw_asks_for_the_letter_only(sign_in, behind):
    case = case_in(uses_emaw=False)
    behind(case.provider)
    client = sign_in(contact_of(case))
    page = client.get(reverse("grant_create", args=[case.public_id])).content.decode()
    assert "Diese Maßnahme läuft ohne eM@w." in page
    assert 'value="emaw"' not in page
    assert post_new(client, case).status_code == 422
    assert post_new(client, case, channel="letter", letter_on="30.01.2026").status_code == 302


def test_whoever_was_in_two_measures_chooses(signed, case):
    first, other = measure_of(case), MeasureFactory(provider=case.provider)
    case.stays.update(ends_on=date(2026, 1, 31))
    MeasureStay.objects.create(provider=case.provider, case=case, measure=other, starts_on=date(2026, 2, 1))
    address = reverse("grant_create", args=[case.public_id])

    assert f'<p class="asa-sub">{other}' in signed.get(address).content.decode()
    assert f'<p class="asa-sub">{first}' in signed.get(f"{address}?measure={first.public_id}").content.decode()
    assert signed.get(f"{address}?measure={MeasureFactory(provider=case.provider).public_id}").status_code == 404
    assert signed.get(f"{address}?measure=%27x").status_code == 404


def test_the_next_period_is_offered(signed, case):
    agreed(case, total(120))
    measure = measure_of(case)
    create_years(measure=measure, starts_on=measure.starts_on, count=3, by=None)
    page = signed.get(reverse("grant_create", args=[case.public_id])).content.decode()
    assert 'value="01.08.2026"' in page
    assert 'value="31.07.2027"' in page


def test_a_case_without_measure_leads_back(sign_in, behind):
    contact = MembershipFactory()
    case = CaseFactory(provider=contact.provider, contact_person=contact, measure=None)
    behind(case.provider)
    client = sign_in(contact.user)
    assert client.get(reverse("grant_create", args=[case.public_id])).status_code == 302
    assert "gehört noch keine Maßnahme" in client.get(page_of(case)).content.decode()


@pytest.mark.parametrize(
    ("name", "values", "state"),
    [
        ("grant_agree", {}, GrantState.AGREED),
        ("grant_refuse", {}, GrantState.REFUSED),
        ("grant_counter", terms(), GrantState.COUNTERED),
        ("grant_change", terms(side="funding_body"), GrantState.PROPOSED),
    ],
)
def test_each_answer_adds_one_step_also_when_posted_twice(signed, case, name, values, state):
    grant, key = proposed(case, total(120)), uuid4()
    for _ in range(2):
        assert post_step(signed, grant, name, request_key=key, **values).status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.steps.count()) == (state, 2)


@pytest.mark.parametrize("name", ["grant_agree", "grant_refuse", "grant_counter", "grant_change"])
def test_each_form_opens_and_shows_what_was_said(signed, case, name):
    grant = proposed(case, total(120))
    page = signed.get(reverse(name, args=[grant.public_id])).content.decode()
    assert "Meldung des Kostenträgers: 120,0\u00a0Std. für den Zeitraum" in page


def test_an_answered_thread_leads_back_with_a_word(signed, case):
    grant = agreed(case, total(120))
    response = signed.get(reverse("grant_agree", args=[grant.public_id]), follow=True)
    assert "Hier ist keine Antwort offen." in response.content.decode()
    assert post_step(signed, grant).status_code == 422


def test_a_stale_answer_shows_both_and_keeps_what_was_typed(signed, case):
    grant = proposed(case, total(120))
    services.propose_change(grant=grant, terms=total(60), message=message(), by=None)

    stale = post_step(signed, grant, remark="wie besprochen")
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Inzwischen gibt es einen neuen Schritt" in page
    assert "60,0\u00a0Std. für den Zeitraum" in page
    assert "wie besprochen" in page
    assert 'name="version" value="2"' in page
    assert post_step(signed, grant, version=2).status_code == 302


# ---- open answers ----


def test_open_answers_are_listed_by_who_has_to_answer(sign_in, case):
    proposed(case, total(120))
    other = CaseFactory(
        provider=case.provider,
        measure=measure_of(case),
        trainee=TraineeFactory(provider=case.provider, first_name="Deniz", last_name="Öztürk"),
    )
    services.counter(grant=proposed(other, total(120)), terms=total(80), message=message(), by=None)
    client = sign_in(member(case, Role.BILLING))

    page = client.get(reverse("grant_open_list")).content.decode()
    assert page.index("Wir antworten") < page.index(case.trainee.full_name)
    assert page.index("Der Kostenträger antwortet") < page.index("Deniz Öztürk")
    assert "2 Antworten stehen aus" in client.get(reverse("more")).content.decode()


def test_the_list_shows_own_people_only(sign_in, case):
    proposed(case, total(120))
    stranger = member(case, Role.CONTACT_PERSON)
    page = sign_in(stranger).get(reverse("grant_open_list")).content.decode()
    assert case.trainee.full_name not in page
    assert "Alle Meldungen sind beantwortet." in page


def test_the_list_needs_the_same_queries_for_any_length(sign_in, case, django_assert_num_queries):
    client = sign_in(member(case, Role.BILLING))
    proposed(case, total(120))
    client.get(reverse("grant_open_list"))
    # session and wall (6), roles (5), savepoints (4), provider; count, threads with last step, steps
    with django_assert_num_queries(20):
        client.get(reverse("grant_open_list"))
    with wall.within(case.provider_id):
        for _ in range(4):
            proposed(CaseFactory(provider=case.provider, measure=measure_of(case)), total(120))
    with django_assert_num_queries(20):
        client.get(reverse("grant_open_list"))


@pytest.mark.parametrize("role", [Role.BILLING, Role.ADMIN])
def test_the_page_of_the_person_leads_to_the_hours(sign_in, case, role):
    page = sign_in(member(case, role)).get(reverse("case_detail", args=[case.public_id])).content.decode()
    assert page_of(case) in page
