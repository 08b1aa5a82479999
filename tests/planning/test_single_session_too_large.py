"""A single session over the limit is told to the administration once; the line while writing says the shares."""

from datetime import date

import pytest

from asa.jobs.models import Job
from asa.jobs.running import run
from asa.mail.models import Mail
from cases.people.models import Case
from cases.sessions.enums import Outcome, SessionKind
from cases.sessions.preview import preview
from cases.sessions.size_notices import TOO_LARGE_JOB
from tests.factories import CaseFactory, MeasureFactory
from tests.months.situations import Office
from tests.planning.test_group_rules import in_full

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(behind):
    office = Office()
    behind(office.provider)
    while len(office.cases) < 7:
        office.cases.append(CaseFactory(provider=office.provider, measure=office.measure))
    behind(office.provider)
    return office


def test_seven_people_in_a_single_session_are_told_once(office):
    session = office.document(*[Outcome.PRESENT] * 7)
    office.document(*[Outcome.PRESENT] * 7, session=session)
    job = Job.objects.get(kind=TOO_LARGE_JOB)
    run(job.pk)
    mail = Mail.objects.get()
    assert mail.to == office.admin.user.email
    assert "7 Personen" in mail.text
    assert all(case.trainee.last_name not in mail.text for case in Case.objects.select_related("trainee"))


def test_six_are_not(office):
    office.document(*[Outcome.PRESENT] * 6)
    assert not Job.objects.filter(kind=TOO_LARGE_JOB).exists()


def test_whoever_stayed_away_takes_no_place(office):
    office.document(*[Outcome.PRESENT] * 6, Outcome.NO_SHOW)
    assert not Job.objects.filter(kind=TOO_LARGE_JOB).exists()


def test_planning_seven_is_told_too(office):
    office.plan(people=7)
    assert Job.objects.filter(kind=TOO_LARGE_JOB).count() == 1


def _counts(office, other):
    parts = [(office.cases[0], Outcome.PRESENT), (other, Outcome.PRESENT)]
    return preview(kind=SessionKind.SOCIAL, on=date(2026, 10, 5), minutes=60, parts=parts)


def test_the_line_names_what_each_measure_pays(office, behind):
    other = CaseFactory(provider=office.provider, measure=MeasureFactory(provider=office.provider))
    behind(office.provider)
    counts = _counts(office, other)
    assert sum(minutes for _, minutes in counts.shares) == 60
    assert counts.shares_words.startswith("Maßnahmen: ")
    assert "Einkaufszentrum" not in counts.shares_words


def test_a_measure_in_full_beside_others_exceeds_the_lesson_and_the_line_says_so(office, behind):
    full = MeasureFactory(provider=office.provider, number="427/99/1/25")
    other = CaseFactory(provider=office.provider, measure=full)
    behind(office.provider)
    in_full(full)
    words = preview(
        kind=SessionKind.SOCIAL,
        on=date(2026, 11, 5),
        minutes=60,
        parts=[(office.cases[0], Outcome.PRESENT), (other, Outcome.PRESENT)],
    ).shares_words
    assert "Zusammen 90 Minuten bei 60 Minuten Termin" in words
    assert "mit dem Einkaufszentrum vereinbart" in words
