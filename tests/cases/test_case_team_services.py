"""The case team: who can be named, from when to when, for one and for many; what it opens and closes."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.accounts.once import KeyReused
from cases.people.case_team import end_case_staff, name_case_staff, name_case_staff_for
from cases.people.enums import CaseEventKind, CaseState, ExitReason
from cases.people.life.exits import enter_exit
from cases.people.models import Case, CaseStaff
from cases.sessions.choices import candidates
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def lead():
    return MembershipFactory(role=Role.TEAM_LEAD)


@pytest.fixture
def case(lead):
    return CaseFactory(provider=lead.provider, team=lead.team)


@pytest.fixture
def social(lead):
    return MembershipFactory(provider=lead.provider, role=Role.SOCIAL_WORKER, user=UserFactory(last_name="Sommer"))


@pytest.fixture
def inside(lead):
    with wall.within(lead.provider_id):
        yield


def sees(member, case):
    return Case.objects.visible_to(member.user).filter(pk=case.pk).exists()


def fresh(member):
    """The same person in the next request: access is read once per request."""
    member.user.__dict__.pop("_access", None)
    return member


@pytest.mark.usefixtures("inside")
class TestNaming:
    def test_a_social_worker_sees_and_logs_from_that_moment(self, case, social, lead, today):
        assert not sees(social, case)
        name_case_staff(case=case, member=social, starts_on=today, by=lead.user)
        assert sees(fresh(social), case)
        assert [c.pk for c in candidates(social.user)] == [case.pk]

    def test_she_loses_sight_after_the_last_day(self, case, social, lead, today):
        name_case_staff(case=case, member=social, starts_on=today - 9 * DAY, ends_on=today - DAY, by=lead.user)
        assert not sees(social, case)

    def test_a_teacher_reaches_the_pupil_before_the_first_lesson(self, case, lead, today):
        teacher = MembershipFactory(provider=lead.provider, role=Role.TEACHER)
        name_case_staff(case=case, member=teacher, starts_on=today, by=lead.user)
        assert [c.pk for c in candidates(teacher.user)] == [case.pk]

    def test_it_leaves_an_event_and_a_log_entry(self, case, social, lead, today):
        row = name_case_staff(case=case, member=social, starts_on=today, by=lead.user)
        event = case.events.get(kind=CaseEventKind.CASE_TEAM)
        assert event.by == lead.user
        assert event.sentence == f"Fallteam: {social.user.full_name}, Sozialpädagogik"
        entry = LogEntry.objects.get(kind=LogKind.GRANT, object_type="cases.casestaff", object_id=row.pk)
        assert entry.details == {"what": "case_team", "case": case.pk, "member": social.pk}

    def test_the_same_request_key_names_once(self, case, social, lead, today):
        key = uuid.uuid4()
        rows = [
            name_case_staff(case=case, member=social, starts_on=today, by=lead.user, request_key=key) for _ in range(2)
        ]
        assert rows[0] == rows[1]
        assert case.events.filter(kind=CaseEventKind.CASE_TEAM).count() == 1

    def test_the_key_of_somebody_elses_row_is_refused(self, case, social, lead, today):
        key = uuid.uuid4()
        name_case_staff(case=case, member=social, starts_on=today, by=lead.user, request_key=key)
        other = MembershipFactory(provider=lead.provider, role=Role.TEACHER)
        with pytest.raises(KeyReused):
            name_case_staff(case=case, member=other, starts_on=today, by=lead.user, request_key=key)

    @pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.TEAM_LEAD, Role.ADMIN, Role.BILLING])
    def test_other_roles_are_refused(self, case, lead, today, role):
        member = MembershipFactory(provider=lead.provider, role=role)
        with pytest.raises(ValidationError, match="hat nicht die Rolle"):
            name_case_staff(case=case, member=member, starts_on=today, by=lead.user)

    @pytest.mark.parametrize(
        ("begins", "ends", "field"), [(-20, -1, "member"), (1, None, "starts_on"), (-20, 5, "ends_on")]
    )
    def test_who_does_not_work_then_is_refused_at_the_field(self, case, lead, today, begins, ends, field):
        member = MembershipFactory(
            provider=lead.provider,
            role=Role.TEACHER,
            starts_on=today + begins * DAY,
            ends_on=None if ends is None else today + ends * DAY,
        )
        with pytest.raises(ValidationError) as refused:
            name_case_staff(case=case, member=member, starts_on=today, ends_on=today + 30 * DAY, by=lead.user)
        assert list(refused.value.message_dict) == [field]

    def test_an_end_before_the_beginning_is_refused_here_and_by_the_database(self, case, social, lead, today):
        with pytest.raises(ValidationError, match="nicht vor dem Beginn"):
            name_case_staff(case=case, member=social, starts_on=today, ends_on=today - DAY, by=lead.user)
        with pytest.raises(IntegrityError, match="case_staff_ends_after_start"), transaction.atomic():
            CaseStaffFactory(provider=case.provider, case=case, member=social, starts_on=today, ends_on=today - DAY)

    def test_overlapping_days_are_refused_at_the_person(self, case, social, lead, today):
        name_case_staff(case=case, member=social, starts_on=today, ends_on=today + 9 * DAY, by=lead.user)
        with pytest.raises(ValidationError, match="schon zum Fallteam") as refused:
            name_case_staff(case=case, member=social, starts_on=today + 9 * DAY, by=lead.user)
        assert list(refused.value.message_dict) == ["member"]
        name_case_staff(case=case, member=social, starts_on=today + 10 * DAY, by=lead.user)

    def test_another_provider_is_refused(self, case, lead, today):
        stranger = MembershipFactory(role=Role.SOCIAL_WORKER)
        with pytest.raises(ValidationError, match="nicht zu Ihrem Träger"):
            name_case_staff(case=case, member=stranger, starts_on=today, by=lead.user)

    def test_a_case_that_is_over_takes_nobody(self, case, social, lead, today):
        enter_exit(case=case, by=lead.user, on=today, reason=ExitReason.WORK, outcome="done_job")
        with pytest.raises(ValidationError, match="beendet"):
            name_case_staff(case=case, member=social, starts_on=today, by=lead.user)


@pytest.mark.usefixtures("inside")
class TestNamingForMany:
    def test_everyone_gets_everyone_once(self, case, social, lead, today):
        other = CaseFactory(provider=lead.provider, team=lead.team)
        teacher = MembershipFactory(provider=lead.provider, role=Role.TEACHER)
        asked = {"members": [social, teacher], "starts_on": today, "by": lead.user}
        assert len(name_case_staff_for([case, other], **asked)) == 4
        assert name_case_staff_for([case, other], **asked) == []
        assert other.events.filter(kind=CaseEventKind.CASE_TEAM).count() == 2

    def test_whoever_is_there_already_stays(self, case, social, lead, today):
        name_case_staff(case=case, member=social, starts_on=today - 30 * DAY, by=lead.user)
        other = CaseFactory(provider=lead.provider, team=lead.team)
        rows = name_case_staff_for([case, other], members=[social], starts_on=today, by=lead.user)
        assert [row.case for row in rows] == [other]

    def test_days_that_cross_name_the_person_and_nothing_is_written(self, case, social, lead, today):
        name_case_staff(case=case, member=social, starts_on=today, ends_on=today + 5 * DAY, by=lead.user)
        other = CaseFactory(provider=lead.provider, team=lead.team)
        with pytest.raises(ValidationError) as refused:
            name_case_staff_for([case, other], members=[social], starts_on=today, by=lead.user)
        assert case.trainee.full_name in refused.value.message_dict["member"][0]
        assert not CaseStaff.objects.filter(case=other).exists()

    def test_whoever_comes_later_gets_the_days_before_and_the_others_are_not_held_up(self, case, social, lead, today):
        name_case_staff(case=case, member=social, starts_on=today + 5 * DAY, by=lead.user)
        other = CaseFactory(provider=lead.provider, team=lead.team)
        for _ in range(2):
            name_case_staff_for([case, other], members=[social], starts_on=today, by=lead.user)
        spans = CaseStaff.objects.filter(member=social, case=case).order_by("starts_on")
        assert [(row.starts_on, row.ends_on) for row in spans] == [(today, today + 4 * DAY), (today + 5 * DAY, None)]
        assert CaseStaff.objects.get(member=social, case=other).starts_on == today

    def test_many_cases_cost_the_same_questions(self, lead, social, today, django_assert_max_num_queries):
        cases = [CaseFactory(provider=lead.provider, team=lead.team) for _ in range(6)]
        with django_assert_max_num_queries(8 + 6):  # one log entry each: the log is a chain
            name_case_staff_for(cases, members=[social], starts_on=today, by=lead.user)


@pytest.mark.usefixtures("inside")
class TestEnding:
    @pytest.fixture
    def row(self, case, social, lead, today):
        return name_case_staff(case=case, member=social, starts_on=today - 30 * DAY, by=lead.user)

    def test_the_last_day_still_counts(self, row, case, social, lead, today):
        end_case_staff(row=row, on=today, by=lead.user)
        assert sees(social, case)
        end_case_staff(row=row, on=today - DAY, by=lead.user)
        assert not sees(fresh(social), case)
        assert case.events.filter(kind=CaseEventKind.CASE_TEAM).count() == 3

    def test_before_the_first_day_it_is_struck_out(self, row, case, lead, today):
        end_case_staff(row=row, on=today - 40 * DAY, by=lead.user)
        assert not case.staff.exists()
        assert case.events.filter(details__text__endswith="gestrichen").exists()

    def test_it_is_never_made_longer(self, row, lead, today):
        end_case_staff(row=row, on=today, by=lead.user)
        with pytest.raises(ValidationError, match="tragen Sie die Person neu ein"):
            end_case_staff(row=row, on=today + DAY, by=lead.user)

    def test_the_exit_ends_the_whole_team(self, row, case, social, lead, today):
        later = MembershipFactory(provider=lead.provider, role=Role.TEACHER)
        name_case_staff(case=case, member=later, starts_on=today + 5 * DAY, by=lead.user)
        enter_exit(case=case, by=lead.user, on=today, reason=ExitReason.WORK, outcome="done_job")
        assert [(r.member, r.ends_on) for r in case.staff.all()] == [(social, today)]
        assert Case.objects.get(pk=case.pk).state == CaseState.ENDED
