"""Every link that a page shows leads somewhere: each person of the demonstration follows the links that they see."""

from importlib import import_module

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import clear_url_caches

from asa.accounts import wall
from asa.demo.people import demo_people
from tests.demo.crawling import crawl

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo_hours")]

OF_ONE_ROUTE = 1  # pages of one route are alike
# Files are made slowly and have tests of their own.
LEFT_OUT = {"account_logout", "form_file", "form_issue_file", "form_lot_file", "billing_sheet_file"}


@pytest.fixture
def demo(settings):
    import_module(settings.ROOT_URLCONF)  # decides by the setting whether the demo has routes: here it has none
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.demo.urls_with_demo"
    clear_url_caches()
    yield settings
    clear_url_caches()


def test_nobody_is_shown_a_link_that_leads_nowhere(hours, demo):
    dead, pages = [], 0
    for person in demo_people():
        client = Client(raise_request_exception=False)
        address = person.url.removeprefix(django_settings.PUBLIC_URL)
        is_signed_in = client.get(address).status_code == 302
        wall.enter(hours.pk)
        opened, found = crawl(client, ["/" if is_signed_in else address], OF_ONE_ROUTE, LEFT_OUT)
        wall.enter(hours.pk)
        dead += [f"{person.role}: {line}" for line in found]
        pages += opened
    assert dead == []
    assert pages > 300  # the walk did go on from the start pages
