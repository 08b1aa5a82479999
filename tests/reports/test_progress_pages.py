"""Writing a progress report: who may, twice, stale, drafts, hint, check page, release by a second person."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from asa.jobs.running import run
from reports.engine.models import Report, ReportSchedule, ReportState
from reports.engine.services import release_report, submit_report
from reports.types.progress.texts import nearly_same
from tests.accounts.drafting import keep_draft
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    MembershipFactory,
    SessionFactory,
    TeamFactory,
    TrainingContractFactory,
    at,
)

TEXTS = {
    "going_well": "Amira kommt regelmäßig und führt das Berichtsheft sauber.",
    "working_on": "Wir üben Bruchrechnen und die Vorbereitung auf die Prüfung.",
    "next_steps": "Bis Ende des Monats bringt Amira das Berichtsheft mit.",
    "trainee_word": "agrees",
    "trainee_reason": "",
}


class Written:
    """One case with contact person, a colleague on the team who leads it, a contract and the consent."""

    def __init__(self):
        self.team = TeamFactory()
        self.provider = self.team.provider
        self.author = MembershipFactory(provider=self.provider, team=self.team)
        self.lead = MembershipFactory(provider=self.provider, team=self.team, role=Role.TEAM_LEAD)
        self.case = CaseFactory(
            provider=self.provider, team=self.team, contact_person=self.author, goals="Prüfung bestehen"
        )
        self.contract = TrainingContractFactory(case=self.case)
        ConsentFactory(case=self.case)
        SessionFactory(
            provider=self.provider, cases=[self.case], staff=[self.author], starts=at("2026-09-07"), held=True
        )
        self.start = reverse("progress_start", args=[self.case.public_id])

    def form(self, **more):
        values = {"starts_on": "01.07.2026", "ends_on": "15.10.2026", "request_key": str(uuid4()), "version": "0"}
        return {**values, **TEXTS, **more}


@pytest.fixture
def written(behind, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    written = Written()
    behind(written.provider)
    return written


@pytest.fixture
def ordered(written, sign_in):
    sign_in(written.author.user).post(written.start, written.form())
    return Report.objects.get(type="progress")


@pytest.fixture
def draft(ordered):
    assert run(ordered.job_id)
    ordered.refresh_from_db()
    return ordered


def test_the_period_is_proposed_and_the_facts_are_filled_in(written, sign_in):
    answer = sign_in(written.author.user).get(written.start)
    page = answer.content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    assert answer.status_code == 200
    assert f"{yesterday:%d.%m.%Y}" in page
    assert "Prüfung bestehen" in page
    assert "Was gut läuft" in page
    assert not Report.objects.exists()


def test_the_next_report_begins_where_the_last_one_ended(written, draft, sign_in):
    release_report(report=draft, by=written.lead.user)
    page = sign_in(written.author.user).get(written.start).content.decode()
    assert "16.10.2026" in page
    assert TEXTS["going_well"] in page  # the last texts stand beside


def test_saving_twice_makes_one_report_with_its_texts(written, sign_in):
    client, form = sign_in(written.author.user), written.form()
    first, second = client.post(written.start, form), client.post(written.start, form)
    report = Report.objects.get(type="progress")
    assert first.url == second.url == f"/berichte/{report.public_id}/pruefen/"
    assert report.texts == TEXTS
    assert report.texts_by == written.author.user


def test_an_open_report_is_continued(written, draft, sign_in):
    client = sign_in(written.author.user)
    assert client.get(written.start).url == f"/berichte/{draft.public_id}/schreiben/"
    assert client.get(f"{written.start}?neu=1").status_code == 200
    assert TEXTS["working_on"] in client.get(f"/berichte/{draft.public_id}/schreiben/").content.decode()


def test_who_begins_the_same_report_second_loses_no_text(written, ordered, sign_in):
    mine = "Ganz andere Worte der zweiten Person."
    answer = sign_in(written.lead.user).post(written.start, written.form(going_well=mine))
    page = answer.content.decode()
    assert answer.status_code in (403, 409)
    if answer.status_code == 409:
        assert mine in page
        assert TEXTS["going_well"] in page


def test_a_stale_save_shows_both_texts_and_saving_again_keeps_mine(written, draft, sign_in):
    client = sign_in(written.author.user)
    url = f"/berichte/{draft.public_id}/schreiben/"
    assert client.post(url, {**TEXTS, "going_well": "Erste Fassung.", "version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert run(draft.job_id)
    answer = client.post(url, {**TEXTS, "going_well": "Zweite Fassung.", "version": draft.version - 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Erste Fassung." in page
    assert "Zweite Fassung." in page
    assert client.post(url, {**TEXTS, "going_well": "Zweite Fassung.", "version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert draft.texts["going_well"] == "Zweite Fassung."


def test_text_typed_while_the_draft_is_made_stays_in_the_form(written, ordered, sign_in):
    client = sign_in(written.author.user)
    answer = client.post(
        f"/berichte/{ordered.public_id}/schreiben/", {**TEXTS, "next_steps": "Neuer Satz.", "version": ordered.version}
    )
    assert answer.status_code == 409
    assert "Neuer Satz." in answer.content.decode()
    assert "gerade erstellt" in answer.content.decode()


def test_what_was_typed_comes_back_from_the_server_and_goes_once_saved(written, sign_in):
    client, form, key = sign_in(written.author.user), written.form(going_well="Halb getippt"), uuid4()
    assert keep_draft(client, written.author.user, written.start, form, key=key).status_code == 200
    assert "Halb getippt" in client.get(written.start).content.decode()
    client.post(written.start, {**form, "draft_key": str(key)})
    report = Report.objects.get(type="progress")
    assert keep_draft(client, written.author.user, written.start, form, key=key, version=1).status_code == 410
    assert "wiederhergestellt" not in client.get(f"/berichte/{report.public_id}/schreiben/").content.decode()


@pytest.mark.parametrize("length", [801, 200_000])
def test_too_long_a_text_is_refused_kindly(written, sign_in, length):
    answer = sign_in(written.author.user).post(written.start, written.form(working_on="ä" * length))
    assert answer.status_code == 422
    assert "Kürzen Sie auf 800 Zeichen" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends_on": f"{timezone.localdate() + timedelta(days=3):%d.%m.%Y}"}, "zu Ende"),
        ({"starts_on": "01.01.2025", "ends_on": "01.02.2025"}, "Davor gibt es nichts zu berichten"),
        ({"starts_on": "01.08.2026", "ends_on": "01.07.2026"}, "vor seinem Beginn"),
        ({"trainee_word": "objects"}, "in den Worten der Person"),
    ],
)
def test_a_wrong_period_or_an_objection_without_reason_is_refused(written, sign_in, more, words):
    answer = sign_in(written.author.user).post(written.start, written.form(**more))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Report.objects.exists()


def test_showing_the_facts_of_another_period_saves_nothing(written, sign_in):
    answer = sign_in(written.author.user).post(written.start, written.form(step="refresh", going_well="Bleibt da."))
    assert answer.status_code == 200
    assert "Bleibt da." in answer.content.decode()
    assert "Bei 1 von 1 Terminen anwesend" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_released_period_needs_a_reason(written, draft, sign_in):
    release_report(report=draft, by=written.lead.user)
    client = sign_in(written.author.user)
    assert client.post(written.start, written.form()).status_code == 422
    assert client.post(written.start, written.form(reason="Zahl berichtigt")).status_code == 302
    assert Report.objects.filter(type="progress", number=2).exists()


def test_the_check_page_shows_what_each_reader_gets(written, ordered, sign_in):
    client = sign_in(written.author.user)
    url = f"/berichte/{ordered.public_id}/pruefen/"
    funder, company, trainee = (
        client.get(f"{url}?fuer={one}").content.decode() for one in ("funder", "company", "trainee")
    )
    assert "Bei 1 von 1 Terminen anwesend" in funder
    assert "Guten Tag Herr Winter" in company
    assert "Terminen anwesend" not in company
    assert "Sie waren 1-mal da." in trainee
    for page in (funder, company, trainee):
        assert TEXTS["going_well"] in page
    assert client.get(f"{url}?fuer=audit").status_code == 404


def test_it_cannot_be_submitted_before_the_draft_is_made(written, ordered, sign_in):
    client = sign_in(written.author.user)
    url = f"/berichte/{ordered.public_id}/pruefen/"
    assert "gerade erstellt" in client.get(url).content.decode()
    assert client.post(url).url == url
    assert run(ordered.job_id)
    assert "Zur Freigabe geben" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client.post(url).url == f"/berichte/{ordered.public_id}/"
    ordered.refresh_from_db()
    assert ordered.state == ReportState.SUBMITTED


def test_the_hint_about_the_same_text_is_a_hint_only(written, draft, sign_in):
    release_report(report=draft, by=written.lead.user)
    client = sign_in(written.author.user)
    form = written.form(
        starts_on="16.10.2026", ends_on="20.11.2026", next_steps="Etwas ganz Neues steht nun hier drin."
    )
    check = client.post(written.start, form).url
    page = client.get(check).content.decode()
    assert "Fast wie im letzten Bericht" in page
    assert "„Was gut läuft“" in page
    assert "„Nächste Schritte“:" not in page.replace("und „Nächste Schritte“", "x")


def test_without_consent_the_company_is_left_out_with_a_sentence(written, sign_in):
    written.case.consents.all().delete()
    client = sign_in(written.author.user)
    check = client.post(written.start, written.form()).url
    page = client.get(f"{check}?fuer=company").content.decode()
    assert "keine gültige Einwilligung" in page
    assert "Guten Tag Herr Winter" not in page
    report = Report.objects.get(type="progress")
    assert run(report.job_id)
    assert {file.audience for file in report.files.all()} == {"funder", "trainee"}
    assert client.get(f"/berichte/{report.public_id}/pdf/?fuer=company").status_code == 404


def test_the_second_person_finds_it_and_releases_and_the_author_does_not(written, draft, sign_in):
    submit_report(report=draft, by=written.author.user)
    lead, author = sign_in(written.lead.user), written.author.user
    assert "Zur Freigabe durch Sie" in lead.get("/berichte/").content.decode()
    assert lead.post(f"/berichte/{draft.public_id}/freigeben/").status_code == 302
    draft.refresh_from_db()
    assert draft.state == ReportState.RELEASED
    assert "Zur Freigabe durch Sie" not in sign_in(author).get("/berichte/").content.decode()


def test_heute_names_reports_that_wait(written, draft, sign_in):
    other = MembershipFactory(provider=written.provider, team=written.team, role=Role.SOCIAL_WORKER)
    from tests.factories import CaseStaffFactory

    CaseStaffFactory(case=written.case, member=other)
    submit_report(report=draft, by=written.author.user)
    assert "1 Bericht zur Freigabe" in sign_in(other.user).get("/").content.decode()
    assert "zur Freigabe" not in sign_in(written.author.user).get("/").content.decode()


def test_the_page_of_the_person_lists_reports_and_says_when_the_first_is_due(written, sign_in):
    client = sign_in(written.author.user)
    url = reverse("case_detail", args=[written.case.public_id])
    page = client.get(url).content.decode()
    assert "Der erste Bericht war am 01.12.2025 fällig." in page
    assert f'href="{written.start}"' in page
    client.post(written.start, written.form())
    assert "01.07.2026 bis 15.10.2026" in client.get(url).content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.BILLING, Role.ADMIN, Role.DATA_PROTECTION])
def test_other_roles_write_no_report(written, draft, sign_in, role):
    client = sign_in(MembershipFactory(provider=written.provider, team=written.team, role=role).user)
    for url in (written.start, f"/berichte/{draft.public_id}/schreiben/", f"/berichte/{draft.public_id}/pruefen/"):
        assert client.get(url).status_code in (403, 404)
        assert client.post(url, written.form()).status_code in (403, 404)


def test_a_colleague_without_the_case_and_another_provider_see_nothing(written, draft, sign_in):
    for stranger in (
        MembershipFactory(provider=written.provider, team=TeamFactory(provider=written.provider)),
        MembershipFactory(),
    ):
        client = sign_in(stranger.user)
        assert client.get(written.start).status_code == 404
        assert client.get(f"/berichte/{draft.public_id}/schreiben/").status_code == 404
        assert client.post(f"/berichte/{draft.public_id}/pruefen/").status_code == 404


@pytest.mark.parametrize(("paused", "words"), [(False, "am 14.02.2026 fällig"), (True, "Noch gibt es keinen Bericht.")])
def test_the_plan_of_the_provider_says_when_a_report_is_due(written, sign_in, paused, words):
    measure = written.case.stays.get().measure
    ReportSchedule.objects.create(
        provider=written.provider, type="progress", rhythm="per_case", months=9, is_paused=paused
    )
    ReportSchedule.objects.create(
        provider=written.provider,
        type="progress",
        rhythm="per_case",
        months=5,
        due_day=14,
        measure=measure,
        is_paused=paused,
    )
    page = sign_in(written.author.user).get(reverse("case_detail", args=[written.case.public_id])).content.decode()
    assert words in page


@pytest.mark.parametrize(
    ("other", "hint"),
    [
        ("amira kommt regelmäßig, und führt das Berichtsheft SAUBER!", True),
        ("Amira kommt selten und führt das Berichtsheft nachlässig oder gar nicht.", False),
        ("", False),
    ],
)
def test_texts_are_compared_by_their_words(other, hint):
    assert nearly_same({"going_well": TEXTS["going_well"]}, {"going_well": other}) == (
        ["Was gut läuft"] if hint else []
    )


def test_short_texts_are_alike_by_nature():
    assert nearly_same({"next_steps": "Alles gut."}, {"next_steps": "Alles gut."}) == []


def test_heute_of_a_team_lead_names_them_too(written, draft, sign_in):
    submit_report(report=draft, by=written.author.user)
    assert "1 Bericht zur Freigabe" in sign_in(written.lead.user).get("/").content.decode()
