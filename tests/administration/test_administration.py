"""The administration: who may, twice, stale, other provider, hostile text, number of queries."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import FunderAccess, Invitation, LogEntry, Membership, Provider, Site
from cases.people.models import FundingShare, Measure
from tests.factories import (
    CaseFactory,
    FundingBodyFactory,
    LotFactory,
    MeasureFactory,
    MembershipFactory,
    ProviderFactory,
    SiteFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db

PAGES = ["administration", "member_list", "member_create", "provider_settings", "log_list"]
ALLOWED = {
    Role.ADMIN: set(PAGES),
    Role.TEAM_LEAD: {"administration", "member_list"},
    Role.DATA_PROTECTION: {"administration", "log_list"},
    Role.TEACHER: set(),
    Role.CONTACT_PERSON: set(),
}


@pytest.fixture
def admin(sign_in, behind):
    member = MembershipFactory(role=Role.ADMIN)
    sign_in(member.user)
    behind(member.provider)
    return member


def new_person(**changes):
    return {
        "first_name": "Olga",
        "last_name": "Petrenko",
        "email": "olga@bildungswerk.example",
        "roles": ["teacher"],
        "kind": "freelance",
        "starts_on": "01.09.2026",
        **changes,
    }


@pytest.mark.parametrize("route", PAGES)
@pytest.mark.parametrize("role", ALLOWED)
def test_who_may_open(sign_in, role, route):
    client = sign_in(MembershipFactory(role=role).user)
    assert client.get(reverse(route)).status_code == (200 if route in ALLOWED[role] else 403)


def test_a_lead_sees_the_own_team_only(sign_in):
    lead = MembershipFactory(role=Role.TEAM_LEAD)
    own = MembershipFactory(provider=lead.provider, team=lead.team)
    other = MembershipFactory(provider=lead.provider)
    page = sign_in(lead.user).get(reverse("member_list")).content.decode()
    assert own.user.last_name in page
    assert other.user.last_name not in page
    assert "Beenden" not in page


def test_a_person_added_twice_is_one_and_invited_once(client, admin, behind):
    for _ in range(2):
        assert client.post(reverse("member_create"), new_person()).status_code == 302
    behind(admin.provider)
    assert Membership.objects.filter(user__is_invited=True).count() == 1
    assert Invitation.objects.count() == 1
    assert LogEntry.objects.filter(kind=LogKind.GRANT, object_type="accounts.membership").count() == 1


def test_nobody_grants_to_themselves(client, admin, behind):
    CaseFactory(provider=admin.provider)  # before the first case the founder may
    response = client.post(reverse("member_create"), new_person(email=admin.user.email, reason="Vertretung"))
    assert response.status_code == 422
    assert "Niemand vergibt Rechte an sich selbst" in response.content.decode()
    behind(admin.provider)
    assert Membership.objects.filter(user=admin.user).count() == 1


def test_a_role_ends_with_reason(client, admin, behind):
    member = MembershipFactory(provider=admin.provider)
    response = client.post(reverse("member_end", args=[member.pk]), {"ends_on": "30.09.2026", "reason": "left"})
    assert response.status_code == 302
    behind(admin.provider)
    member.refresh_from_db()
    assert member.ends_on == date(2026, 9, 30)


def test_own_role_does_not_end(client, admin):
    response = client.post(reverse("member_end", args=[admin.pk]), {"ends_on": "30.09.2026", "reason": "left"})
    assert response.status_code == 422


def test_rows_of_another_provider_are_404(client, admin):
    site = SiteFactory()
    assert client.get(reverse("record_edit", args=["standorte", site.pk])).status_code == 404
    member = MembershipFactory()
    assert client.get(reverse("member_end", args=[member.pk])).status_code == 404
    assert client.get(reverse("record_list", args=["unbekannt"])).status_code == 404


def test_another_providers_team_is_no_choice(client, admin):
    team = TeamFactory()
    assert client.post(reverse("member_create"), new_person(team=team.pk)).status_code == 422


def test_a_record_posted_twice_is_one(client, admin, behind):
    values = {"name": "Standort Nord", "request_key": str(uuid4())}
    for _ in range(2):
        assert client.post(reverse("record_create", args=["standorte"]), values).status_code == 302
    behind(admin.provider)
    assert Site.objects.filter(name="Standort Nord").count() == 1


def test_a_name_taken_is_said(client, admin):
    site = SiteFactory(provider=admin.provider)
    url = reverse("record_create", args=["standorte"])
    assert client.post(url, {"name": site.name, "request_key": str(uuid4())}).status_code == 422


def test_a_stale_save_keeps_both_texts(client, admin, behind):
    site = SiteFactory(provider=admin.provider, name="<b>Alt</b>")
    url = reverse("record_edit", args=["standorte", site.pk])
    response = client.post(url, {"name": "Neu", "version": "0"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "&lt;b&gt;Alt&lt;/b&gt;" in page
    assert 'value="Neu"' in page
    fresh = response.context["form"]["version"].value()
    assert client.post(url, {"name": "Neu", "version": fresh}).status_code == 302


def measure_values(provider, **changes):
    lot, body = LotFactory(provider=provider), FundingBodyFactory(provider=provider)
    return {
        "lot": lot.pk,
        "number": "427 1184 1 25",
        "name": "AsA flex",
        "model": "asaflex_2024",
        "funding_body": body.pk,
        "starts_on": "01.08.2025",
        "ends_on": "31.07.2027",
        **changes,
    }


def test_a_number_in_any_spelling_is_one_number(client, admin, behind):
    MeasureFactory(provider=admin.provider, number="427/1184/1/25")
    values = measure_values(admin.provider)
    response = client.post(reverse("record_create", args=["massnahmen"]), values)
    assert response.status_code == 422
    assert "gibt es schon" in response.content.decode()


def test_what_is_no_number_is_said_once_and_at_its_field(client, admin, behind):
    values = measure_values(admin.provider, number="123/4/26")
    response = client.post(reverse("record_create", args=["massnahmen"]), values)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == ["number"]
    assert len(errors["number"]) == 1


@pytest.mark.parametrize(("first", "second", "status"), [("60", "40", 302), ("60", "30,5", 422)])
def test_shares_add_up(client, admin, behind, first, second, status):
    values = measure_values(admin.provider)
    other = FundingBodyFactory(provider=admin.provider)
    values |= {f"share_{values['funding_body']}": first, f"share_{other.pk}": second}
    assert client.post(reverse("record_create", args=["massnahmen"]), values).status_code == status
    behind(admin.provider)
    assert FundingShare.objects.count() == (2 if status == 302 else 0)
    assert Measure.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    ("places", "with_vorphase", "error"),
    [("8", True, ""), ("8", False, "Plätze hat nur eine Maßnahme mit Vorphase"), ("0", True, "von 1 bis 999")],
)
def test_places_belong_to_a_vorphase(client, admin, behind, places, with_vorphase, error):
    values = measure_values(admin.provider, pre_phase_places=places)
    if with_vorphase:
        values["has_pre_phase"] = "on"
    answer = client.post(reverse("record_create", args=["massnahmen"]), values)
    assert answer.status_code == (422 if error else 302)
    if error:
        page = answer.content.decode()
        assert error in page
        assert f'value="{places}"' in page
    else:
        behind(admin.provider)
        assert Measure.objects.get().pre_phase_places == 8


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts_on": "01.08.2027", "ends_on": "31.07.2027"}, "ends_on", "Das Ende darf nicht vor dem Beginn liegen."),
        ({"starts_on": "01.06.2024"}, "model", "ab 01.08.2024 begonnen"),
        ({"starts_on": "01.08.2024"}, "starts_on", "Das Los läuft vom 01.01.2025"),
        ({"ends_on": "31.07.2031"}, "ends_on", "Das Los läuft nur bis 31.12.2027"),
    ],
)
def test_what_does_not_fit_a_measure_is_said_at_its_field(client, admin, behind, changes, field, words):
    lot = LotFactory(provider=admin.provider, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))
    values = measure_values(admin.provider, **{"lot": lot.pk, **changes})
    page = client.post(reverse("record_create", args=["massnahmen"]), values)
    assert page.status_code == 422
    assert words in str(page.context["form"].errors[field])


def test_a_postcode_has_five_digits(client, admin, behind):
    values = {"request_key": uuid4(), "name": "Kiel", "postcode": "2355", "place": "Kiel"}
    page = client.post(reverse("record_create", args=["standorte"]), values)
    assert page.status_code == 422
    assert page.context["form"].errors["postcode"] == ["Die Postleitzahl hat fünf Ziffern."]
    assert client.post(reverse("record_create", args=["standorte"]), values | {"postcode": "24103"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"draft_day": "45", "due_day": "50"}, "draft_day"), ({"draft_day": "20", "due_day": "10"}, "due_day")],
)
def test_days_of_the_quarter_are_said_at_their_field(client, admin, behind, changes, field):
    form = client.get(reverse("provider_settings")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | changes
    page = client.post(reverse("provider_settings"), values)
    assert page.status_code == 422
    assert field in page.context["form"].errors


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("standorte", "ohne Land, deshalb ohne Feiertage"),
        ("teams", "Haus am Hafen"),
        ("lose", "01.08.2024 bis 31.07.2028"),
        ("massnahmen", "AsA flex (ab 01.08.2024)"),
    ],
)
def test_lists_tell_one_record_from_another(client, admin, behind, slug, words):
    site = SiteFactory(provider=admin.provider, name="Haus am Hafen", land="")
    TeamFactory(provider=admin.provider, site=site)
    MeasureFactory(provider=admin.provider, lot=LotFactory(provider=admin.provider))

    def page():
        with CaptureQueriesContext(connection) as queries:
            return client.get(reverse("record_list", args=[slug])).content.decode(), len(queries)

    text, few = page()
    assert words in text
    behind(admin.provider)
    for _ in range(3):
        MeasureFactory(provider=admin.provider)
        TeamFactory(provider=admin.provider, site=SiteFactory(provider=admin.provider))
    assert page()[1] == few


def test_what_was_saved_is_said(client, admin, behind):
    values = {"request_key": uuid4(), "name": "Kiel", "postcode": "24103", "place": "Kiel"}
    page = client.post(reverse("record_create", args=["standorte"]), values, follow=True)
    assert "„Kiel“ ist gespeichert." in page.content.decode()


def test_a_reader_gets_access(client, admin, behind):
    body = FundingBodyFactory(provider=admin.provider)
    values = {k: v for k, v in new_person().items() if k not in ("roles", "kind")}
    for _ in range(2):
        assert client.post(reverse("reader_create", args=[body.pk]), values).status_code == 302
    behind(admin.provider)
    assert FunderAccess.objects.filter(funding_body=body).count() == 1
    assert "Petrenko" in client.get(reverse("record_edit", args=["kostentraeger", body.pk])).content.decode()


def test_the_smallest_group_has_a_floor(client, admin, behind):
    page = client.get(reverse("provider_settings"))
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"minimum_cell": "2"}
    assert client.post(reverse("provider_settings"), values).status_code == 422
    assert client.post(reverse("provider_settings"), values | {"minimum_cell": "3"}).status_code == 302
    assert Provider.objects.get(pk=admin.provider_id).minimum_cell == 3


def test_a_new_provider_is_led(client, admin):
    assert "Neuer Standort" in client.get(reverse("administration")).content.decode() or Site.objects.exists()


def queries_of(client, route):
    with CaptureQueriesContext(connection) as context:
        assert client.get(reverse(route)).status_code == 200
    return len(context)


@pytest.mark.parametrize("route", ["member_list", "log_list"])
def test_lists_need_the_same_queries_for_any_length(client, admin, route):
    MembershipFactory(provider=admin.provider, team=admin.team)
    client.get(reverse("member_end", args=[0]))  # leaves a denial in the log
    few = queries_of(client, route)
    for _ in range(6):
        MembershipFactory(provider=admin.provider, team=admin.team)
        client.get(reverse("member_end", args=[0]))
    assert queries_of(client, route) == few


def test_help_prints_the_matrix_and_accessibility_is_public(client, admin):
    assert "Frühwarnzeichen" in client.get(reverse("help")).content.decode()
    client.logout()
    assert client.get(reverse("accessibility")).status_code == 200
    assert client.get(reverse("help")).status_code == 302


def test_the_matrix_is_printed(capsys):
    call_command("permission_matrix", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    assert {"role": "admin", "class": "M", "actions": "C R U", "scope": "ten", "note": ""} in rows


def test_a_name_that_exists_elsewhere_gives_nothing_away(client, admin, behind):
    other = ProviderFactory(name="Lernwerk Auental")
    form = client.get(reverse("provider_settings")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    answers = []
    for name in (other.name, "So heißt niemand"):
        answers.append(client.post(reverse("provider_settings"), values | {"name": name}))
        values["version"] = client.get(reverse("provider_settings")).context["form"]["version"].value()

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/verwaltung/")] * 2
    assert Provider.objects.get(pk=admin.provider_id).name == "So heißt niemand"
