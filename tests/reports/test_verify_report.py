"""Whoever holds a file learns whether it is the released one; about reports of others nothing is said."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from asa.accounts.enums import Role
from reports.engine import verify_views
from reports.engine.services import request_report, withdraw_report
from tests.factories import FunderAccessFactory, MembershipFactory
from tests.reports.every_type import made

PAGE = "/berichte/pruefen/"


def content_of(report) -> bytes:
    with report.files.first().pdf.open() as file:
        return file.read()


def sent(client, content: bytes, name: str = "Bericht.pdf"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), "sha256": ""})


@pytest.fixture
def file(released, tmp_path):
    path = tmp_path / "hand.pdf"
    path.write_bytes(content_of(released))
    return path


class TestCommand:
    def test_says_which_report_it_is_and_who_released_it_when(self, file, worked, capsys):
        call_command("verify_report", str(file))
        said = capsys.readouterr().out
        assert "Quartalsbericht, 3. Quartal 2026" in said
        assert "427/1184/1/25" in said
        assert "Zustand: freigegeben" in said
        assert f"von {worked.second.user.full_name}" in said

    def test_compares_a_second_rendering_byte_for_byte(self, file, capsys):
        call_command("verify_report", str(file), render=True)
        assert "Byte für Byte gleich" in capsys.readouterr().out

    def test_names_the_report_that_a_changed_file_says_it_were(self, file):
        file.write_bytes(file.read_bytes() + b"\n")
        with pytest.raises(CommandError, match=r"verändert.*Quartalsbericht 2026-Q3 Version 1") as refused:
            call_command("verify_report", str(file))
        assert refused.value.returncode == 1

    def test_does_not_know_a_foreign_file(self, worked, tmp_path):
        path = tmp_path / "fremd.pdf"
        path.write_bytes(b"%PDF-1.7 x")
        with pytest.raises(CommandError, match="Nicht bekannt"):
            call_command("verify_report", str(path))

    def test_says_so_when_there_is_no_file(self, worked, tmp_path):
        with pytest.raises(CommandError, match="kann nicht gelesen werden"):
            call_command("verify_report", str(tmp_path / "nichts.pdf"))

    def test_a_withdrawn_report_is_known_with_its_reason(self, file, released, worked, capsys):
        withdraw_report(report=released, reason="falsche Stunden", by=worked.second.user)
        call_command("verify_report", str(file))
        assert "Zurückgezogen" in capsys.readouterr().out


class TestPage:
    @pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.ADMIN, Role.BILLING])
    def test_staff_learn_who_released_it(self, file, worked, sign_in, role):
        member = MembershipFactory(provider=worked.provider, role=role, team=worked.author.team)
        page = sent(sign_in(member.user), file.read_bytes()).content.decode()
        assert "Die Datei ist unverändert" in page
        assert worked.second.user.full_name in page

    def test_a_funder_learns_that_it_is_unchanged_but_no_name(self, file, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        page = sent(sign_in(funder), file.read_bytes()).content.decode()
        assert "Die Datei ist unverändert" in page
        assert worked.second.user.full_name not in page

    def test_the_checksum_alone_is_enough_in_any_spelling(self, file, worked, sign_in):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        spelled = f" SHA-256: {digest[:32].upper()} {digest[32:]}\n"
        page = sign_in(worked.author.user).post(PAGE, {"sha256": spelled}).content.decode()
        assert "Die Datei ist unverändert" in page

    def test_a_changed_file_is_told_apart_from_an_unknown_one(self, file, worked, sign_in):
        client = sign_in(worked.author.user)
        assert (
            "Die Datei wurde verändert oder ist beschädigt" in sent(client, file.read_bytes() + b" ").content.decode()
        )
        assert "Nicht bekannt" in sent(client, b"%PDF-1.7 fremd").content.decode()

    def test_what_one_may_not_see_is_unknown(self, worked, sign_in):
        report = made("participants", worked)
        content = content_of(report)
        colleague = MembershipFactory(provider=worked.provider)
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body)
        for user in (colleague.user, funder.user, MembershipFactory().user):
            for sending in (content, content + b" "):
                page = sent(sign_in(user), sending).content.decode()
                assert "Nicht bekannt" in page
                assert worked.measure.name not in page

    def test_a_superseded_file_is_called_so(self, file, worked, sign_in):
        from asa.jobs.running import run
        from reports.engine.services import release_report

        second = request_report(subject=worked.measure, period="2026-Q3", by=worked.author.user, reason="Nachmeldung")
        assert run(second.job_id)
        second.refresh_from_db()
        release_report(report=second, by=worked.second.user)
        assert (
            "durch eine neuere Version ersetzt" in sent(sign_in(worked.author.user), file.read_bytes()).content.decode()
        )

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({}, "Bitte wählen Sie eine Datei"),
            ({"sha256": "abc"}, "genau 64 Zeichen"),
            ({"sha256": "g" * 64}, "genau 64 Zeichen"),
            ({"sha256": "\u202e\x00" * 20}, ""),
        ],
    )
    def test_what_is_no_checksum_is_refused_kindly(self, worked, sign_in, data, message):
        response = sign_in(worked.author.user).post(PAGE, data)
        assert response.status_code == 422
        assert message in response.content.decode()

    def test_a_file_that_only_calls_itself_pdf_is_refused_kindly(self, worked, sign_in):
        response = sent(sign_in(worked.author.user), b"MZ\x90 kein PDF", "Bericht.pdf")
        assert response.status_code == 422
        assert "Das ist kein PDF" in response.content.decode()

    def test_a_file_too_large_is_refused_kindly(self, worked, sign_in, monkeypatch):
        monkeypatch.setattr(verify_views, "MEGABYTES", 0)
        response = sent(sign_in(worked.author.user), b"%PDF-1.7")
        assert response.status_code == 422
        assert "größer als" in response.content.decode()

    def test_the_report_leads_to_it(self, released, worked, sign_in):
        assert PAGE in sign_in(worked.author.user).get(f"/berichte/{released.public_id}/").content.decode()
