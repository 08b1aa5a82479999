"""The pages of a report: ordering it now, writing its introduction, and who downloads what."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.documents.rendering import RenderingError
from asa.jobs.models import JobState
from asa.jobs.running import run
from reports.engine.models import Report, ReportState
from reports.engine.services import set_texts
from tests.factories import FunderAccessFactory, FundingBodyFactory, MeasureFactory, MembershipFactory

ORDER = "/berichte/neu/quarter/"
HOSTILE = '<script>alert("x")</script> & =HYPERLINK("http://x")'
FILES = ["report_pdf", "report_excel"]


def order_values(measure, **changes):
    return {"measure": measure.pk, "period": "2026-Q3", "reason": "", "request_key": str(uuid4()), **changes}


def text_url(report):
    return reverse("report_texts", args=[report.public_id])


class TestOrderingNow:
    @pytest.mark.parametrize("role", [Role.CONTACT_PERSON, Role.SOCIAL_WORKER, Role.TEAM_LEAD])
    def test_who_writes_reports_orders_one(self, worked, sign_in, behind, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        client = sign_in(member.user)
        assert "Bericht erstellen" in client.get(reverse("report_list")).content.decode()
        response = client.post(ORDER, order_values(worked.measure))
        behind(worked.provider)
        report = Report.objects.get()
        assert response.url == reverse("report_detail", args=[report.public_id])
        assert (report.state, report.created_by) == (ReportState.ORDERED, member.user)
        assert LogEntry.objects.filter(kind=LogKind.CHANGE, object_id=report.pk, actor=member.user).exists()

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER])
    def test_other_roles_are_refused(self, worked, sign_in, behind, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        assert sign_in(member.user).post(ORDER, order_values(worked.measure)).status_code == 403
        behind(worked.provider)
        assert not Report.objects.exists()

    @pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.TEACHER])
    def test_who_orders_nothing_is_offered_nothing(self, worked, sign_in, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        assert "Bericht erstellen" not in client.get(reverse("report_list")).content.decode()
        assert client.get(reverse("report_choose")).status_code == 403

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING])
    def test_offices_order_the_participants_list_alone_and_see_it(self, worked, sign_in, behind, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        client = sign_in(member.user)
        assert "Bericht erstellen" in client.get(reverse("report_list")).content.decode()
        assert [kind.code for kind in client.get(reverse("report_choose")).context["kinds"]] == ["participants"]
        values = {"measure": worked.measure.pk, "on": "2026-09-30", "reason": "", "request_key": str(uuid4())}
        response = client.post(reverse("report_order", args=["participants"]), values)
        behind(worked.provider)
        report = Report.objects.get()
        assert (response.url, report.created_by) == (reverse("report_detail", args=[report.public_id]), member.user)
        assert run(report.job_id)
        page = client.get(response.url).content.decode()
        assert "Teilnehmendenliste" in page
        assert "Zur Freigabe geben" not in page

    def test_a_funder_is_refused(self, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        assert sign_in(funder).post(ORDER, order_values(worked.measure)).status_code == 403

    def test_a_measure_of_another_provider_is_no_choice(self, worked, sign_in, behind):
        foreign = MeasureFactory(name="Geheimmaßnahme")
        response = sign_in(worked.author.user).post(ORDER, order_values(foreign))
        assert response.status_code == 422
        assert "measure" in response.context["form"].errors
        assert "Geheimmaßnahme" not in response.content.decode()
        behind(foreign.provider)
        assert not Report.objects.exists()

    @pytest.mark.parametrize(
        ("period", "reason"),
        [
            ("2031-Q1", "ist erst am 31.03.2031 zu Ende"),
            ("2020-Q1", "In diesem Zeitraum gibt es sie nicht"),
            ("Sommer", "hat die Form 2026-Q3"),
            ("", ""),
        ],
    )
    def test_a_wrong_period_is_refused_at_the_field(self, worked, sign_in, behind, period, reason):
        response = sign_in(worked.author.user).post(ORDER, order_values(worked.measure, period=period))
        assert response.status_code == 422
        assert reason in " ".join(response.context["form"].errors["period"])
        assert reason in response.content.decode()
        assert f'value="{worked.measure.pk}" selected' in response.content.decode()
        behind(worked.provider)
        assert not Report.objects.exists()

    def test_posted_twice_it_is_one_report(self, worked, sign_in, behind):
        client, values = sign_in(worked.author.user), order_values(worked.measure)
        places = {client.post(ORDER, values).url for _ in range(2)}
        behind(worked.provider)
        assert places == {reverse("report_detail", args=[Report.objects.get().public_id])}

    def test_a_new_version_posted_twice_is_one_version(self, released, worked, sign_in, behind):
        client = sign_in(worked.author.user)
        values = order_values(worked.measure, reason="Nachmeldung")
        assert {client.post(ORDER, values).status_code for _ in range(2)} == {302}
        behind(worked.provider)
        assert [r.number for r in Report.objects.order_by("number")] == [1, 2]

    def test_a_new_version_without_reason_is_refused_at_the_field(self, released, worked, sign_in):
        response = sign_in(worked.author.user).post(ORDER, order_values(worked.measure))
        assert response.status_code == 422
        assert "braucht einen Grund" in " ".join(response.context["form"].errors["reason"])

    def test_the_reason_is_shown_as_text(self, released, worked, sign_in, behind):
        client = sign_in(worked.author.user)
        response = client.post(ORDER, order_values(worked.measure, reason=HOSTILE))
        behind(worked.provider)
        assert Report.objects.get(number=2).reason == HOSTILE
        assert "<script>alert" not in client.get(response.url).content.decode()


class TestIntroduction:
    def test_the_author_saves_it_and_the_draft_is_made_anew(self, draft, worked, sign_in, behind):
        response = sign_in(worked.author.user).post(
            text_url(draft), {"narrative": "Ein Quartal.", "version": draft.version}
        )
        assert response.status_code == 302
        behind(worked.provider)
        draft.refresh_from_db()
        assert (draft.texts["narrative"], draft.state) == ("Ein Quartal.", ReportState.ORDERED)
        assert draft.job.state == JobState.DUE

    def test_a_stale_save_shows_both_texts_and_the_next_one_is_saved(self, draft, worked, sign_in, behind):
        opened_at = draft.version
        set_texts(report=draft, texts={"narrative": f"Zuerst {HOSTILE}"}, version=opened_at, by=worked.second.user)
        draft.refresh_from_db()
        assert run(draft.job_id)
        client = sign_in(worked.author.user)
        response = client.post(text_url(draft), {"narrative": f"Danach {HOSTILE}", "version": opened_at})
        page = response.content.decode()
        assert response.status_code == 409
        assert "Zuerst &lt;script&gt;" in page
        assert "Danach &lt;script&gt;" in page
        assert "<script>alert" not in page
        again = {"narrative": "Beides.", "version": response.context["form"]["version"].value()}
        assert client.post(text_url(draft), again).status_code == 302
        behind(worked.provider)
        draft.refresh_from_db()
        assert draft.texts["narrative"] == "Beides."

    def test_a_save_while_the_draft_is_being_made_keeps_what_was_typed(self, draft, worked, sign_in, behind):
        set_texts(
            report=draft, texts={"narrative": "Von der zweiten Person."}, version=draft.version, by=worked.second.user
        )
        client = sign_in(worked.author.user)
        for version, words in [(draft.version, "inzwischen geändert"), (draft.version + 1, "wird gerade erstellt")]:
            response = client.post(text_url(draft), {"narrative": "Mein Text.", "version": version})
            page = response.content.decode()
            assert response.status_code == 409
            assert words in page
            assert "Mein Text." in page

    def test_too_long_a_text_is_kept_and_refused(self, draft, worked, sign_in):
        response = sign_in(worked.author.user).post(
            text_url(draft), {"narrative": "x" * 2001, "version": draft.version}
        )
        assert response.status_code == 422
        assert "x" * 2001 in response.content.decode()

    def test_hostile_text_stays_text_in_page_and_pdf(self, draft, worked, sign_in, behind):
        client = sign_in(worked.author.user)
        client.post(text_url(draft), {"narrative": HOSTILE, "version": draft.version})
        behind(worked.provider)
        draft.refresh_from_db()
        assert run(draft.job_id)
        page = client.get(reverse("report_detail", args=[draft.public_id])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER])
    def test_other_roles_write_nothing(self, draft, worked, sign_in, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        response = sign_in(member.user).post(text_url(draft), {"narrative": "x", "version": draft.version})
        assert response.status_code == 403

    def test_another_provider_finds_nothing(self, draft, sign_in):
        response = sign_in(MembershipFactory().user).post(text_url(draft), {"narrative": "x", "version": 1})
        assert response.status_code == 404

    def test_a_released_one_is_not_written_any_more(self, released, worked, sign_in):
        response = sign_in(worked.author.user).post(text_url(released), {"narrative": "x", "version": released.version})
        assert response.status_code == 403


class TestRelease:
    def release(self, client, report):
        return client.post(reverse("report_release", args=[report.public_id]), follow=True)

    def test_a_second_person_releases(self, draft, worked, sign_in, behind):
        assert "ist freigegeben" in self.release(sign_in(worked.second.user), draft).content.decode()
        behind(worked.provider)
        draft.refresh_from_db()
        assert (draft.state, draft.released_by) == (ReportState.RELEASED, worked.second.user)

    @pytest.mark.parametrize("name", ["report_detail", "report_release"])
    def test_who_releases_sees_when_it_was_counted_and_can_count_anew(self, draft, worked, sign_in, name):
        page = sign_in(worked.second.user).get(reverse(name, args=[draft.public_id])).content.decode()
        counted = timezone.localtime(draft.data_as_of)
        assert f"Zahlen vom {counted:%d.%m.%Y, %H:%M} Uhr. Was seitdem eingetragen wurde, steht nicht darin." in page
        assert f'action="{reverse("report_recount", args=[draft.public_id])}"' in page

    def test_the_author_is_told_why_not(self, draft, worked, sign_in):
        assert "zweite Person" in self.release(sign_in(worked.author.user), draft).content.decode()

    def test_a_failing_render_keeps_the_draft_and_says_so(self, draft, worked, sign_in, monkeypatch, behind):
        def fail(report):
            raise RenderingError("Das PDF war nach 60 Sekunden nicht fertig.")

        monkeypatch.setattr("reports.engine.services.make_files", fail)
        page = self.release(sign_in(worked.second.user), draft).content.decode()
        assert "Der Entwurf bleibt erhalten." in page
        behind(worked.provider)
        draft.refresh_from_db()
        assert draft.state == ReportState.DRAFT


class TestDownloads:
    @pytest.mark.parametrize("route", FILES)
    def test_every_download_is_logged_anew(self, released, worked, sign_in, behind, route):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        client, url = sign_in(funder), reverse(route, args=[released.public_id])
        for _ in range(3):
            response = client.get(url)
            assert "attachment" in response["Content-Disposition"]
            assert response["Cache-Control"] == "no-store, private"
        behind(worked.provider)
        entries = LogEntry.objects.filter(kind=LogKind.EXPORT, object_id=released.pk, actor=funder)
        assert entries.count() == 3

    @pytest.mark.parametrize("route", FILES)
    def test_a_draft_is_404_for_a_funder(self, draft, worked, sign_in, behind, route):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        assert sign_in(funder).get(reverse(route, args=[draft.public_id])).status_code == 404
        behind(worked.provider)
        assert not LogEntry.objects.filter(kind=LogKind.EXPORT).exists()

    @pytest.mark.parametrize("route", [*FILES, "report_detail"])
    def test_another_funding_body_gets_404(self, released, worked, sign_in, route):
        other = FunderAccessFactory(provider=worked.provider, funding_body=FundingBodyFactory(provider=worked.provider))
        assert sign_in(other.user).get(reverse(route, args=[released.public_id])).status_code == 404

    @pytest.mark.parametrize("route", FILES)
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION])
    def test_readers_of_released_reports_get_no_draft(self, draft, worked, sign_in, route, role):
        member = MembershipFactory(provider=worked.provider, role=role)
        assert sign_in(member.user).get(reverse(route, args=[draft.public_id])).status_code == 404

    @pytest.mark.parametrize("route", FILES)
    def test_the_second_person_reads_the_draft_before_releasing_it(self, draft, worked, sign_in, route):
        assert sign_in(worked.second.user).get(reverse(route, args=[draft.public_id])).status_code == 200

    @pytest.mark.parametrize("route", FILES)
    def test_while_nothing_is_made_there_is_no_file(self, worked, sign_in, behind, route):
        client = sign_in(worked.author.user)
        client.post(ORDER, order_values(worked.measure))
        behind(worked.provider)
        assert client.get(reverse(route, args=[Report.objects.get().public_id])).status_code == 404
