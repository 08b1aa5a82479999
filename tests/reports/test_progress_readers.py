"""Who reads which file of a released progress report: every role, the company by its link, nobody else."""

import re
from datetime import timedelta
from io import BytesIO

import page
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from asa.accounts.enums import STAFF_ROLES, LogKind, Role
from asa.accounts.models import LogEntry
from asa.jobs.running import run
from cases.people.models import AuditGrant
from cases.people.models.trainees import AuditGrantCase
from cases.portal.links import create_link
from reports.engine.documents import report_pdf
from reports.engine.models import ReportState
from reports.engine.services import release_report, request_report, withdraw_report
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    CompanyContactFactory,
    ConsentFactory,
    FunderAccessFactory,
    FundingBodyFactory,
    MembershipFactory,
    TeamFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)
from tests.reports.test_progress_pages import TEXTS, Written

PERIOD = "2026-07-01_2026-10-15"


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
def draft(written):
    report = request_report(
        type="progress", subject=written.case, period=PERIOD, by=written.author.user, texts=dict(TEXTS)
    )
    assert run(report.job_id)
    report.refresh_from_db()
    return report


@pytest.fixture
def released(written, draft):
    return release_report(report=draft, by=written.lead.user)


def _get(client, report, audience, kind="pdf"):
    return client.get(f"/berichte/{report.public_id}/{kind}/?fuer={audience}").status_code


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_role_of_the_staff(written, released, sign_in, role):
    member = MembershipFactory(provider=written.provider, team=written.team, role=role)
    CaseStaffFactory(case=written.case, member=member)
    assert _get(sign_in(member.user), released, "funder") in ((403, 404) if role == Role.TEACHER else (200,))


def test_a_draft_is_read_by_its_case_team_only(written, draft, sign_in):
    assert _get(sign_in(written.author.user), draft, "company") == 200
    for role in (Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION):
        assert _get(sign_in(MembershipFactory(provider=written.provider, role=role).user), draft, "funder") == 404
    other = MembershipFactory(provider=written.provider, team=TeamFactory(provider=written.provider))
    assert _get(sign_in(other.user), draft, "funder") == 404


def test_the_funder_with_the_right_reads_its_own_file_only(written, released, sign_in):
    body = written.case.stays.get().measure.funding_body
    user = UserFactory()
    FunderAccessFactory(provider=written.provider, user=user, funding_body=body, sees_persons=True)
    client = sign_in(user)
    assert _get(client, released, "funder") == 200
    assert _get(client, released, "company") == 404
    assert _get(client, released, "trainee") == 404
    room = client.get("/berichte/").content.decode()
    assert written.case.trainee.full_name in room
    page_ = client.get(f"/berichte/{released.public_id}/").content.decode()
    assert "?fuer=company" not in page_


@pytest.mark.parametrize("who", ["without the right", "of another body", "before release"])
def test_other_funders_read_nothing(written, draft, sign_in, who):
    if who != "before release":
        release_report(report=draft, by=written.lead.user)
    own = written.case.stays.get().measure.funding_body
    body = FundingBodyFactory(provider=written.provider) if who == "of another body" else own
    user = UserFactory()
    FunderAccessFactory(
        provider=written.provider, user=user, funding_body=body, sees_persons=who != "without the right"
    )
    client = sign_in(user)
    assert _get(client, draft, "funder") == 404
    assert client.get(f"/berichte/{draft.public_id}/").status_code == 404
    assert written.case.trainee.full_name not in client.get("/berichte/").content.decode()


def test_the_trainee_reads_the_own_report_in_simple_german(written, released, sign_in):
    user = UserFactory()
    written.case.trainee.user = user
    written.case.trainee.save()
    client = sign_in(user)
    assert _get(client, released, "trainee") == 200
    assert _get(client, released, "funder") == 404
    assert _get(client, released, "company") == 404
    assert f"/berichte/{released.public_id}/" in client.get("/berichte/").content.decode()
    assert "Das läuft gut" in client.get(f"/berichte/{released.public_id}/").content.decode()


def test_another_trainee_and_a_draft_stay_closed(written, draft, sign_in):
    user, other = UserFactory(), UserFactory()
    written.case.trainee.user = user
    written.case.trainee.save()
    CaseFactory(provider=written.provider, trainee=TraineeFactory(provider=written.provider, user=other))
    assert _get(sign_in(user), draft, "trainee") == 404
    release_report(report=draft, by=written.lead.user)
    assert _get(sign_in(other), draft, "trainee") == 404


# ---- the company ----


def _page_of(contract):
    _, url = create_link(contract, contract.trainer, None)
    return re.sub(r"^https?://[^/]+", "", url)


def _letter(client, address):
    found = re.search(r'href="([^"]*/brief/[^"]*)"', client.get(address).content.decode())
    return found[1] if found else ""


def test_the_released_letter_is_on_the_companys_page_and_each_download_is_logged(written, released, client):
    address = _page_of(written.contract)
    letter = _letter(client, address)
    answer = client.get(letter)
    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    assert written.case.trainee.last_name not in answer["Content-Disposition"]
    assert "company" not in answer["Content-Disposition"]  # German readers save it under German words
    assert "-Betrieb-" in answer["Content-Disposition"]
    entry = LogEntry.objects.filter(kind=LogKind.EXPORT, object_id=released.pk).latest("pk")
    assert entry.details["audience"] == "company"


def test_a_draft_and_a_withdrawn_letter_are_not_there(written, draft, client):
    address = _page_of(written.contract)
    assert _letter(client, address) == ""
    release_report(report=draft, by=written.lead.user)
    letter = _letter(client, address)
    assert letter
    withdraw_report(report=draft, reason="Falsche Angabe", by=written.lead.user)
    assert _letter(client, address) == ""
    assert client.get(letter).status_code == 404


def test_withdrawing_the_consent_closes_the_letter(written, released, client):
    address = _page_of(written.contract)
    letter = _letter(client, address)
    written.case.consents.update(withdrawn_on="2026-01-01")
    assert _letter(client, address) == ""
    assert client.get(letter).status_code == 404


def test_another_company_and_a_later_one_get_no_letter(written, released, client, behind):
    letter = _letter(client, _page_of(written.contract))
    stranger = TrainingContractFactory(case=CaseFactory(provider=written.provider))
    ConsentFactory(case=stranger.case)
    theirs = _page_of(stranger)
    assert _letter(client, theirs) == ""
    assert client.get(theirs + letter.split("/", 4)[-1]).status_code == 404
    behind(written.provider)  # the refused request took the wall with it
    later = TrainingContractFactory(case=written.case)
    assert _letter(client, _page_of(later)) == ""
    assert client.get(letter.replace("/stand/", "/stand/9")).status_code == 404


def test_the_letter_holds_no_attendance_and_guesses_no_sex(written, draft):
    contact = CompanyContactFactory(
        company=written.contract.company, salutation="", first_name="Kim", last_name="Yıldız"
    )
    written.contract.trainer = contact
    written.contract.save()
    again = request_report(
        type="progress", subject=written.case, period="2026-07-01_2026-09-30", by=written.author.user, texts=dict(TEXTS)
    )
    assert run(again.job_id)
    again.refresh_from_db()
    letter = again.kind.document(again.snapshot, again.texts, "company")
    words = str(letter)
    assert letter.letter.greeting == "Guten Tag Kim Yıldız"
    assert "Kim Yıldız" in letter.letter.address
    assert not [w for w in ("anwesend", "Teilnahmequote", "Stunden", "geplant", "Herr ", "Frau ") if w in words]
    assert written.case.trainee.full_name in letter.letter.subject


# ---- the files ----

HOSTILE = "<script>x</script><img src='file:///etc/passwd'>\u202eabc\x07\ue000👩‍👩‍👧 =1+1"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Amira", "Haddad"),
        ("Mia", "Freifrau-von-und-zu-Hohenstein-Waldburg-Zeil"),
        ("Олена", "Ґонтарук-Їжакевич"),
        ("محمد", "الحسيني"),
    ],
)
def test_all_three_files_are_accessible_and_keep_the_name(written, first, last):
    trainee = written.case.trainee
    trainee.first_name, trainee.last_name = first, last
    trainee.save()
    texts = {**TEXTS, "going_well": HOSTILE, "trainee_word": "objects", "trainee_reason": HOSTILE}
    report = request_report(type="progress", subject=written.case, period=PERIOD, by=written.author.user, texts=texts)
    assert run(report.job_id)
    report.refresh_from_db()
    assert {file.audience for file in report.files.all()} == {"funder", "company", "trainee"}
    for file in report.files.all():
        with file.pdf.open() as stored:
            content = stored.read()
        assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
        assert report_pdf(report, file.audience) == content
        assert last in report.kind.document(report.snapshot, report.texts, file.audience).title


def test_a_snapshot_of_an_older_release_still_opens(written, draft):
    for key in ("letter", "no_letter", "contact", "contract", "next_dates", "customer_number", "measure", "entry_on"):
        draft.snapshot["figures"].pop(key)
    for audience in draft.kind.audiences:
        assert report_pdf(draft, audience).startswith(b"%PDF")


def test_releasing_again_gives_the_same_bytes(released):
    assert released.state == ReportState.RELEASED
    for file in released.files.all():
        with file.pdf.open() as stored:
            assert report_pdf(released, file.audience) == stored.read()


# ---- auditors, spreadsheets ----


def test_an_auditor_reads_what_the_funder_got_in_the_window_only(written, released, sign_in):
    today = timezone.localdate()
    auditor, other = UserFactory(), UserFactory()
    for user, case in ((auditor, written.case), (other, CaseFactory(provider=written.provider))):
        grant = AuditGrant.objects.create(
            provider=written.provider, user=user, starts_on=today, ends_on=today + timedelta(days=5)
        )
        AuditGrantCase.objects.create(provider=written.provider, grant=grant, case=case)
    assert _get(sign_in(auditor), released, "funder") == 200
    assert _get(sign_in(auditor), released, "company") == 404
    assert _get(sign_in(other), released, "funder") == 404


@pytest.mark.parametrize("audience", ["funder", "company", "trainee"])
def test_the_spreadsheet_opens_for_every_audience(written, released, sign_in, audience):
    answer = sign_in(written.author.user).get(f"/berichte/{released.public_id}/excel/?fuer={audience}")
    book = load_workbook(BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert ("Stütz- und Förderunterricht" in cells) == (audience == "funder")


def test_the_page_of_a_draft_leads_to_where_its_texts_are_written(written, draft, sign_in):
    page_ = sign_in(written.author.user).get(f"/berichte/{draft.public_id}/").content.decode()
    assert f"/berichte/{draft.public_id}/schreiben/" in page_
    assert 'name="going_well"' not in page_
