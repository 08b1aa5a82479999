"""Whoever reads hours reads the rules; billing and administration copy and assign them."""

from datetime import date

import pytest

from asa.accounts.enums import Role
from cases.sessions.rules.books import built_in_set
from cases.sessions.rules.enums import RuleKey
from cases.sessions.rules.forms import field_name
from cases.sessions.rules.models import MeasureRules, RuleSet
from tests.factories import MeasureFactory, MembershipFactory

READERS = [Role.ADMIN, Role.BILLING, Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.TEACHER]


@pytest.fixture
def measure(behind):
    measure = MeasureFactory()
    behind(measure.provider)
    return measure


@pytest.fixture
def source(measure):
    return built_in_set(measure.provider_id, measure.model)


def as_role(sign_in, measure, role):
    return sign_in(MembershipFactory(provider=measure.provider, role=role).user)


def copy_fields(source, **changed):
    fields = {field_name(rule.key): rule.value for rule in source.rules.all()}
    return {
        **fields, "name": "Los Süd", "reason": "Vertrag § 4", "confidence": "B",
        "request_key": "00000000-0000-0000-0000-000000000007", **changed,
    }  # fmt: skip


@pytest.mark.parametrize("role", READERS)
def test_readers_of_hours_see_every_rule_with_its_source(sign_in, measure, source, role):
    client = as_role(sign_in, measure, role)
    assert "AsA flex 2024" in client.get("/regeln/").content.decode()
    page = client.get(f"/regeln/{source.public_id}/").content.decode()
    assert "größte Gruppe" in page
    assert "aus zweiter Hand, nicht bestätigt" in page


def test_data_protection_reads_no_hours_and_no_rules(sign_in, measure):
    assert as_role(sign_in, measure, Role.DATA_PROTECTION).get("/regeln/").status_code == 403


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.TEACHER])
def test_others_may_not_change_them(sign_in, measure, source, role):
    client = as_role(sign_in, measure, role)
    assert client.get(f"/regeln/{source.public_id}/kopieren/").status_code == 403
    assert client.post(f"/massnahmen/{measure.public_id}/regeln/").status_code == 403


def test_another_providers_rules_and_measures_do_not_exist(sign_in, measure, source):
    client = as_role(sign_in, MeasureFactory(), Role.ADMIN)
    assert client.get(f"/regeln/{source.public_id}/").status_code == 404
    assert client.get(f"/regeln/{source.public_id}/kopieren/").status_code == 404
    assert client.get(f"/massnahmen/{measure.public_id}/regeln/").status_code == 404


def test_billing_copies_a_set_and_two_posts_make_one(sign_in, measure, source):
    client = as_role(sign_in, measure, Role.BILLING)
    fields = copy_fields(source, **{field_name(RuleKey.GROUP_LIMIT): "10"})
    for _ in range(2):
        assert client.post(f"/regeln/{source.public_id}/kopieren/", fields).status_code == 302
    made = RuleSet.objects.get(name="Los Süd")
    assert made.rules.get(key=RuleKey.GROUP_LIMIT).value == "10"
    page = client.get(f"/regeln/{made.public_id}/").content.decode()
    assert "vorher: 6" in page


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": "AsA flex 2024"}, "So heißen mitgelieferte Regeln"),
        ({"reason": ""}, "Grund"),
        ({field_name(RuleKey.GROUP_LIMIT): "0"}, "mindestens 1"),
        ({field_name(RuleKey.SHARING): "halb"}, "Mehrere Maßnahmen in einem Termin“ einen der Vorschläge"),
    ],
)
def test_bad_input_is_told_and_kept(sign_in, measure, source, changed, message):
    client = as_role(sign_in, measure, Role.BILLING)
    answer = client.post(
        f"/regeln/{source.public_id}/kopieren/", copy_fields(source, told_by="<b>Brief</b>", **changed)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "&lt;b&gt;Brief&lt;/b&gt;" in page


def test_administration_assigns_rules_from_a_day_on(sign_in, measure, source):
    client = as_role(sign_in, measure, Role.ADMIN)
    fields = {
        "rule_set": source.pk, "starts_on": "01.10.2026", "reason": "Schreiben vom 15.09.2026",
        "request_key": "00000000-0000-0000-0000-000000000008",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(f"/massnahmen/{measure.public_id}/regeln/", fields).status_code == 302
    assert MeasureRules.objects.get(measure=measure).starts_on == date(2026, 10, 1)
    late = {**fields, "starts_on": "01.10.2031", "request_key": "00000000-0000-0000-0000-000000000009"}
    answer = client.post(f"/massnahmen/{measure.public_id}/regeln/", late)
    assert "Die Maßnahme läuft vom" in answer.content.decode()


def test_a_set_of_another_provider_cannot_be_assigned(sign_in, measure, behind):
    other = MeasureFactory()
    behind(other.provider)
    foreign = built_in_set(other.provider_id, other.model)
    behind(measure.provider)
    client = as_role(sign_in, measure, Role.ADMIN)
    answer = client.post(
        f"/massnahmen/{measure.public_id}/regeln/", {"rule_set": foreign.pk, "starts_on": "01.10.2026", "reason": "x"}
    )
    assert answer.status_code == 422
    assert not MeasureRules.objects.exists()


def test_no_set_is_chosen_before_somebody_chooses_one(sign_in, measure, source):
    client = as_role(sign_in, measure, Role.ADMIN)
    where = f"/massnahmen/{measure.public_id}/regeln/"

    field = client.get(where).context["form"]["rule_set"]
    answer = client.post(where, {"starts_on": "01.11.2026", "reason": "Vertrag"})

    assert not field.value()
    assert (">bitte wählen<" in str(field), answer.status_code) == (True, 422)
    assert MeasureRules.objects.filter(measure=measure).count() == 0
