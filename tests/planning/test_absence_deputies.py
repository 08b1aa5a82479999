"""An absence with cover makes the deputyship; leave without cover is a red task of team lead and administration."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from asa.accounts.enums import Role
from asa.mail.models import Mail
from cases.notes.enums import NoteLevel
from cases.notes.models import CounsellingNote
from cases.people.models import Case, ContactDeputy
from cases.support.planning.models import StaffAbsence
from tests.factories import CaseFactory, CaseStaffFactory, CounsellingNoteFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def frozen():
    with time_machine.travel("2026-11-20 13:32:00+00:00", tick=False):
        yield


@pytest.fixture
def away(behind):
    member = MembershipFactory()
    behind(member.provider)
    return member


@pytest.fixture
def lead(away):
    return MembershipFactory(provider=away.provider, team=away.team, role=Role.TEAM_LEAD)


@pytest.fixture
def cover(away):
    return MembershipFactory(provider=away.provider, team=away.team, role=Role.SOCIAL_WORKER)


@pytest.fixture
def cases(away):
    return CaseFactory.create_batch(
        2, provider=away.provider, team=away.team, contact_person=away, trainee__email="azubi@example.org"
    )


def enter(client, away, cover, **changes):
    fields = {"member": away.pk, "kind": "leave", "starts_on": "23.11.2026", "ends_on": "27.11.2026"}
    fields |= {"request_key": "0b4f5c1e-9a3e-4f62-8b6f-0d5b7c1a2e3f", "for_cases": "all"}
    fields |= {"cover": cover.pk if cover else ""} | changes
    return client.post(reverse("absence_create"), {key: value for key, value in fields.items() if value is not None})


def deputies():
    return sorted(ContactDeputy.objects.values_list("member", "starts_on", "ends_on", "reads_notes"))


def test_the_deputyship_is_made_in_the_same_form(sign_in, away, lead, cover, cases):
    answer = enter(sign_in(lead.user), away, cover)

    assert answer.status_code == 302
    assert deputies() == [(cover.pk, FIRST, LAST, False)] * 2


def test_those_concerned_are_told(sign_in, away, lead, cover, cases):
    enter(sign_in(lead.user), away, cover)

    assert "azubi@example.org" in set(Mail.objects.values_list("to", flat=True))


def test_colleagues_get_one_mail_for_all_cases(sign_in, away, lead, cover, cases):
    enter(sign_in(lead.user), away, cover)

    named = Mail.objects.get(to=cover.user.email).text
    assert f"vertreten Sie {away.user.full_name} als feste Ansprechperson bei 2 Teilnahmen." in named
    changed = Mail.objects.get(to=away.user.email).text
    assert f"vertritt {cover.user.full_name} Sie als feste Ansprechperson bei 2 Teilnahmen." in changed


def test_the_absence_shows_who_stands_in_for_whom(sign_in, away, lead, cover, cases):
    client = sign_in(lead.user)
    enter(client, away, cover)

    page = client.get(reverse("absence_detail", args=[StaffAbsence.objects.get().public_id])).content.decode()

    assert "Vertretung der Ansprechperson" in page
    for case in cases:
        assert reverse("case_detail", args=[case.public_id]) in page
    assert f"{cover.user.full_name} · 23.11.2026 bis 27.11.2026" in page


def test_the_deputy_sees_the_people_in_that_time_only(sign_in, away, lead, cover, cases):
    enter(sign_in(lead.user), away, cover)

    assert Case.objects.visible_to(cover.user).count() == 0
    with time_machine.travel("2026-11-24 10:00+01:00", tick=False):
        assert Case.objects.visible_to(type(cover.user).objects.get(pk=cover.user_id)).count() == 2


@pytest.mark.parametrize("level", NoteLevel)
@pytest.mark.parametrize(("ticked", "seen"), [(None, 0), ("on", 1)])
def test_notes_open_only_where_said(sign_in, away, lead, cover, cases, ticked, seen, level):
    CounsellingNoteFactory(provider=away.provider, case=cases[0], author=away.user, level=level)
    enter(sign_in(lead.user), away, cover, reads_notes=ticked)

    with time_machine.travel("2026-11-24 10:00+01:00", tick=False):
        user = type(cover.user).objects.get(pk=cover.user_id)
        assert CounsellingNote.objects.visible_to(user).count() == seen


def test_a_colleague_of_the_case_team_reads_its_notes_as_a_deputy_without_notes_too(sign_in, away, lead, cover, cases):
    CounsellingNoteFactory(provider=away.provider, case=cases[0], author=away.user, level=NoteLevel.TEAM)
    CaseStaffFactory(case=cases[0], member=cover)
    enter(sign_in(lead.user), away, cover)

    with time_machine.travel("2026-11-24 10:00+01:00", tick=False):
        user = type(cover.user).objects.get(pk=cover.user_id)
        assert CounsellingNote.objects.visible_to(user).count() == 1


def test_only_those_ticked(sign_in, away, lead, cover, cases):
    client = sign_in(lead.user)
    enter(client, away, cover, for_cases="chosen")
    assert deputies() == []
    absence = StaffAbsence.objects.get()

    for _ in range(2):
        client.post(reverse("absence_deputies", args=[absence.public_id]), {"case": str(cases[0].public_id)})

    assert [row.assignment.case for row in ContactDeputy.objects.all()] == [cases[0]]


def test_a_contact_person_asks_and_the_lead_makes_it(sign_in, away, lead, cover, cases):
    enter(sign_in(away.user), away, cover, for_cases=None)
    assert deputies() == []

    page = sign_in(lead.user).get("/").content.decode()
    assert "Vertretung eintragen" in page
    absence = StaffAbsence.objects.get()
    chosen = {"case": [str(case.public_id) for case in cases]}
    sign_in(lead.user).post(reverse("absence_deputies", args=[absence.public_id]), chosen)

    assert len(deputies()) == 2
    assert "Vertretung eintragen" not in sign_in(lead.user).get("/").content.decode()


def test_leave_without_cover_is_a_red_task(sign_in, away, lead, cases):
    enter(sign_in(away.user), away, None, for_cases=None)

    page = sign_in(lead.user).get("/").content.decode()

    assert f"Vertretung fehlt: {away.user.full_name}" in page


def test_nobody_else_has_the_task(sign_in, away, cover, cases):
    enter(sign_in(away.user), away, None, for_cases=None)

    assert "Vertretung fehlt" not in sign_in(cover.user).get("/").content.decode()


def test_a_teacher_takes_lessons_and_is_no_deputy(sign_in, away, lead, cases):
    teacher = MembershipFactory(provider=away.provider, team=away.team, role=Role.TEACHER)

    enter(sign_in(lead.user), away, teacher)

    assert deputies() == []
    page = sign_in(lead.user).get(reverse("absence_detail", args=[StaffAbsence.objects.get().public_id]))
    assert "Als Ansprechperson vertritt eine Ansprechperson" in page.content.decode()


def test_nobody_covers_for_themselves(sign_in, away, lead, cases):
    answer = enter(sign_in(away.user), away, away, for_cases=None)

    assert answer.context["form"].errors["cover"]
    assert not StaffAbsence.objects.exists()


def test_only_a_lead_of_the_team_makes_it(sign_in, away, lead, cover, cases):
    enter(sign_in(lead.user), away, cover, for_cases="chosen")
    url = reverse("absence_deputies", args=[StaffAbsence.objects.get().public_id])
    other = MembershipFactory(provider=away.provider, role=Role.TEAM_LEAD)

    assert sign_in(away.user).post(url).status_code == 403
    assert sign_in(other.user).post(url).status_code == 404
