"""A link to a shared mailbox opens with a code told by telephone: few tries, once, then the device is known."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.mailboxes import built_in_names, is_shared
from asa.accounts.models import LogEntry, Provider
from asa.mail.models import Mail
from cases.portal.codes import MAX_TRIES, code_of
from cases.portal.links import create_link
from cases.portal.models import CompanyLink, CompanyStatus
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    MembershipFactory,
    SessionFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SENTENCE = "Die Zwischenprüfung ist angemeldet."


@pytest.fixture
def member():
    return MembershipFactory(user=UserFactory(first_name="Sabine", last_name="Berger"))


@pytest.fixture
def contract(member, behind):
    return shared_contract(member)


def shared_contract(member, email="info@autohaus.example"):
    contract = TrainingContractFactory(
        case=CaseFactory(provider=member.provider, contact_person=member, team=member.team)
    )
    ConsentFactory(case=contract.case)
    with wall.within(member.provider_id):
        contract.trainer.email = email
        contract.trainer.save()
        CompanyStatus.objects.create(
            provider=member.provider, contract=contract, sign="good", sentence=SENTENCE, set_by=member.user
        )
    return contract


def link_of(contract):
    """Return the row and the path of a fresh link."""
    with wall.within(contract.provider_id):
        link, url = create_link(contract, contract.trainer, None)
    return link, "/" + url.split("/", 3)[3]


def text(response):
    return response.content.decode()


def fresh(link):
    with wall.within(link.provider_id):
        return CompanyLink.objects.get(pk=link.pk)


def enter(client, url, code):
    return client.post(url + "code/", {"code": code})


def wrong(link):
    return f"{(int(code_of(fresh(link))) + 1) % 10**6:06d}"


@pytest.mark.parametrize(
    ("email", "shared"),
    [
        ("info@x.example", True),
        ("INFO@x.example", True),
        ("büro@x.example", True),
        ("info.kassel@x.example", True),
        ("office2@x.example", True),
        ("kontakt+azubi@x.example", True),
        ("t.krause@x.example", False),
        ("informatik@x.example", False),
        ("krause.info@x.example", False),
        ("postel@x.example", False),
    ],
)
def test_which_mailboxes_are_shared(email, shared):
    assert is_shared(email, built_in_names()) is shared


def test_the_link_asks_for_the_code_and_shows_nothing_of_the_trainee(client, contract):
    _, url = link_of(contract)

    answer = client.get(url)

    html = text(answer)
    assert "Bitte geben Sie den Code ein." in html
    assert "Sabine Berger nennt ihn Ihnen am Telefon." in html
    assert "tel:+496990009410" in html
    for word in (SENTENCE, contract.case.trainee.first_name, contract.trainer.last_name, contract.company.name):
        assert word not in html
    assert "no-store" in answer["Cache-Control"]


def test_nothing_else_behind_the_link_opens_without_the_code(client, contract):
    now = timezone.localtime()
    starts = (now + timedelta(days=7 + (2 - now.weekday()) % 7)).replace(hour=10, minute=0, second=0, microsecond=0)
    visit = SessionFactory(provider=contract.provider, cases=[contract.case], place="company", starts=starts)
    link, url = link_of(contract)
    date = f"{url}termin/{visit.public_id}.ics"
    letter = reverse("company_letter", args=[contract.provider_id, url.split("/")[3], visit.public_id])
    picture = f"{url}bild/{visit.public_id}/"
    assert [client.get(path).status_code for path in (date, letter, picture)] == [404, 404, 404]

    enter(client, url, code_of(link))

    assert client.get(date).status_code == 200


def test_the_right_code_opens_on_this_device_only_and_again(client, contract):
    link, url = link_of(contract)
    code = code_of(link)

    assert enter(client, url, f" {code[:3]} {code[3:]} ")["Location"] == url
    for _ in range(2):
        assert SENTENCE in text(client.get(url))
    assert SENTENCE not in text(Client().get(url))


def test_a_code_counts_once(client, contract):
    link, url = link_of(contract)
    code = code_of(link)
    enter(client, url, code)

    other = Client()
    assert "Dieser Code stimmt nicht." in text(enter(other, url, code))
    assert SENTENCE not in text(other.get(url))
    assert enter(other, url, code_of(fresh(link))).status_code == 302
    assert enter(client, url, code).status_code == 302  # twice by the one who is in already: harmless


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567890123", "１２３４５６", "<b>"])
def test_what_is_no_code_is_refused_in_words(client, contract, typed):
    _, url = link_of(contract)
    answer = enter(client, url, typed)

    assert answer.status_code == 422
    assert "Bitte prüfen Sie eine Angabe" in text(answer)
    assert SENTENCE not in text(client.get(url))


def test_few_tries_then_only_a_new_code_helps(client, contract, member, sign_in):
    link, url = link_of(contract)
    answers = [text(enter(client, url, wrong(link))) for _ in range(MAX_TRIES)]
    assert "Noch 4 Versuche." in answers[0]
    assert "Noch 1 Versuch." in answers[3]
    assert "Zu viele falsche Versuche." in answers[4]
    assert "Zu viele falsche Versuche." in text(enter(client, url, code_of(fresh(link))))
    staff = sign_in(member.user)
    assert "gesperrt nach zu vielen falschen Versuchen" in text(page(staff, contract))

    staff.post(reverse("company_link_new_code", args=[contract.case.public_id, link.public_id]))

    assert enter(client, url, code_of(link)).status_code == 422  # the one before
    assert enter(client, url, code_of(fresh(link))).status_code == 302
    with wall.within(contract.provider_id):
        whats = LogEntry.objects.filter(object_id=link.pk).values_list("details__what", flat=True)
        assert set(whats) >= {"company_link_code_locked", "company_link_code_made", "company_link_code_used"}


def page(client, contract):
    return client.get(reverse("company_link_list", args=[contract.case.public_id]))


def test_staff_read_the_code_after_sending(sign_in, contract, member):
    staff = sign_in(member.user)
    edit = reverse("company_status_edit", args=[contract.case.public_id])
    values = {"request_key": "5f0c9f5e-2d3b-4e2f-9a65-2f6f7d7a1d11", "sign": "good", "sentence": "Läuft."}
    assert "Das ist ein geteiltes Postfach." in text(staff.post(edit, values))

    html = text(staff.post(edit, values | {"step": "send"}, follow=True))

    with wall.within(contract.provider_id):
        code, mail = code_of(CompanyLink.objects.get()), Mail.objects.get()
    assert "Geteiltes Postfach: Code nötig" in html
    assert f"{code[:3]} {code[3:]}" in html
    assert "am Telefon nennen" in html
    for part in (mail.text, mail.html):
        assert "Sabine Berger nennt ihn Ihnen am Telefon" in part
        assert code not in part


def test_the_code_is_kept_nowhere(contract):
    link, _ = link_of(contract)
    assert re.fullmatch(r"\d{6}", code_of(link))
    assert code_of(link) not in str(vars(fresh(link)))


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.TEAM_LEAD, True), (Role.TEACHER, False), (Role.ADMIN, False), (Role.BILLING, False)]
)
def test_who_reads_and_makes_codes(sign_in, contract, role, sees):
    link, _ = link_of(contract)
    client = sign_in(MembershipFactory(provider=contract.provider, team=contract.case.team, role=role).user)
    code = code_of(link)

    assert (f"{code[:3]} {code[3:]}" in text(page(client, contract))) is sees
    made = client.post(reverse("company_link_new_code", args=[contract.case.public_id, link.public_id]))
    assert made.status_code == (302 if sees else 403)
    assert fresh(link).code_number == (2 if sees else 1)


def test_strangers_make_no_code(sign_in, contract):
    link, _ = link_of(contract)
    url = reverse("company_link_new_code", args=[contract.case.public_id, link.public_id])
    assert sign_in(MembershipFactory().user).post(url).status_code == 404
    assert fresh(link).code_number == 1


def test_an_ended_link_has_no_code(sign_in, client, contract, member, behind):
    link, url = link_of(contract)
    code = code_of(link)
    behind(contract.provider)
    contract.notice_on = timezone.localdate()
    contract.save()
    staff = sign_in(member.user)

    assert f"{code[:3]} {code[3:]}" not in text(page(staff, contract))
    staff.post(reverse("company_link_new_code", args=[contract.case.public_id, link.public_id]))
    assert fresh(link).code_number == 1
    assert enter(client, url, code).status_code == 404


# ---- the device ----


def test_the_next_link_to_the_same_person_knows_the_device(client, contract):
    link, url = link_of(contract)
    enter(client, url, code_of(link))

    _, later = link_of(contract)

    assert SENTENCE in text(client.get(later))


def test_another_contract_of_the_same_mailbox_asks_again(client, contract, member):
    link, url = link_of(contract)
    enter(client, url, code_of(link))

    _, other = link_of(shared_contract(member))

    assert "Bitte geben Sie den Code ein." in text(client.get(other))


def test_a_device_of_an_ended_link_is_no_longer_known(client, contract, member, behind):
    link, url = link_of(contract)
    enter(client, url, code_of(link))
    behind(contract.provider)
    CompanyLink.objects.filter(pk=link.pk).update(
        ended_at=timezone.now(), ended_reason="by_hand", ended_by=member.user.pk
    )

    _, later = link_of(contract)

    assert "Bitte geben Sie den Code ein." in text(client.get(later))


def test_the_cookie_holds_the_links_id_only_and_cannot_be_made_up(client, contract):
    link, url = link_of(contract)
    answer = enter(client, url, code_of(link))

    (cookie,) = [cookie for name, cookie in answer.cookies.items() if name.startswith("asa_stand_")]
    assert cookie.value.split(":")[0] == str(link.pk)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/stand/")
    forged = Client()
    for value in (str(link.pk), f"{link.pk}:1x:abc", cookie.value[:-2] + "AA"):
        forged.cookies[f"asa_stand_{link.pk}"] = value
        assert "Bitte geben Sie den Code ein." in text(forged.get(url))


def test_an_expired_link_asks_for_nothing_and_renews_to_one_with_its_own_code(client, contract):
    link, url = link_of(contract)
    past = timezone.now() - timedelta(days=15)
    with wall.within(contract.provider_id):
        CompanyLink.objects.update(expires_at=past, sent_at=past)

    assert "Dieser Link ist abgelaufen." in text(client.get(url))
    assert enter(client, url, code_of(link))["Location"] == url
    client.post(url + "neu/")

    with wall.within(contract.provider_id):
        path = "/" + next(one for one in Mail.objects.get().text.splitlines() if "/stand/" in one).split("/", 3)[3]
    assert "Bitte geben Sie den Code ein." in text(client.get(path))


def test_a_contact_card_to_a_shared_mailbox_asks_too(client, contract, member):
    with wall.within(contract.provider_id):
        consent = contract.case.consents.get()
        consent.withdrawn_on = timezone.localdate()
        consent.save()
    _, url = link_of(contract)

    assert "Bitte geben Sie den Code ein." in text(client.get(url))


def test_the_code_needs_the_token_of_the_page_and_a_post(contract):
    link, url = link_of(contract)
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, url, code_of(link)).status_code == 403
    assert strict.get(url + "code/").status_code == 405


# ---- the list ----


def settings_form(client, **changes):
    form = client.get(reverse("provider_settings")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | changes
    return client.post(reverse("provider_settings"), values)


def test_the_administration_changes_the_list_for_its_provider_only(sign_in, client, contract):
    other = MembershipFactory()
    admin = MembershipFactory(provider=contract.provider, role=Role.ADMIN)
    staff = sign_in(admin.user)
    _, url = link_of(contract)

    assert settings_form(staff, shared_mailboxes="Lager, ausbilder\noffice office").status_code == 302

    assert Provider.objects.get(pk=contract.provider_id).shared_mailboxes == "ausbilder\nlager\noffice"
    assert Provider.objects.get(pk=other.provider_id).shared_mailboxes == built_in_names()
    assert SENTENCE in text(client.get(url))


@pytest.mark.parametrize(
    "typed", ["info@firma.example", "a b <script>", "x" * 65, " ".join(f"n{n}" for n in range(301))]
)
def test_what_is_no_list_is_refused_at_the_field(sign_in, contract, typed):
    admin = MembershipFactory(provider=contract.provider, role=Role.ADMIN)

    answer = settings_form(sign_in(admin.user), shared_mailboxes=typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["shared_mailboxes"]
    assert Provider.objects.get(pk=contract.provider_id).shared_mailboxes == built_in_names()
