"""The log names its things in German."""

import pytest
from django.apps import apps
from django.urls import reverse

from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import LogEntry
from asa.administration.log_words import FORMER, about, page_word, thing_word
from tests.factories import MembershipFactory, SessionFactory

OURS = {"accounts", "jobs", "mail", "companies", "cases", "reports"}


@pytest.mark.django_db
def test_the_page_shows_german_words(sign_in, behind):
    admin = MembershipFactory(role=Role.ADMIN)
    client = sign_in(admin.user)
    session = SessionFactory(provider=admin.provider)
    behind(admin.provider)
    record(LogKind.CHANGE, by=admin.user, subject=session)
    record(LogKind.EXPORT, by=admin.user, route="case_export", provider_id=admin.provider_id)
    page = client.get(reverse("log_list")).content.decode()
    assert f"Termin {session.pk}" in page
    assert "Seite „teilnehmende/" in page
    assert "cases.session" not in page
    assert "case_export" not in page


def test_no_thing_of_ours_is_named_technically():
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            word = thing_word(model._meta.label_lower)
            assert "." not in word
            assert word[0].isupper()
            assert word != FORMER


def test_what_is_gone_keeps_a_word():
    assert thing_word("cases.gone") == FORMER
    assert thing_word("nothing") == FORMER
    assert page_word("a_route_that_was") == "Frühere Seite"
    assert about(LogEntry(kind=LogKind.CHANGE)) == ""
