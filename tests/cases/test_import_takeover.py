"""A list from another software brings entry, measure, people, hours; its admissions are finished for many at once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.desk.admission.services import complete_admission
from cases.notes.models import Consent
from cases.people.enums import CaseState
from cases.people.importing.columns import COLUMNS, guess_mapping
from cases.people.models import Admission, Case, CaseStaff, MeasureStay
from cases.sessions.ledger.balances import case_balances
from tests.cases.test_import import apply, columns, latest, preview, upload
from tests.factories import MeasureFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
HEAD = (
    "Nachname;Vorname;Geburtsdatum;Eintritt;Maßnahme;Phase;Ansprechperson;Sozialpädagoge;Lehrkräfte;"
    "Vereinbart ab;Vereinbart bis;Budget;Verbraucht;Stichtag;Quelle"
)


def written(day):
    return f"{day:%d.%m.%Y}"


@pytest.fixture
def lead(behind):
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    behind(lead.provider)
    return lead


def staff(lead, role, first, last):
    user = UserFactory(first_name=first, last_name=last, email=f"{last.lower()}@traeger.example")
    return MembershipFactory(provider=lead.provider, team=lead.team, role=role, user=user)


@pytest.fixture
def team(lead):
    return {
        "contact": staff(lead, Role.CONTACT_PERSON, "Sabine", "Berger"),
        "social": staff(lead, Role.SOCIAL_WORKER, "Jana", "Sommer"),
        "teacher": staff(lead, Role.TEACHER, "Ulf", "Winter"),
    }


@pytest.fixture
def measure(lead):
    return MeasureFactory(
        provider=lead.provider, number="427/7/1/25", starts_on=TODAY - timedelta(days=100),
        ends_on=TODAY + timedelta(days=800),
    )  # fmt: skip


@pytest.fixture
def desk(sign_in, lead, team, measure):
    return sign_in(lead.user)


def line(name="Kova", **more):
    cells = {
        "born": "29.02.2004", "entry": written(TODAY - timedelta(days=900)), "measure": "427/7/1/25",
        "phase": "begleitende Phase", "contact": "Berger, Sabine", "social": "sommer@traeger.example",
        "teacher": "Ulf Winter", "first": written(TODAY - timedelta(days=90)),
        "last": written(TODAY + timedelta(days=90)),
        "budget": "100", "used": "40,5", "until": written(YESTERDAY), "source": "Altsoftware",
    }  # fmt: skip
    return ";".join(f'"{cell}"' for cell in [name, "Olena", *(cells | more).values()])


def taken(desk, *lines):
    upload(desk, "\n".join([HEAD, *lines]))
    run = latest()
    columns(desk, run)
    return run


def finish(desk, *admissions, **more):
    chosen = [str(one.request_key) for one in admissions]
    return desk.post(reverse("admission_open_list"), {"chosen": chosen, "given_by": "selbst", **more}, follow=True)


def test_every_column_of_the_template_is_recognised(desk):
    text = desk.get(reverse("import_template")).content.decode("utf-8-sig").strip()
    heads = [head.strip('"') for head in text.split('";"')]
    assert set(guess_mapping(heads)) == {column.key for column in COLUMNS}


def test_a_list_brings_everything_and_leaves_the_admission_open(desk, measure, team):
    run = taken(desk, line())
    assert "zur Maßnahme gehört die Teilnahme ab dem" in preview(desk, run)
    assert apply(desk, run).status_code == 302
    admission = Admission.objects.get()
    assert (admission.measure, admission.entry_on) == (measure, TODAY - timedelta(days=900))
    assert admission.completed_at is None
    assert admission.case.assignments.get().member == team["contact"]
    assert {row.member for row in CaseStaff.objects.all()} == {team["social"], team["teacher"]}


def test_many_are_finished_at_once_and_their_hours_are_right(desk, measure):
    apply(desk, taken(desk, line(), line("Nowak", born="01.03.2004")))
    page = finish(desk, *Admission.objects.all(), consents="none").content.decode()
    assert "2 Teilnahmen haben begonnen." in page
    for case in Case.objects.all():
        found = case_balances([case.pk], TODAY)[case.pk]
        assert (case.state, found.granted, found.carried) == (CaseState.ACCOMPANYING, 6000, 2430)
    assert {stay.starts_on for stay in MeasureStay.objects.all()} == {measure.starts_on}


def test_who_was_just_taken_over_is_not_said_to_be_without_sessions_for_years(desk):
    apply(desk, taken(desk, line()))
    finish(desk, *Admission.objects.all(), consents="none")
    page = desk.get(reverse("case_list")).content.decode()
    assert "Wochen ohne Termin" not in page
    assert "Kova" not in desk.get(reverse("case_list"), {"quiet": "true"}).content.decode()


def test_reports_are_due_from_the_takeover_on(desk):
    apply(desk, taken(desk, line()))
    finish(desk, *Admission.objects.all(), consents="none")
    page = desk.get(reverse("case_detail", args=[Case.objects.get().public_id])).content.decode()
    assert "Der erste Bericht ist am" in page
    assert "fällig" in page


def test_what_is_missing_is_filled_in_for_those_who_lack_it_and_said_for_the_rest(desk, team, measure):
    bare = dict.fromkeys(("entry", "measure", "phase", "contact", "social", "teacher"), "")
    empty = bare | dict.fromkeys(("first", "last", "budget", "used", "until", "source"), "")
    apply(desk, taken(desk, line("Kova", **empty), line("Nowak", born=written(TODAY - timedelta(days=6000)), **empty)))
    page = finish(
        desk, *Admission.objects.all(), measure=measure.pk, entry_on=written(TODAY), member=team["contact"].pk
    ).content.decode()  # fmt: skip
    assert "1 Teilnahme hat begonnen." in page
    assert "Es fehlt: sorgeberechtigte Person oder warum es keine gibt." in page
    running = Case.objects.running().get()
    waiting = Admission.objects.open().get()
    assert running.trainee.last_name == "Kova"
    assert waiting.measure == measure


def test_the_contact_person_records_consents_on_paper_for_all(sign_in, desk, team):
    apply(desk, taken(desk, line(), line("Nowak", born="01.03.2004")))
    own = sign_in(team["contact"].user)
    paper = {"consents": "given", "purposes": ["company_status"]}
    refused = finish(own, *Admission.objects.all(), **paper)
    assert "wann die Einwilligungen gegeben wurden" in refused.content.decode()
    finish(own, *Admission.objects.all(), **paper, given_on=written(YESTERDAY))
    assert list(Consent.objects.values_list("purpose", "given_on")) == [("company_status", YESTERDAY)] * 2
    assert Case.objects.running().count() == 2


def test_whoever_leads_a_team_leaves_consents_to_the_contact_person(desk):
    apply(desk, taken(desk, line()))
    page = desk.get(reverse("admission_open_list")).content.decode()
    assert "Einwilligungen trägt die Ansprechperson ein." in page
    assert "auf Papier" not in page


def test_problems_stand_once_above_the_list(desk):
    apply(desk, taken(desk, line()))
    page = desk.post(reverse("admission_open_list"), {"given_by": "selbst"}).content.decode()
    assert page.count('id="error-summary"') == 1


def test_somebody_who_was_finished_meanwhile_is_not_finished_twice(desk, lead):
    apply(desk, taken(desk, line()))
    admission = Admission.objects.get()
    complete_admission(admission=admission, by=lead.user)
    page = finish(desk, admission).content.decode()
    assert f"schon von {lead.user.full_name} abgeschlossen" in page


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("measure", "1/2/3", "Eine Maßnahme mit der Nummer „1/2/3“ gibt es nicht."),
        ("entry", "01.01.2016", "höchstens sechs Jahre zurück"),
        ("phase", "Endspurt", "ist keine Phase"),
        ("contact", "Karl Unbekannt", "arbeitet hier nicht als"),
        ("teacher", "Ulf Winter; Karl Unbekannt", "arbeitet hier nicht als Lehrkraft"),
        ("used", "101", "Der Übertrag ist größer als die Bewilligung."),
        ("until", written(TODAY + timedelta(days=1)), "Der Stand liegt in der Zukunft."),
        ("budget", "viel", "sind keine Stunden"),
        ("last", "", "bis wann die Stunden vereinbart sind"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_nothing_is_taken_over(desk, cell, text, words):
    run = taken(desk, line("Richtig"), line("Falsch", born="02.03.2004", **{cell: text}))
    page = preview(desk, run)
    assert words in page
    assert "Zeile 3" in page
    assert apply(desk, run).status_code == 422
    assert not Case.objects.exists()


def test_the_imported_persons_page_leads_to_what_is_missing(desk):
    apply(desk, taken(desk, line(contact="")))
    page = desk.get(reverse("case_detail", args=[Case.objects.get().public_id])).content.decode()
    assert "Es fehlt: Ansprechperson." in page
    assert "Aufnahme fortsetzen" in page


def test_the_list_needs_the_same_queries_for_any_length(desk, django_assert_max_num_queries):
    apply(desk, taken(desk, line()))
    url = reverse("admission_open_list")
    desk.get(url)
    with django_assert_max_num_queries(40) as first:
        desk.get(url)
        most = len(first.captured_queries)
    apply(desk, taken(desk, *(line(f"Name{n}", born=written(date(2003, 3, n + 1))) for n in range(5))))
    with django_assert_max_num_queries(most):
        desk.get(url)


def test_who_may_not_admit_does_not_see_the_list(sign_in, lead):
    teacher = staff(lead, Role.TEACHER, "Ina", "Herbst")
    assert sign_in(teacher.user).get(reverse("admission_open_list")).status_code == 403
