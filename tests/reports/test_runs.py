"""Reports for all at once: one order, one bar, and what failed with its reason and a second try."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from asa.accounts.enums import Role
from asa.documents.rendering import RenderingError
from asa.jobs.models import Job, JobState
from asa.jobs.running import run as do_job
from cases.people.enums import CaseState
from cases.people.models import Case
from reports.engine.models import Report, ReportRun, ReportState
from reports.engine.services import release_report, request_report
from reports.runs.read_model import run_state
from reports.runs.services import RUN_JOB, again, fill, filling, start_run
from tests.factories import (
    CaseFactory,
    FunderAccessFactory,
    MeasureFactory,
    MembershipFactory,
    TrainingContractFactory,
)

CREATE = "/berichte/sammellaeufe/neu/progress/"
PERIOD = "2026-07-01_2026-09-30"
HOSTILE = "<script>alert(1)</script>"


def values_of(measure, **changes):
    values = {"measure": measure.pk, "starts_on": "2026-07-01", "ends_on": "2026-09-30", "request_key": str(uuid4())}
    return {**values, **changes}


def do_waiting(times=1):
    """Do the waiting jobs of reports; each failing one as often as it is tried."""
    for _ in range(times):
        Job.objects.filter(state=JobState.DUE).update(due_at="2026-01-01T00:00Z")
        for pk in Job.objects.filter(state=JobState.DUE, kind__startswith="reports.").values_list("pk", flat=True):
            do_job(pk)


@pytest.fixture
def run(worked):
    from reports.engine.periods import Period

    found = start_run(
        type="progress",
        over=worked.measure,
        period=Period.parse(PERIOD),
        by=worked.author.user,
        request_key=uuid4(),
    )
    assert do_job(filling(found).pk)
    found.refresh_from_db()
    return found


def one_fails(monkeypatch, name):
    """Let the PDF of one person's report fail."""

    def make(report):
        if report.subject_name == name:
            raise RenderingError("Das PDF war nach 60 Sekunden nicht fertig.")
        return {}

    monkeypatch.setattr("reports.background.make_files", make)


@pytest.fixture(autouse=True)
def no_pdfs(monkeypatch):
    """What a run does is the same without the files, which have their own tests."""
    monkeypatch.setattr("reports.background.make_files", lambda report: {})


class TestOrdering:
    @pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.SOCIAL_WORKER])
    def test_it_orders_a_report_for_each_of_ones_own_cases(self, worked, sign_in, behind, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        for _ in range(2):
            CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=member)
        client = sign_in(member.user)
        response = client.post(CREATE, values_of(worked.measure))
        behind(worked.provider)
        run = ReportRun.objects.get()
        assert response.url == reverse("run_detail", args=[run.public_id])
        assert do_job(filling(run).pk)
        assert Report.objects.filter(run=run, type="progress", created_by=member.user).count() == 2
        page = client.get(response.url).content.decode()
        assert "6 weitere laufende Teilnahmen" in page
        assert worked.cases[0].trainee.last_name not in page

    def test_ordered_twice_it_is_one_run(self, worked, sign_in, behind):
        client, values = sign_in(worked.author.user), values_of(worked.measure)
        places = {client.post(CREATE, values).url for _ in range(2)}
        behind(worked.provider)
        assert places == {reverse("run_detail", args=[ReportRun.objects.get().public_id])}
        assert Job.objects.filter(kind=RUN_JOB).count() == 1

    def test_filling_it_twice_makes_each_report_once(self, run, worked):
        fill(run, by=worked.author.user)
        assert Report.objects.count() == 6
        assert run.refused == []

    def test_who_has_left_or_not_begun_is_not_in_it(self, worked, run):
        Case.objects.filter(pk=worked.cases[0].pk).update(
            state=CaseState.ENDED, ended_on="2026-08-01", exit_reason="moved"
        )
        later = CaseFactory(
            provider=worked.provider, measure=worked.measure, contact_person=worked.author, started_on="2026-10-05"
        )
        fill(run, by=worked.author.user)
        assert not Report.objects.filter(case=later).exists()

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER])
    def test_other_roles_are_refused(self, worked, sign_in, behind, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        assert client.post(CREATE, values_of(worked.measure)).status_code == 403
        behind(worked.provider)
        assert not ReportRun.objects.exists()

    def test_a_funder_is_refused(self, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        client = sign_in(funder)
        assert client.post(CREATE, values_of(worked.measure)).status_code == 403
        assert client.get(reverse("run_list")).status_code == 403

    def test_the_right_is_asked_again_when_it_is_done(self, worked, sign_in, behind):
        sign_in(worked.author.user).post(CREATE, values_of(worked.measure))
        behind(worked.provider)
        worked.author.ends_on = "2026-01-01"
        worked.author.starts_on = "2025-01-01"
        worked.author.save()
        do_waiting(times=3)
        assert not Report.objects.exists()
        assert "darf keine Berichte mehr erstellen" in filling(ReportRun.objects.get()).failure

    def test_a_measure_of_another_provider_is_no_choice(self, worked, sign_in):
        foreign = MeasureFactory(name="Geheimmaßnahme")
        response = sign_in(worked.author.user).post(CREATE, values_of(foreign))
        assert response.status_code == 422
        assert "Geheimmaßnahme" not in response.content.decode()

    @pytest.mark.parametrize(
        ("ends_on", "reason"), [("2031-01-01", "ist erst am 01.01.2031 zu Ende"), ("2026-06-01", "")]
    )
    def test_a_wrong_period_is_refused_at_the_field(self, worked, sign_in, ends_on, reason):
        response = sign_in(worked.author.user).post(CREATE, values_of(worked.measure, ends_on=ends_on))
        assert response.status_code == 422
        assert reason in " ".join(response.context["form"].errors["ends_on"])

    def test_quarters_of_all_measures_of_a_lot(self, worked, behind):
        from reports.engine.periods import Period

        MeasureFactory(provider=worked.provider, lot=worked.measure.lot)
        by = worked.second.user
        run = start_run(
            type="quarter", over=worked.measure.lot, period=Period.parse("2026-Q3"), by=by, request_key=uuid4()
        )
        behind(worked.provider)
        assert do_job(filling(run).pk)
        assert Report.objects.filter(run=run, type="quarter").count() == 2

    def test_a_type_over_chosen_people_has_no_run(self, worked, sign_in):
        assert sign_in(worked.author.user).get("/berichte/sammellaeufe/neu/audit_folder/").status_code == 404
        with pytest.raises(ValidationError):
            start_run(
                type="quarter",
                over=worked.measure,
                period=request_report(subject=worked.measure, period="2026-Q3", by=None).span,
                by=worked.author.user,
                request_key=uuid4(),
            )


class TestProgress:
    def test_one_bar_says_how_many_are_done(self, run, worked, sign_in, behind):
        client, url = sign_in(worked.author.user), reverse("run_detail", args=[run.public_id])
        part = client.get(url, headers={"HX-Request": "true"})
        assert "0 von 6" in part.content.decode()
        assert "hx-trigger" in part.content.decode()
        assert "<html" not in part.content.decode()
        assert "Stand neu laden" in client.get(url).content.decode()
        behind(worked.provider)
        do_waiting()
        part = client.get(url, headers={"HX-Request": "true"})
        assert part["HX-Refresh"] == "true"
        assert "hx-trigger" not in part.content.decode()
        assert "6 von 6" in part.content.decode()

    def test_a_failing_one_leaves_the_others_and_is_tried_again(self, run, worked, sign_in, behind, monkeypatch):
        name = worked.cases[0].trainee.full_name
        with monkeypatch.context() as patch:
            one_fails(patch, name)
            do_waiting(times=3)
        state = run_state(run, worked.author.user)
        assert (state.done, state.total, len(state.made)) == (6, 6, 5)
        assert [(p.name, p.reason) for p in state.problems] == [(name, "Das PDF war nach 60 Sekunden nicht fertig.")]
        client = sign_in(worked.author.user)
        page = client.get(reverse("run_detail", args=[run.public_id])).content.decode()
        assert "davon 1 nicht erstellt" in page
        assert "nach 60 Sekunden" in page
        url, failed = reverse("run_again", args=[run.public_id]), state.problems[0].report
        jobs = Job.objects.count()
        for _ in range(2):
            client.post(url, {"report": str(failed)})
        behind(worked.provider)
        assert Job.objects.count() == jobs + 1
        do_waiting()
        assert run_state(run, worked.author.user).problems == ()

    def test_what_exists_already_is_named_and_not_touched(self, worked, behind):
        from reports.engine.periods import Period

        mine = request_report(
            type="progress",
            subject=worked.cases[0],
            period=PERIOD,
            by=worked.author.user,
            texts={"going_well": "Handgeschrieben."},
        )
        do_waiting()
        done = request_report(type="progress", subject=worked.cases[1], period=PERIOD, by=worked.author.user)
        do_waiting()
        done.refresh_from_db()
        release_report(report=done, by=worked.second.user)
        run = start_run(
            type="progress",
            over=worked.measure,
            period=Period.parse(PERIOD),
            by=worked.author.user,
            request_key=uuid4(),
        )
        do_waiting()
        run.refresh_from_db()
        mine.refresh_from_db()
        assert mine.texts == {"going_well": "Handgeschrieben."}
        assert {row["id"]: row["code"] for row in run.refused} == {
            worked.cases[0].pk: "exists",
            worked.cases[1].pk: "reason",
        }
        assert Report.objects.filter(run=run).count() == 4
        state = run_state(run, worked.author.user)
        assert {p.name: p.url for p in state.problems} == {
            worked.cases[0].trainee.full_name: reverse("report_detail", args=[mine.public_id]),
            worked.cases[1].trainee.full_name: reverse("report_detail", args=[done.public_id]),
        }
        assert not state.may_try_again
        assert again(run, by=worked.author.user) == 0
        assert "trainee" not in str(run.refused)

    def test_what_could_not_be_ordered_is_tried_again(self, run, worked, behind):
        first = Report.objects.filter(run=run).first()
        kept = first.case_id
        Report.objects.filter(pk=first.pk).delete()
        run.refused = [{"id": kept, "reason": "Damals ging es nicht.", "code": "outside_case"}]
        run.save()
        assert again(run, by=worked.author.user) == 1
        do_waiting()
        run.refresh_from_db()
        assert run.refused == []
        assert Report.objects.filter(run=run, case=kept).exists()

    def test_an_empty_run_says_so(self, worked, sign_in, behind):
        member = MembershipFactory(provider=worked.provider, role=Role.CONTACT_PERSON)
        client = sign_in(member.user)
        url = client.post(CREATE, values_of(worked.measure)).url
        behind(worked.provider)
        do_waiting()
        assert "Es gab nichts zu erstellen." in client.get(url).content.decode()

    def test_only_who_asked_for_it_sees_it(self, run, worked, sign_in):
        url = reverse("run_detail", args=[run.public_id])
        assert sign_in(worked.second.user).get(url).status_code == 404
        assert sign_in(MembershipFactory().user).get(url).status_code == 404
        assert sign_in(MembershipFactory().user).post(reverse("run_again", args=[run.public_id])).status_code == 404

    def test_a_strange_report_is_not_tried_again(self, run, worked, sign_in, behind):
        other = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user)
        client, url = sign_in(worked.author.user), reverse("run_again", args=[run.public_id])
        assert client.post(url, {"report": str(other.public_id)}).status_code == 404
        assert client.post(url, {"report": "'; DROP"}).status_code == 404

    def test_hostile_names_stay_text(self, run, worked, sign_in, behind):
        trainee = worked.cases[0].trainee
        trainee.last_name = HOSTILE
        trainee.save()
        do_waiting()
        page = sign_in(worked.author.user).get(reverse("run_detail", args=[run.public_id])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    def test_the_queries_do_not_grow_with_the_reports(self, run, worked, behind, django_assert_max_num_queries):
        with django_assert_max_num_queries(20) as before:
            run_state(run, worked.author.user)
        for _ in range(5):
            case = CaseFactory(provider=worked.provider, measure=worked.measure, contact_person=worked.author)
            TrainingContractFactory(case=case, company=worked.company)
        behind(worked.provider)
        fill(run, by=worked.author.user)
        assert Report.objects.filter(run=run).count() == 11
        with django_assert_max_num_queries(len(before)):
            run_state(run, worked.author.user)


def test_the_list_shows_ones_runs_and_what_can_be_ordered(run, worked, sign_in):
    page = sign_in(worked.author.user).get(reverse("run_list")).content.decode()
    assert reverse("run_create", args=["progress"]) in page
    assert reverse("run_detail", args=[run.public_id]) in page
    assert "läuft" in page
    assert Report.objects.filter(run=run, state=ReportState.ORDERED).count() == 6
    assert reverse("run_list") in sign_in(worked.author.user).get(reverse("report_choose")).content.decode()
