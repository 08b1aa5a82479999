"""Changing the contact person and naming deputies: the team lead decides, everyone concerned is told once."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from asa.mail.models import Mail
from cases.people.models import Case, ContactAssignment, ContactDeputy
from tests.factories import (
    CaseFactory,
    CompanyContactFactory,
    MembershipFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def german(day):
    return f"{day:%d.%m.%Y}"


@pytest.fixture
def lead():
    return MembershipFactory(role=Role.TEAM_LEAD)


@pytest.fixture
def case(lead):
    trainee = TraineeFactory(provider=lead.provider, first_name="Deniz", last_name="Geheim", email="d@mail.example")
    contact = MembershipFactory(provider=lead.provider, team=lead.team)
    return CaseFactory(provider=lead.provider, team=lead.team, trainee=trainee, contact_person=contact)


@pytest.fixture
def colleague(lead):
    return MembershipFactory(provider=lead.provider, user=UserFactory(first_name="Nadja", last_name="Neumann"))


def present(case):
    with wall.within(case.provider_id):
        return case.assignments.select_related("member__user").order_by("-starts_on").first()


def rows(case, model):
    with wall.within(case.provider_id):
        found = model.objects.order_by("pk")
        return list(found)


def change(client, case, colleague, /, **values):
    key = values.pop("request_key", uuid.uuid4())
    fields = {
        "request_key": key,
        "version": present(case).pk,
        "member": colleague.pk,
        "starts_on": german(timezone.localdate()),
        "reason": "Elternzeit",
    }
    return client.post(reverse("contact_person_change", args=[case.public_id]), fields | values)


def stand_in(client, case, member, **values):
    today = timezone.localdate()
    fields = {
        "request_key": uuid.uuid4(),
        "member": member.pk,
        "starts_on": german(today),
        "ends_on": german(today + 7 * DAY),
        "reason": "Urlaub",
    }
    return client.post(reverse("deputy_create", args=[case.public_id]), fields | values)


def test_the_one_before_ends_the_day_before(sign_in, lead, case, colleague):
    start = timezone.localdate() + 3 * DAY

    response = change(sign_in(lead.user), case, colleague, starts_on=german(start))

    assert response.status_code == 302
    before, after = sorted(rows(case, ContactAssignment), key=lambda a: a.starts_on)
    assert (before.ends_on, after.member_id, after.starts_on, after.ends_on) == (start - DAY, colleague.pk, start, None)
    with wall.within(case.provider_id):
        assert LogEntry.objects.filter(kind=LogKind.GRANT, actor=lead.user, object_id=after.pk).exists()
        assert case.events.first().details["reason"] == "Elternzeit"


def test_everyone_concerned_is_told_without_the_trainees_name(sign_in, lead, case, colleague):
    contract = TrainingContractFactory(case=case)
    old = present(case).member.user
    client = sign_in(lead.user)

    page = client.get(reverse("contact_person_change", args=[case.public_id])).content.decode()
    change(client, case, colleague)

    mails = {mail.to: mail for mail in rows(case, Mail)}
    assert set(mails) == {"d@mail.example", contract.trainer.email, old.email, colleague.user.email}
    company = mails[contract.trainer.email]
    assert "Nadja Neumann" in company.text
    assert not any("Geheim" in mail.text + mail.subject for to, mail in mails.items() if to != "d@mail.example")
    assert "Elternzeit" not in "".join(mail.text for mail in mails.values())
    assert all(name in page for name in ("Deniz Geheim", contract.trainer.last_name, old.full_name))


def test_a_company_is_not_told_after_the_notice(sign_in, lead, case, colleague):
    contract = TrainingContractFactory(case=case, notice_on=date(2026, 1, 1))

    change(sign_in(lead.user), case, colleague)

    assert contract.trainer.email not in [mail.to for mail in rows(case, Mail)]


def test_posting_twice_changes_and_tells_once(sign_in, lead, case, colleague):
    client, key, version = sign_in(lead.user), uuid.uuid4(), present(case).pk

    statuses = [change(client, case, colleague, request_key=key, version=version).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert len(rows(case, ContactAssignment)) == 2
    assert len(rows(case, Mail)) == 3


def test_a_stale_form_shows_what_stands_there_and_keeps_what_was_typed(sign_in, lead, case, colleague):
    client, seen = sign_in(lead.user), present(case).pk
    change(client, case, colleague)
    third = MembershipFactory(provider=lead.provider)

    response = change(
        client, case, third, version=seen, starts_on=german(timezone.localdate() + DAY), reason="mein Grund"
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert "inzwischen geändert. Dort steht: Nadja Neumann" in text
    assert "mein Grund" in text
    assert present(case).member_id == colleague.pk


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"starts_on": "01.09.2025"}, "Wählen Sie einen späteren Tag."),
        ({"starts_on": "31.02.2026"}, "Geben Sie das Datum so ein"),
        ({"starts_on": "01.01.2199"}, "mehr als ein Jahr"),
        ({"member": ""}, "Wählen Sie eine Ansprechperson."),
        ({"reason": ""}, "Nennen Sie den Grund"),
    ],
)
def test_wrong_input_is_refused_at_the_field(sign_in, lead, case, colleague, values, message):
    before = present(case).pk

    response = change(sign_in(lead.user), case, colleague, **values)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert present(case).pk == before


def test_members_of_others_of_another_role_and_oneself_cannot_be_chosen(sign_in, lead, case):
    stranger, teacher = MembershipFactory(), MembershipFactory(provider=lead.provider, role=Role.TEACHER)
    myself = MembershipFactory(provider=lead.provider, user=lead.user)
    client, before = sign_in(lead.user), present(case).pk

    assert [change(client, case, who).status_code for who in (stranger, teacher, myself)] == [422] * 3
    assert present(case).pk == before


def test_hostile_text_stays_text(sign_in, lead, case, colleague):
    response = change(sign_in(lead.user), case, colleague, member="", reason="<script>alert(1)</script>")

    assert "<script>alert(1)" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_only_the_lead_of_the_team_decides(sign_in, lead, case, colleague):
    own = present(case).member
    admin = MembershipFactory(provider=lead.provider, role=Role.ADMIN)
    billing = MembershipFactory(provider=lead.provider, role=Role.BILLING)
    for member in (own, admin, billing):
        client = sign_in(member.user)
        assert change(client, case, colleague).status_code == 403
        assert stand_in(client, case, colleague).status_code == 403
    for stranger in (MembershipFactory(provider=lead.provider, role=Role.TEAM_LEAD), MembershipFactory()):
        client = sign_in(stranger.user)
        assert change(client, case, colleague).status_code == 404
        assert stand_in(client, case, colleague).status_code == 404
    assert present(case).member_id == own.pk


def test_links_stand_on_the_page_only_for_the_lead(sign_in, lead, case):
    for member, shown in ((lead, True), (present(case).member, False)):
        text = sign_in(member.user).get(reverse("case_detail", args=[case.public_id])).content.decode()
        assert (reverse("contact_person_change", args=[case.public_id]) in text) is shown
        assert (reverse("deputy_create", args=[case.public_id]) in text) is shown


def test_a_closed_case_keeps_its_contact_person(sign_in, lead, case, colleague):
    with wall.within(case.provider_id):
        Case.objects.filter(pk=case.pk).update(state="ended", ended_on=timezone.localdate(), exit_reason="work")

    assert change(sign_in(lead.user), case, colleague).status_code == 302
    assert present(case).member_id != colleague.pk


def test_a_deputy_stands_in_and_is_told_once(sign_in, lead, case, colleague):
    client, key = sign_in(lead.user), uuid.uuid4()

    statuses = [stand_in(client, case, colleague, request_key=key).status_code for _ in range(2)]

    assert statuses == [302, 302]
    deputy = rows(case, ContactDeputy)[0]
    assert (len(rows(case, ContactDeputy)), deputy.member_id) == (1, colleague.pk)
    assert deputy.ends_on == timezone.localdate() + 7 * DAY
    assert len(rows(case, Mail)) == 3
    with wall.within(case.provider_id):
        assert LogEntry.objects.filter(kind=LogKind.GRANT, object_id=deputy.pk).count() == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ends_on": "01.01.2020"}, "nicht vor dem Beginn"),
        ({"starts_on": "01.01.2026", "ends_on": "02.01.2026"}, "schon vorbei"),
        ({"ends_on": ""}, "Geben Sie das Datum so ein"),
        ({"starts_on": "01.08.2025"}, "außerhalb der Zeit"),
        ({"reason": ""}, "Nennen Sie den Grund"),
    ],
)
def test_a_wrong_deputyship_is_refused(sign_in, lead, case, colleague, values, message):
    response = stand_in(sign_in(lead.user), case, colleague, **values)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert rows(case, ContactDeputy) == []


def test_two_deputies_at_once_and_the_contact_person_are_refused(sign_in, lead, case, colleague):
    client = sign_in(lead.user)
    stand_in(client, case, colleague)
    third = MembershipFactory(provider=lead.provider, role=Role.SOCIAL_WORKER)

    assert "schon eine Vertretung" in stand_in(client, case, third).content.decode()
    assert stand_in(client, case, present(case).member).status_code == 422
    assert len(rows(case, ContactDeputy)) == 1


def end(client, case, deputy, **values):
    url = reverse("deputy_end", args=[case.public_id, deputy.pk])
    return client.post(url, {"version": f"{deputy.ends_on:%Y-%m-%d}"} | values)


def test_a_deputyship_ends_early(sign_in, lead, case, colleague):
    client = sign_in(lead.user)
    stand_in(client, case, colleague)
    deputy, tomorrow = rows(case, ContactDeputy)[0], timezone.localdate() + DAY

    assert end(client, case, deputy, ends_on=german(tomorrow + 30 * DAY)).status_code == 422
    assert end(client, case, deputy, ends_on=german(deputy.starts_on - DAY)).status_code == 422
    assert end(client, case, deputy, ends_on=german(tomorrow)).status_code == 302
    assert rows(case, ContactDeputy)[0].ends_on == tomorrow
    stale = end(client, case, deputy, ends_on=german(timezone.localdate()))
    assert f"Dort steht: bis {german(tomorrow)}" in stale.content.decode()


def test_a_deputyship_that_has_not_begun_is_struck_out(sign_in, lead, case, colleague):
    client, today = sign_in(lead.user), timezone.localdate()
    stand_in(client, case, colleague, starts_on=german(today + 5 * DAY))
    stand_in(client, case, colleague, starts_on=german(today), ends_on=german(today + DAY))
    later, running = rows(case, ContactDeputy)

    end(client, case, later, strike="1")
    end(client, case, running, strike="1")

    assert [deputy.pk for deputy in rows(case, ContactDeputy)] == [running.pk]


def test_a_deputyship_of_another_case_is_404(sign_in, lead, case, colleague):
    other = CaseFactory(provider=lead.provider, team=lead.team)
    client = sign_in(lead.user)
    stand_in(client, other, colleague)

    assert end(client, case, rows(other, ContactDeputy)[0], ends_on=german(timezone.localdate())).status_code == 404


def test_a_change_cuts_the_deputyships_of_the_one_before(sign_in, lead, case, colleague):
    client = sign_in(lead.user)
    deputy = MembershipFactory(provider=lead.provider, role=Role.SOCIAL_WORKER)
    stand_in(client, case, deputy)

    change(client, case, colleague, starts_on=german(timezone.localdate() + 2 * DAY))

    assert rows(case, ContactDeputy)[0].ends_on == timezone.localdate() + DAY


def test_nobody_at_the_company_without_address_is_written_to(sign_in, lead, case, colleague):
    contract = TrainingContractFactory(case=case)
    trainer = CompanyContactFactory(company=contract.company, email="", last_name="Ohnemail")
    with wall.within(case.provider_id):
        contract.trainer = trainer
        contract.save()
    client = sign_in(lead.user)

    page = client.get(reverse("contact_person_change", args=[case.public_id])).content.decode()
    change(client, case, colleague)

    assert "Ohnemail" in page
    assert "bitte selbst sagen" in page
    assert len(rows(case, Mail)) == 3
