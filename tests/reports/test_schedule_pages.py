"""Administration and team leads plan reports in the browser; what did not run is shown with its reason."""

from datetime import date
from uuid import uuid4

import pytest

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.jobs.models import Job, JobState
from asa.jobs.running import run
from reports.background import order_due_reports
from reports.engine.models import Report, ReportSchedule, ReportState, Rhythm
from reports.schedules.planning import SCHEDULED_JOB
from tests.factories import MeasureFactory, MembershipFactory, TeamFactory

LIST = "/berichte/zeitplaene/"
NEW = f"{LIST}neu/lot_quarter/"


@pytest.fixture(autouse=True)
def quiet(monkeypatch, time_machine):
    monkeypatch.setattr("asa.jobs.services.ring", lambda *a: True)
    time_machine.move_to("2026-10-06T09:00+02:00")


@pytest.fixture
def admin(worked):
    return MembershipFactory(provider=worked.provider, role=Role.ADMIN)


@pytest.fixture
def desk(sign_in, admin):
    return sign_in(admin.user)


@pytest.fixture
def plan(worked):
    return ReportSchedule.objects.create(
        provider=worked.provider, type="lot_quarter", lot=worked.measure.lot, draft_day=7, due_day=20
    )


def page_of(client, url=LIST):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def values(client, url, **changes):
    form = client.get(url).context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    filled["starts_on"] = "01.10.2026"
    return {**filled, **changes}


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.TEAM_LEAD])
    def test_planners_reach_the_page_from_the_list_of_reports(self, worked, sign_in, behind, role):
        person = MembershipFactory(provider=worked.provider, role=role)
        client = sign_in(person.user)
        assert f'href="{LIST}"' in page_of(client, "/berichte/")
        assert worked.measure.name in page_of(client)

    @pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEACHER, Role.BILLING])
    def test_others_neither_see_nor_change_plans(self, worked, plan, sign_in, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        own = f"{LIST}{plan.public_id}/"
        assert [client.get(url).status_code for url in (LIST, NEW, own, f"{LIST}neu/")] == [403] * 4
        posts = [f"{own}aussetzen/", f"{own}fortsetzen/", f"{own}loeschen/", f"{LIST}erneut/", own, NEW]
        assert [client.post(url).status_code for url in posts] == [403] * 6
        assert LIST not in client.get("/berichte/").content.decode()

    def test_plans_of_another_provider_do_not_exist(self, desk, behind, worked):
        other = MeasureFactory()
        behind(other.provider)
        strange = ReportSchedule.objects.create(provider=other.provider, type="lot_quarter", lot=other.lot)
        behind(worked.provider)
        own = f"{LIST}{strange.public_id}/"
        assert desk.get(own).status_code == 404
        assert desk.post(f"{own}loeschen/").status_code == 404
        assert desk.post(f"{own}aussetzen/").status_code == 404
        assert desk.get(f"{LIST}massnahme/{other.public_id}/").status_code == 404
        assert desk.post(NEW, {**values(desk, NEW), "lot": other.lot.pk}).status_code == 422


class TestList:
    def test_shows_the_default_and_the_next_dates(self, desk, worked):
        page = page_of(desk)
        assert "Entwurf am 5. Tag nach dem Quartal, fällig am 15. Tag." in page
        assert "Vorgabe" in page
        assert "4. Quartal 2026 · Entwurf am" in page

    def test_people_are_named_only_to_those_who_may_see_their_reports(self, worked, sign_in):
        ReportSchedule.objects.create(provider=worked.provider, type="progress", rhythm=Rhythm.PER_CASE)
        names = [case.trainee.last_name for case in worked.cases]
        elsewhere = MembershipFactory(
            provider=worked.provider, role=Role.TEAM_LEAD, team=TeamFactory(provider=worked.provider)
        )
        theirs, mine = page_of(sign_in(elsewhere.user)), page_of(sign_in(worked.second.user))
        assert "eine Teilnahme" in theirs
        assert not any(name in theirs for name in names)
        assert any(name in mine for name in names)

    def test_asks_no_more_for_more_measures(self, desk, worked, django_assert_max_num_queries):
        for _ in range(5):
            MeasureFactory(provider=worked.provider, funding_body=worked.measure.funding_body)
        with django_assert_max_num_queries(40):
            page_of(desk)

    def test_a_plan_whose_measure_ended_is_over(self, desk, worked):
        worked.measure.ends_on = date(2026, 5, 1)
        worked.measure.save()
        assert "beendet" in page_of(desk)


class TestCreate:
    def test_posting_twice_makes_one_plan_and_is_logged(self, desk, worked):
        key = str(uuid4())
        sent = values(desk, NEW, lot=worked.measure.lot_id, draft_day="6", due_day="12", request_key=key)
        assert desk.post(NEW, sent).url == LIST
        assert desk.post(NEW, sent).url == LIST
        plan = ReportSchedule.objects.get()
        assert (plan.type, plan.lot, plan.rhythm) == ("lot_quarter", worked.measure.lot, Rhythm.QUARTERLY)
        assert (plan.draft_day, plan.due_day, plan.starts_on) == (6, 12, date(2026, 10, 1))
        assert LogEntry.objects.filter(kind=LogKind.CHANGE, details__event="planned").count() == 1

    def test_a_second_plan_for_the_same_is_refused(self, desk, plan):
        answer = desk.post(NEW, values(desk, NEW, lot=plan.lot_id))
        assert answer.status_code == 422
        assert "Dafür gibt es schon einen Plan." in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"draft_day": "20", "due_day": "10"}, "nicht vor seinem Entwurf fällig"),
            ({"draft_day": "0"}, "von 1 bis 28"),
            ({"due_day": "x"}, "von 1 bis 28"),
            ({"lot": ""}, "Wählen Sie, worüber berichtet wird."),
        ],
    )
    def test_says_what_to_do(self, desk, worked, changes, message):
        answer = desk.post(NEW, values(desk, NEW, **{"lot": worked.measure.lot_id, **changes}))
        assert answer.status_code == 422
        assert message in answer.content.decode()

    @pytest.mark.parametrize("code", ["quarter", "progress", "lot_quarter", "funder_quarter", "provider_year"])
    def test_every_type_with_a_rhythm_has_its_form(self, desk, code):
        assert f"{LIST}neu/{code}/" in page_of(desk, f"{LIST}neu/")
        page_of(desk, f"{LIST}neu/{code}/")

    @pytest.mark.parametrize("code", ["participants", "audit_folder", "weather"])
    def test_other_types_have_none(self, desk, code):
        assert desk.get(f"{LIST}neu/{code}/").status_code == 404

    def test_a_plan_for_people_and_one_for_the_year(self, desk):
        for code in ("progress", "provider_year"):
            assert desk.post(f"{LIST}neu/{code}/", values(desk, f"{LIST}neu/{code}/")).url == LIST
        progress, year = ReportSchedule.objects.order_by("type")
        assert (progress.rhythm, progress.months, progress.trial_days) == (Rhythm.PER_CASE, 3, 28)
        assert year.rhythm == Rhythm.YEARLY


class TestChange:
    def test_days_change_under_the_next_version(self, desk, plan):
        own = f"{LIST}{plan.public_id}/"
        assert desk.post(own, values(desk, own, due_day="25")).url == LIST
        plan.refresh_from_db()
        assert (plan.due_day, plan.version) == (25, 2)

    def test_a_stale_save_shows_both(self, desk, plan):
        own = f"{LIST}{plan.public_id}/"
        mine = values(desk, own, due_day="25")
        desk.post(own, values(desk, own, due_day="18"))
        answer = desk.post(own, mine)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Jetzt gespeichert" in page
        assert "<dd>18</dd>" in page
        assert 'value="25"' in page
        assert desk.post(own, {**mine, "version": answer.context["form"]["version"].value()}).url == LIST

    def test_a_measure_gets_days_of_its_own_and_loses_them_again(self, desk, worked):
        own = f"{LIST}massnahme/{worked.measure.public_id}/"
        assert desk.post(own, values(desk, own, draft_day="8")).url == LIST
        plan = ReportSchedule.objects.get()
        assert (plan.measure, plan.draft_day) == (worked.measure, 8)
        assert desk.get(own).url == f"{LIST}{plan.public_id}/"
        assert "gilt wieder die Vorgabe" in page_of(desk, f"{LIST}{plan.public_id}/loeschen/")
        assert desk.post(f"{LIST}{plan.public_id}/loeschen/").url == LIST
        assert not ReportSchedule.objects.exists()

    def test_pause_and_go_on_from_today(self, desk, plan, worked):
        own = f"{LIST}{plan.public_id}/"
        desk.post(f"{own}aussetzen/")
        desk.post(f"{own}aussetzen/")
        plan.refresh_from_db()
        assert (plan.is_paused, plan.version) == (True, 2)
        assert "ausgesetzt" in page_of(desk)
        desk.post(f"{own}fortsetzen/")
        plan.refresh_from_db()
        assert (plan.is_paused, plan.starts_on) == (False, date(2026, 10, 6))

    def test_a_measure_without_a_plan_of_its_own_is_paused_once(self, desk, worked):
        own = f"{LIST}massnahme/{worked.measure.public_id}/aussetzen/"
        desk.post(own)
        desk.post(own)
        assert ReportSchedule.objects.get().is_paused
        order_due_reports()
        assert not Job.objects.filter(kind=SCHEDULED_JOB).exists()

    def test_deleting_is_logged_and_the_plan_is_gone(self, desk, plan):
        own = f"{LIST}{plan.public_id}/loeschen/"
        assert desk.post(own).url == LIST
        assert desk.post(own).status_code == 404
        assert LogEntry.objects.filter(details__event="deleted").exists()


class TestMissed:
    @pytest.fixture
    def failed(self, worked):
        worked.measure.starts_on = date(2026, 7, 1)
        worked.measure.save()
        order_due_reports()
        for job in Job.objects.filter(kind=SCHEDULED_JOB):
            run(job.pk)
        Report.objects.update(state=ReportState.FAILED, failure="Das Dokument braucht zu viel Speicher.")
        return Report.objects.get()

    def test_is_listed_with_its_reason_and_tried_again_once(self, desk, worked, failed):
        page = page_of(desk)
        assert "Fällig und nicht gelaufen (1)" in page
        assert "Das Dokument braucht zu viel Speicher." in page
        key = f"quarter:{worked.measure.pk}:2026-Q3"
        before = Job.objects.filter(kind="reports.draft").count()
        for _ in range(2):
            assert desk.post(f"{LIST}erneut/", {"key": key}).url == LIST
        assert Job.objects.filter(kind="reports.draft").count() == before + 1
        failed.refresh_from_db()
        assert failed.state == ReportState.ORDERED
        assert LogEntry.objects.filter(details__event="schedule_again").count() == 1
        assert "nicht gelaufen" not in page_of(desk)

    def test_a_parked_order_is_tried_again(self, desk, worked):
        worked.measure.starts_on = date(2026, 7, 1)
        worked.measure.save()
        order_due_reports()
        Job.objects.filter(kind=SCHEDULED_JOB).update(state=JobState.PARKED, failure="Kein Platz auf dem Gerät.")
        assert "Kein Platz auf dem Gerät." in page_of(desk)
        desk.post(f"{LIST}erneut/", {"key": f"quarter:{worked.measure.pk}:2026-Q3"})
        assert Job.objects.get(kind=SCHEDULED_JOB).state == JobState.DUE

    def test_a_key_of_nothing_is_harmless(self, desk):
        assert desk.post(f"{LIST}erneut/", {"key": "quarter:1:<b>"}).url == LIST
