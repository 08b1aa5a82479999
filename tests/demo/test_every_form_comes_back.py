"""Every form that a person of the demonstration sees, sent after the session's end, is there again with every value.

Every one with a long text comes back from its draft as well.
"""

from collections import Counter
from importlib import import_module
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import clear_url_caches, reverse

from asa.accounts import wall
from asa.accounts.once import FRAME_FIELDS
from asa.demo.people import demo_people
from tests.accounts.windows import Window
from tests.demo.crawling import links_of, route_of
from tests.demo.test_links_lead_somewhere import LEFT_OUT

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo_hours")]

#: Said so that it can be found again; the number tells the controls of a form apart.
MARKER = "Wörter & <Zeichen> {}"

#: What is typed into a control of a type that takes no words.
BY_TYPE = {"date": "2026-11-30", "time": "14:35", "number": "7", "email": "a{}@probe.example", "color": "#123456"}
WORDS = {"text", "search", "tel", "url", *BY_TYPE}

#: They end or begin a session, or hold secrets, which are typed again.
NOT_CARRIED = {
    "account_logout",
    "account_login",
    "typed_discard",
    "account_change_password",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}


@pytest.fixture
def demo(settings):
    import_module(settings.ROOT_URLCONF)
    settings.DEMO = True
    settings.ACCOUNT_RATE_LIMITS = False  # nobody signs in so often
    settings.ROOT_URLCONF = "tests.demo.urls_with_demo"
    clear_url_caches()
    yield settings
    clear_url_caches()


def typed_into(window, form):
    """Return what a browser would send from the form after something was typed or chosen in each of its controls."""
    values, number, filled = window.values(form), 0, set()
    for control in window.controls(form):
        kind = control.tag if control.tag != "input" else (control.get("type") or "text").lower()
        name = control.get("name")
        if kind == "textarea" or kind in WORDS:
            number += 1
            value = BY_TYPE.get(kind, MARKER).format(number)
            index = next(i for i, (n, v) in enumerate(values) if n == name and i not in filled)
            filled.add(index)
            values[index] = (name, value)
        elif kind == "checkbox" and control.get("checked") is None:
            values.append((name, control.get("value", "on")))
    return values


def pages_with_forms(client, start):
    """Open one page of each route that can be reached, and yield (address, window) of those with a form."""
    waiting, seen, routes = [start], {start}, set()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route in LEFT_OUT or route in routes:
            continue
        routes.add(route)
        response = client.get(address, headers={"accept": "text/html"})
        for link in links_of(response, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            window = Window(client)
            window.address, window.response = address, response
            yield window


def given_back(client, window, form):
    """Send the form without a session, bring along what the sign-in page carries, and return the page afterwards."""
    sent = typed_into(window, form)
    outside = Window(Client())
    outside.address = window.address
    outside.post(window.target(form), sent)
    carried = dict(outside.values(outside.form(having="password"))).get("carried_input")
    if carried is None:
        return sent, None
    inside = Window(client)
    inside.address = "/konto/login/"
    return sent, inside.post("/konto/login/", [("carried_input", carried), ("next", window.address)])


def kept_as_draft(client, window, form):
    """Keep the form as the script of its page does, open the page again, and return what is missing there."""
    sent, key = typed_into(window, form), uuid4()
    target = window.target(form)
    headers = {"accept": "application/json", "x-draft-page": window.address, "x-draft-address": target}
    body = urlencode(sent, doseq=False)
    address = reverse("draft_save", args=[key])
    kind = "application/x-www-form-urlencoded"
    assert client.post(address, body, content_type=kind, headers=headers).status_code == 200, window.address
    missing = missing_from(Window(client).open(window.address), target, sent)
    client.post(reverse("draft_discard", args=[key]))
    return missing


def _counted(values):
    return Counter((name, value.replace("\r\n", "\n")) for name, value in values if name not in FRAME_FIELDS)


def has_draft(form):
    """Return whether the script of the page keeps drafts of this form."""
    if "data-draft" in form.attrib:
        return True
    return any(text.get("name") and text.get("readonly") is None for text in form.iter("textarea"))


def missing_from(inside, target, sent):
    """Return what was sent and would not be sent again from the page."""
    wanted = _counted(sent)
    rests = [wanted - _counted(inside.values(form)) for form in inside.forms() if inside.target(form) == target]
    return min(rests, key=lambda rest: rest.total(), default=wanted)


def test_every_form_of_everybody_comes_back(hours, demo):
    seen, lost, by_themselves, texts, drafts = set(), [], 0, 0, 0
    for person in demo_people():
        client = Client(raise_request_exception=False)
        if client.get(person.url.removeprefix(django_settings.PUBLIC_URL)).status_code != 302:
            continue  # a company's link: nobody signs in
        wall.enter(hours.pk)
        for window in pages_with_forms(client, "/"):
            for form in list(window.forms()):
                target = window.target(form)
                names = frozenset(c.get("name").split("-")[-1] for c in window.controls(form))
                kind = (route_of(window.address), route_of(target), names)
                if kind in seen or route_of(target) in NOT_CARRIED or not names - FRAME_FIELDS:
                    continue
                seen.add(kind)
                sent, inside = given_back(client, window, form)
                missing = missing_from(inside, target, sent) if inside else "nothing carried"
                by_themselves += bool(inside and "typed-discard" in inside.text)
                texts += sum("Wörter" in value for _, value in sent)
                if missing:
                    lost.append(f"{window.address} ({kind[0]} → {kind[1]}): {missing}")
                if has_draft(form):
                    drafts += 1
                    missing = kept_as_draft(client, window, form)
                    if missing:
                        lost.append(f"draft of {window.address} ({kind[0]} → {kind[1]}): {missing}")
    print(f"{len(seen)} forms, {texts} texts, {by_themselves} shown by themselves, {drafts} with drafts")
    assert "\n".join(lost) == ""
    assert len(seen) > 100
    assert drafts >= 10
