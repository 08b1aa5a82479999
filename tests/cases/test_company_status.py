"""Telling a company how it stands: the contact person writes, previews and sends."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.mail.models import Mail
from cases.notes.services import withdraw_consent
from cases.portal.letters import LONGEST_SUBJECT, status_subject
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.services import set_status
from tests.factories import CaseFactory, CaseStaffFactory, ConsentFactory, MembershipFactory, TrainingContractFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def contract(member):
    contract = TrainingContractFactory(
        case=CaseFactory(provider=member.provider, contact_person=member, team=member.team)
    )
    ConsentFactory(case=contract.case)
    return contract


def post(client, contract, **values):
    values = {"request_key": uuid4(), "sign": "good", "sentence": "Amira bereitet die Prüfung vor."} | values
    return client.post(reverse("company_status_edit", args=[contract.case.public_id]), values)


def rows(contract, model):
    with wall.within(contract.provider_id):
        return list(model.objects.all())


def test_a_suggestion_sets_sentence_and_sign_at_once(sign_in, member, contract):
    response = post(sign_in(member.user), contract, suggestion="talk", sentence="", sign="")

    html = response.content.decode()
    assert "Bitte kurz sprechen. Wir möchten kurz mit Ihnen sprechen." in html


def test_the_preview_saves_and_sends_nothing(sign_in, member, contract):
    html = post(sign_in(member.user), contract).content.decode()

    assert "Läuft gut. Amira bereitet die Prüfung vor." in html
    assert f"so steht es bei {contract.case.trainee.first_name}" in html
    assert (rows(contract, CompanyStatus), rows(contract, CompanyLink), rows(contract, Mail)) == ([], [], [])


def test_the_preview_is_the_page_of_the_company(sign_in, member, contract, client):
    from cases.portal.links import create_link

    staff = sign_in(member.user)
    preview = post(staff, contract).context["view"]
    post(staff, contract, step="save")
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)

    path = "/" + url.split("/", 3)[3]
    assert client.get(path).context["view"] == preview


@pytest.fixture
def silent(member):
    """A contract whose trainee gave no consent."""
    return TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))


def test_without_consent_the_page_says_so_at_the_top_and_offers_no_sentence(sign_in, member, silent):
    html = sign_in(member.user).get(reverse("company_status_edit", args=[silent.case.public_id])).content.decode()

    assert html.index("Es liegt keine Einwilligung vor.") < html.index('class="asa-preview')
    assert 'name="suggestion"' not in html
    assert 'name="sentence"' not in html
    assert "Was von Gesetzes wegen weitergeht" not in html
    preview = html.split('class="asa-preview')[1].split("<form")[0]
    assert silent.case.trainee.first_name not in preview


@pytest.mark.parametrize("step", ["", "save", "send"])
def test_a_sentence_typed_before_the_withdrawal_is_not_kept_but_given_back(sign_in, member, silent, step):
    answer = post(sign_in(member.user), silent, step=step)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Ihr Satz wurde nicht gespeichert." in html
    assert "Amira bereitet die Prüfung vor." in html
    assert "Amira bereitet" not in html.split('class="asa-preview')[1].split("<form")[0]
    assert (rows(silent, CompanyStatus), rows(silent, Mail)) == ([], [])


def test_without_consent_the_contact_card_can_be_sent_once(sign_in, member, silent):
    client, key = sign_in(member.user), uuid4()

    for _ in range(2):
        answer = post(client, silent, step="card", request_key=key)
        assert answer["Location"] == reverse("company_link_list", args=[silent.case.public_id])

    assert [len(rows(silent, model)) for model in (CompanyStatus, CompanyLink, Mail)] == [0, 1, 1]


def test_after_a_withdrawal_the_page_says_what_goes_on_by_law(sign_in, member, contract, behind):
    behind(contract.provider)
    withdraw_consent(consent=contract.case.consents.get(), on=timezone.localdate(), by=member.user)

    html = sign_in(member.user).get(reverse("company_status_edit", args=[contract.case.public_id])).content.decode()

    law = ("§&nbsp;75 Abs.&nbsp;4 SGB&nbsp;III", "Art. 7 Abs. 3 DSGVO")
    for words in ("Die Einwilligung ist widerrufen.", *law, "neuen Link"):
        assert words in html
    assert 'name="sentence"' not in html


def test_the_service_keeps_no_sentence_without_consent(member, silent, behind):
    behind(silent.provider)
    with pytest.raises(ValidationError, match="keine Einwilligung"):
        set_status(contract=silent, sign="good", sentence="Läuft.", by=member.user, request_key=uuid4())
    assert not CompanyStatus.objects.exists()


def test_sending_twice_writes_one_status_one_link_one_mail(sign_in, member, contract):
    client, key = sign_in(member.user), uuid4()

    post(client, contract, step="send", request_key=key)
    post(client, contract, step="send", request_key=key)

    assert [len(rows(contract, model)) for model in (CompanyStatus, CompanyLink, Mail)] == [1, 1, 1]


def test_the_mail_is_short_names_no_trainee_and_answers_to_a_human(sign_in, member, contract):
    post(sign_in(member.user), contract, step="send")

    mail = rows(contract, Mail)[0]
    assert mail.to == contract.trainer.email
    assert mail.reply_to == member.user.email
    assert len(mail.subject) <= LONGEST_SUBJECT
    assert "Guten Tag Herr Winter" in mail.text
    assert "+49 69 90009410" in mail.text
    assert member.user.full_name in mail.text
    for part in (mail.subject, mail.text, mail.html):
        assert contract.case.trainee.first_name not in part
        assert contract.case.trainee.last_name not in part
        assert "Amira" not in part


@pytest.mark.parametrize("month", range(1, 13))
def test_every_subject_fits(month):
    assert len(status_subject(month)) <= LONGEST_SUBJECT


def test_the_secret_is_kept_as_a_hash_only(sign_in, member, contract):
    post(sign_in(member.user), contract, step="send")

    link = rows(contract, CompanyLink)[0]
    secret = next(line for line in rows(contract, Mail)[0].text.splitlines() if "/stand/" in line).split("/")[-2]
    assert len(secret) >= 40
    assert secret not in str(CompanyLink.__dict__) + str(vars(link))
    assert (link.expires_at - timezone.now()).days in (13, 14)


def test_ending_notices_stop_telling(sign_in, member, contract, behind):
    behind(contract.provider)
    contract.notice_on = timezone.localdate()
    contract.save()

    response = post(sign_in(member.user), contract, step="send")

    assert "Zurzeit läuft kein Ausbildungsvertrag" in response.content.decode()
    assert rows(contract, Mail) == []


def test_without_an_address_it_is_saved_but_not_sent(sign_in, member, contract, behind):
    behind(contract.provider)
    contract.trainer.email = ""
    contract.trainer.save()
    client = sign_in(member.user)

    assert "Senden geht noch nicht." in post(client, contract).content.decode()
    assert "keine E-Mail-Adresse" in post(client, contract, step="send").content.decode()
    assert rows(contract, Mail) == []


def test_what_hinders_sending_is_one_link_away(sign_in, member, contract, behind):
    behind(contract.provider)
    client, trainer = sign_in(member.user), contract.trainer

    def way():
        return post(client, contract).context["way"]

    assert way() is None
    trainer.email = ""
    trainer.save()
    assert way()[1] == reverse("contact_edit", args=[trainer.public_id])
    contract.trainer = None
    contract.save()
    assert way()[1] == reverse("contact_create", args=[contract.company.public_id])
    trainer.email = "krause@betrieb.example"
    trainer.save()
    assert way()[1] == reverse("contract_edit", args=[contract.public_id])
    assert client.get(way()[1]).status_code == 200


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"sentence": "x" * 161}, "Der Satz ist zu lang."),
        ({"sentence": "", "sign": ""}, "Wählen Sie einen Vorschlag oder schreiben Sie einen Satz."),
        ({"sign": ""}, "Wählen Sie das Zeichen zu Ihrem Satz."),
        ({"sign": "bad"}, "Zeichen"),
    ],
)
def test_wrong_input_is_named_and_kept(sign_in, member, contract, values, message):
    response = post(sign_in(member.user), contract, step="send", **values)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert rows(contract, CompanyStatus) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.TEAM_LEAD, 200), (Role.SOCIAL_WORKER, 200), (Role.ADMIN, 403), (Role.TEACHER, 403), (Role.BILLING, 403)],
)
def test_who_may_tell_the_company(sign_in, contract, role, status):
    member = MembershipFactory(provider=contract.provider, team=contract.case.team, role=role)
    if role == Role.SOCIAL_WORKER:
        CaseStaffFactory(case=contract.case, member=member)

    assert post(sign_in(member.user), contract).status_code == status


def test_strangers_get_404(sign_in, contract):
    for stranger in (MembershipFactory(provider=contract.provider), MembershipFactory()):
        assert post(sign_in(stranger.user), contract, step="send").status_code == 404
    assert rows(contract, CompanyStatus) == []
