"""Confidential notes: written once, amended, never edited; every reading is logged; the level decides who reads."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from cases.notes.models import ConflictNote, CounsellingNote, HealthNote
from cases.people.models import ContactDeputy
from tests.factories import CaseFactory, CaseStaffFactory, CounsellingNoteFactory, MembershipFactory

pytestmark = pytest.mark.django_db

SECRET = "Geheimwort Nachtigall"
ROUTES_OF_NOTES = ("note_list", "note_create")


@pytest.fixture
def case():
    return CaseFactory(contact_person=None, measure=None)


@pytest.fixture
def contact(case):
    from tests.factories import ContactAssignmentFactory

    member = MembershipFactory(provider=case.provider, team=case.team)
    ContactAssignmentFactory(provider=case.provider, case=case, member=member, starts_on=case.started_on)
    return member


def colleague(case, role=Role.SOCIAL_WORKER):
    member = MembershipFactory(provider=case.provider, team=case.team, role=role)
    CaseStaffFactory(case=case, member=member)
    return member


def listing(client, case, code="n"):
    return client.get(reverse("note_list", args=[case.public_id, code]))


def write(client, case, code="n", **values):
    values = {"request_key": uuid4(), "text": SECRET, "level": "case_team"} | values
    return client.post(reverse("note_create", args=[case.public_id, code]), values)


def reads(case):
    with wall.within(case.provider_id):
        return LogEntry.objects.filter(kind=LogKind.READ).count()


def test_a_note_is_written_and_read(sign_in, case, contact):
    client = sign_in(contact.user)

    assert write(client, case).status_code == 302
    assert SECRET in listing(client, case).content.decode()
    assert reads(case) == 1


def test_each_shown_text_is_logged_and_nothing_of_it_stands_in_the_log(sign_in, case, contact):
    CounsellingNoteFactory.create_batch(3, case=case, author=contact.user)

    listing(sign_in(contact.user), case)

    with wall.within(case.provider_id):
        entries = LogEntry.objects.filter(kind=LogKind.READ)
        assert entries.count() == 3
        assert "Nachtigall" not in str(list(entries.values()))


def test_posting_twice_writes_one_note(sign_in, case, contact):
    client, key = sign_in(contact.user), uuid4()

    write(client, case, request_key=key)
    write(client, case, request_key=key)

    with wall.within(case.provider_id):
        assert CounsellingNote.objects.count() == 1


def test_level_author_is_closed_to_the_case_team(sign_in, case, contact):
    CounsellingNoteFactory(case=case, author=contact.user, level="author")

    response = listing(sign_in(colleague(case).user), case)

    html = response.content.decode()
    assert "Text nicht freigegeben." in html
    assert SECRET not in html
    assert reads(case) == 0


def test_level_author_is_open_to_the_deputy_of_the_author(sign_in, case, contact):
    CounsellingNoteFactory(case=case, author=contact.user, level="author")
    deputy = MembershipFactory(provider=case.provider)
    today = timezone.localdate()
    with wall.within(case.provider_id):
        ContactDeputy.objects.create(
            provider=case.provider, assignment=case.assignments.get(), member=deputy, starts_on=today, ends_on=today
        )

    assert SECRET in listing(sign_in(deputy.user), case).content.decode()


def test_a_past_deputy_reads_nothing(sign_in, case, contact):
    CounsellingNoteFactory(case=case, author=contact.user, level="author")
    deputy = colleague(case, Role.CONTACT_PERSON)
    past = timezone.localdate() - timedelta(days=2)
    with wall.within(case.provider_id):
        ContactDeputy.objects.create(
            provider=case.provider, assignment=case.assignments.get(), member=deputy, starts_on=past, ends_on=past
        )

    assert SECRET not in listing(sign_in(deputy.user), case).content.decode()


def test_team_lead_sees_meta_only(sign_in, case, contact):
    CounsellingNoteFactory(case=case, author=contact.user)
    lead = MembershipFactory(provider=case.provider, team=case.team, role=Role.TEAM_LEAD)

    html = listing(sign_in(lead.user), case).content.decode()

    assert contact.user.full_name in html
    assert SECRET not in html
    assert reads(case) == 0


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.ADMIN, "n", 403),
        (Role.BILLING, "n", 403),
        (Role.TEACHER, "n", 404),
        (Role.TEACHER, "h", 404),
        (Role.TEAM_LEAD, "h", 404),
        (Role.TEAM_LEAD, "k", 200),
        (Role.SOCIAL_WORKER, "h", 200),
        (Role.SOCIAL_WORKER, "x", 404),
    ],
)
def test_who_opens_which_list(sign_in, case, contact, role, code, status):
    member = MembershipFactory(provider=case.provider, team=case.team, role=role)
    if role == Role.SOCIAL_WORKER:
        CaseStaffFactory(case=case, member=member)
    if role == Role.TEACHER:
        from tests.factories import SessionFactory

        SessionFactory(provider=case.provider, staff=[member], cases=[case])

    assert listing(sign_in(member.user), case, code).status_code == status


@pytest.mark.parametrize("code", ["n", "h", "k"])
def test_colleagues_of_other_cases_and_providers_get_404(sign_in, case, contact, code):
    for stranger in (MembershipFactory(provider=case.provider), MembershipFactory()):
        client = sign_in(stranger.user)
        assert listing(client, case, code).status_code == 404
        assert write(client, case, code).status_code == 404


def test_a_team_lead_may_not_write(sign_in, case, contact):
    lead = MembershipFactory(provider=case.provider, team=case.team, role=Role.TEAM_LEAD)

    assert write(sign_in(lead.user), case).status_code == 403


def test_amending_adds_and_never_changes(sign_in, case, contact):
    note = CounsellingNoteFactory(case=case, author=contact.user)
    client, key = sign_in(contact.user), uuid4()
    url = reverse("note_amend", args=["n", note.public_id])

    client.post(url, {"request_key": key, "text": "Später ergänzt"})
    client.post(url, {"request_key": key, "text": "Später ergänzt"})

    html = listing(client, case).content.decode()
    assert SECRET in html
    assert html.count("Später ergänzt") == 1


def test_others_may_not_amend(sign_in, case, contact):
    note = CounsellingNoteFactory(case=case, author=contact.user)

    response = sign_in(colleague(case).user).post(
        reverse("note_amend", args=["n", note.public_id]), {"request_key": uuid4(), "text": "x"}
    )

    assert response.status_code == 403


def test_health_data_need_purpose_and_basis(sign_in, case, contact):
    client = sign_in(contact.user)

    refused = write(client, case, "h")
    write(client, case, "h", purpose="Prüfungsausgleich", legal_basis="Einwilligung vom 01.09.2025")

    assert "Nennen Sie den Zweck dieser Angabe." in refused.content.decode()
    assert SECRET in refused.content.decode()  # what was typed is kept
    with wall.within(case.provider_id):
        assert HealthNote.objects.get().purpose == "Prüfungsausgleich"


def test_conflict_notes_stand_in_their_own_table(sign_in, case, contact):
    write(sign_in(contact.user), case, "k")

    with wall.within(case.provider_id):
        assert (ConflictNote.objects.count(), CounsellingNote.objects.count()) == (1, 0)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>x</b>\n\n{{ 7|add:7 }}", "\x00\x07ok"])
def test_hostile_text_stays_text(sign_in, case, contact, text):
    client = sign_in(contact.user)

    write(client, case, text=text)

    html = listing(client, case).content.decode()
    assert "<script>alert" not in html
    assert "<b>x" not in html


def test_notes_are_not_stored_by_browsers(sign_in, case, contact):
    assert "no-store" in listing(sign_in(contact.user), case)["Cache-Control"]


@pytest.mark.parametrize("code", ["n", "h", "k"])
def test_the_lists_are_shut_for_data_protection_until_somebody_asks_for_access(sign_in, case, contact, code):
    assert write(sign_in(contact.user), case).status_code == 302
    officer = MembershipFactory(provider=case.provider, role=Role.DATA_PROTECTION, team=None)
    client = sign_in(officer.user)
    answers = {client.get(reverse(route, args=[case.public_id, code])).status_code for route in ROUTES_OF_NOTES}
    assert answers <= {403, 404}
    shut = listing(client, case, code)
    unknown = client.get(reverse("note_list", args=[uuid4(), code]))
    assert (shut.status_code, unknown.status_code) == (404, 404)
    assert case.trainee.last_name not in shut.content.decode()
