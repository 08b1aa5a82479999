"""A mail to staff comes in the language that its reader chose; every letter to staff exists in both."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail

from asa.accounts import wall
from asa.accounts.enums import MailLanguage
from asa.accounts.invitations import invite
from asa.accounts.letters import letter_in
from asa.mail.models import Mail
from tests.factories import MembershipFactory, UserFactory

TEMPLATES = settings.BASE_DIR / "templates"
SOURCES = ("asa", "companies", "cases", "reports")

#: Who writes to people outside the house, in German only. Everything else goes through `write_to_staff`.
OUTSIDE = {
    "asa/mail/outbox.py": "the writer itself",
    "cases/sessions/notices.py": "to trainees and companies",
    "cases/portal/letters.py": "to companies",
    "cases/desk/life/cancel_notices.py": "to trainee and company",
    "cases/desk/person_edit/notices.py": "to trainee and company; staff get a letter",
    "reports/schedules/notices.py": "to readers at funding bodies; staff get a letter",
}
GERMAN = re.compile(r"\b(Guten Tag|Freundliche|Sie|bitte|und|nicht|Ihr|Ihre)\b")


def _calls(name):
    """Yield (path, call) of every call of a function with this name in the sources."""
    for folder in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                    yield path.relative_to(settings.BASE_DIR).as_posix(), node


def _letters():
    """Return the German text of every letter to staff."""
    return sorted(TEMPLATES.rglob("mail/*.de.txt"))


@pytest.mark.parametrize("german", _letters(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_letter_to_staff_is_there_in_both_languages_with_the_same_values(german):
    english = german.with_name(german.name.replace(".de.", ".en."))
    texts = [path.read_text(encoding="utf-8") for path in (german, english)]

    names = [{word for word in re.findall(r"{{ *([a-z_.]+)", text) if word not in {"month", "day"}} for text in texts]
    assert names[0] == names[1]
    assert not GERMAN.search(re.sub(r"{%.*?%}|“[^”]*”|\([^)]*\)", "", texts[1]))


def test_every_letter_that_is_written_to_staff_is_a_template():
    names = [node.args[2] for _, node in _calls("write_to_staff")]
    literal = [name.value for name in names if isinstance(name, ast.Constant)]

    assert len(literal) >= 6
    for name in literal:
        assert (TEMPLATES / f"{name}.de.txt").exists()


def test_whoever_writes_mails_by_hand_writes_to_people_outside():
    assert {path for path, _ in _calls("write_mail")} <= set(OUTSIDE)


@pytest.mark.parametrize(
    "german", sorted(TEMPLATES.glob("account/email/*.txt")) + sorted(TEMPLATES.glob("mfa/email/*.txt")), ids=str
)
def test_every_mail_about_the_account_is_there_in_english(german: Path):
    text = (german.parent / "en" / german.name).read_text(encoding="utf-8")
    assert not GERMAN.search(re.sub(r"{%.*?%}|\([^)]*\)", "", text))


@pytest.mark.parametrize(
    ("language", "subject"), [("de", "Ihr Zugang bei Talbrücke"), ("en", "Your access at Talbrücke")]
)
@pytest.mark.django_db
def test_a_letter_comes_in_the_language_of_its_reader(language, subject):
    admin = MembershipFactory(provider__name="Talbrücke")
    wall.enter(admin.provider_id)

    invite(UserFactory(mail_language=language, first_name="<Ona>"), admin.provider, admin.user)

    written = Mail.objects.get()
    assert written.subject == subject
    assert "<Ona>" in written.text


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("german@bildungswerk.example", "Ihr Code zum Anmelden"),
        ("english@bildungswerk.example", "Your code for signing in"),
        ("nobody@bildungswerk.example", "Ihr Code zum Anmelden"),
    ],
)
@pytest.mark.django_db
def test_a_code_comes_in_the_language_of_its_reader(address, subject):
    UserFactory(email="german@bildungswerk.example")
    UserFactory(email="english@bildungswerk.example", mail_language=MailLanguage.ENGLISH)

    get_adapter().send_mail("account/email/login_code", address, {"code": "ABC-123"})

    assert mail.outbox[0].subject == subject
    assert "ABC-123" in mail.outbox[0].body


def test_months_have_english_names_in_english_letters():
    subject, _ = letter_in(
        MailLanguage.ENGLISH,
        "cases/months/mail/reminder",
        day=date(2026, 12, 1),
        link="",
        by=UserFactory.build(),
        user=UserFactory.build(),
    )
    assert subject == "Sessions in December 2026 not yet written down"
