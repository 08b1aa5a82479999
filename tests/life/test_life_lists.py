"""The provider's own lists and its answers to open limits."""

from datetime import date

import pytest
from django.urls import reverse

from asa.accounts.enums import Role
from cases.people.life.codes import ensure_life_codes, exit_labels, offered, set_life_rule
from cases.people.models import LifeCode, LifeRule
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(behind):
    member = MembershipFactory(role=Role.ADMIN, team=None)
    behind(member.provider)
    return member


def row(**values):
    typed = {"kind": "reason", "label": "Umzug ins Ausland", "starts_on": "01.01.2026", "source": "Team"}
    return {**typed, "confidence": "D", **values}


def test_the_lists_are_there_from_the_beginning(sign_in, admin):
    page = sign_in(admin.user).get(reverse("life_code_list")).content.decode()
    for words in ("kein Bedarf mehr", "§ 74 Abs. 2 SGB III", "Prüfung bestanden", "die frühere von beiden"):
        assert words in page


def test_a_provider_adds_a_row_once(sign_in, admin, behind):
    client = sign_in(admin.user)
    for _ in range(2):
        client.post(reverse("life_code_create"), row(request_key=admin.user.pk and LifeCode().public_id))
    assert client.post(reverse("life_code_create"), row()).status_code == 422
    behind(admin.provider)
    assert LifeCode.objects.get(label="Umzug ins Ausland").code == "umzug_ins_ausland"


def test_a_row_that_ran_out_is_offered_no_more_and_keeps_its_key(sign_in, admin, behind):
    ensure_life_codes(admin.provider_id)
    code = LifeCode.objects.get(kind="reason", code="moved")
    client = sign_in(admin.user)
    data = row(label="Umzug", ends_on="31.01.2026", official_code="17", list_version="2.14", version=code.version)
    response = client.post(reverse("life_code_edit", args=[code.public_id]), data)
    assert response.status_code == 302
    behind(admin.provider)
    code.refresh_from_db()
    assert (code.code, code.official_code, code.version) == ("moved", "17", 2)
    assert code not in offered(admin.provider_id, "reason", code.ends_on.replace(month=2, day=1))


def test_a_stale_save_shows_both(sign_in, admin, behind):
    ensure_life_codes(admin.provider_id)
    code = LifeCode.objects.get(kind="reason", code="moved")
    LifeCode.objects.filter(pk=code.pk).update(label="Wegzug", version=2)
    response = sign_in(admin.user).post(
        reverse("life_code_edit", args=[code.public_id]), row(label="Umgezogen", version=1)
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Wegzug" in page
    assert "Umgezogen" in page


def test_an_open_limit_is_answered_with_its_source(sign_in, admin, behind):
    client = sign_in(admin.user)
    url = reverse("life_rule_edit", args=["aftercare_cap"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"value": "later", "confidence": "B"}).status_code == 422
    data = {"value": "later", "confidence": "B", "source": "Agentur, 01.10.2026", "request_key": LifeCode().public_id}
    assert client.post(url, data).status_code == 302
    behind(admin.provider)
    assert LifeRule.objects.get().value == "later"
    assert client.get(reverse("life_rule_edit", args=["pre_phase_months"])).status_code == 404


def test_only_the_administration_changes_lists(sign_in, admin):
    lead = MembershipFactory(provider=admin.provider, role=Role.TEAM_LEAD)
    client = sign_in(lead.user)
    assert client.get(reverse("life_code_list")).status_code == 200
    assert client.get(reverse("life_code_create")).status_code == 403
    assert sign_in(MembershipFactory().user).get(reverse("life_code_list")).status_code == 403


def test_an_answer_is_never_changed(admin):
    rule = {"key": "aftercare_cap", "value": "later", "source": "Agentur", "confidence": "B"}
    made = set_life_rule(provider_id=admin.provider_id, by=None, request_key=LifeCode().public_id, **rule)
    made.value = "earlier"
    with pytest.raises(Exception, match="nie geändert"):
        made.save()


def test_the_reasons_of_a_break_are_rows_with_validity(sign_in, admin, behind):
    client = sign_in(admin.user)
    page = client.get(reverse("life_code_list")).content.decode()
    assert "Grund der Vertragslösung" in page
    assert "persönliche Gründe" in page
    client.post(reverse("life_code_create"), row(kind="break", label="Pflege von Angehörigen", is_personal="on"))
    behind(admin.provider)
    code = LifeCode.objects.get(label="Pflege von Angehörigen")
    assert (code.kind, code.is_personal, code.public_label) == ("break", True, "persönliche Gründe")
    assert exit_labels()["break", code.code] == "persönliche Gründe"
    health = LifeCode.objects.get(kind="break", code="health")
    data = row(label="Gesundheit", is_personal="on", ends_on="31.01.2026", version=health.version)
    client.post(reverse("life_code_edit", args=[health.public_id]), data)
    behind(admin.provider)
    assert "health" not in [one.code for one in offered(admin.provider_id, "break", date(2026, 2, 1))]
    assert "health" in [one.code for one in offered(admin.provider_id, "break", date(2026, 1, 31))]


def test_who_has_the_older_lists_gets_the_new_one_and_keeps_the_rest(admin):
    ensure_life_codes(admin.provider_id)
    LifeCode.objects.filter(kind="break").delete()
    LifeCode.objects.filter(kind="reason").exclude(code="moved").delete()
    ensure_life_codes(admin.provider_id)
    assert LifeCode.objects.filter(kind="break").count() == 16
    assert LifeCode.objects.filter(kind="reason").count() == 1
