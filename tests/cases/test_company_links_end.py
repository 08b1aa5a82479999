"""A company's link lives while contact, trainer, contract and case say so; what ended never revives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from asa.mail.models import Mail
from cases.notes.services import give_consent, withdraw_consent
from cases.portal.enums import LinkEnd
from cases.portal.links import create_link, renew_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.services import set_status
from cases.portal.standing import check_may_get_link, end_of
from companies.records.services import change_contact
from tests.factories import (
    CaseFactory,
    CaseStaffFactory,
    CompanyContactFactory,
    ConsentFactory,
    MembershipFactory,
    TrainingContractFactory,
)

pytestmark = pytest.mark.django_db

SENTENCE = "Die Zwischenprüfung ist angemeldet."


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def contract(member, behind):
    contract = TrainingContractFactory(
        case=CaseFactory(provider=member.provider, contact_person=member, team=member.team)
    )
    ConsentFactory(case=contract.case)
    behind(contract.provider)
    tell(contract, member)
    return contract


def tell(contract, member, sentence=SENTENCE):
    return set_status(contract=contract, sign="good", sentence=sentence, by=member.user, request_key=uuid4())


def link_of(contract, contact=None):
    """Return the path of a fresh link."""
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contact or contract.trainer, None)
    return "/" + url.split("/", 3)[3]


def text(response):
    return response.content.decode()


def day(days):
    return timezone.localdate() + timedelta(days=days)


def set_on(row, **values):
    """Change a row as any code could; return what puts it back."""
    before = {name: getattr(row, name) for name in values}
    type(row).objects.filter(pk=row.pk).update(**values)
    return lambda: type(row).objects.filter(pk=row.pk).update(**before)


def other_trainer(contract):
    colleague = CompanyContactFactory(company=contract.company, email="neu@autohaus.example")
    return set_on(contract, trainer=colleague)


ENDS = {
    "trainer": other_trainer,
    "no_trainer": lambda contract: set_on(contract, trainer=None),
    "left": lambda contract: set_on(contract.trainer, left_on=day(0)),
    "address": lambda contract: set_on(contract.trainer, email="privat@krause.example"),
    "notice": lambda contract: set_on(contract, notice_on=day(0)),
    "agreement": lambda contract: set_on(contract, ended_on=day(-1), end_reason="agreement"),
    "term": lambda contract: set_on(contract, ends_on=day(-1)),
    "case": lambda contract: set_on(contract.case, state="ended", ended_on=day(0), exit_reason="no_need"),
}


@pytest.mark.parametrize("name", ENDS)
def test_what_ended_opens_nothing_renews_nothing_and_never_revives(client, contract, name, behind):
    url = link_of(contract)
    link = CompanyLink.objects.get()
    assert SENTENCE in text(client.get(url))

    behind(contract.provider)
    put_back = ENDS[name](contract)
    for _ in range(2):
        assert client.get(url).status_code == 404
        assert client.post(url + "neu/").status_code == 404
        behind(contract.provider)
        assert renew_link(link) is False
        put_back()
    assert not Mail.objects.exists()
    assert SENTENCE in text(client.get(link_of(contract)))  # a new start with a new link


@pytest.mark.parametrize("name", ENDS)
def test_the_end_is_written_down_with_its_reason(contract, name):
    link_of(contract)
    ENDS[name](contract)()

    link = CompanyLink.objects.with_facts().get()
    reasons = {"notice": "contract", "agreement": "contract", "term": "contract", "no_trainer": "trainer"}
    assert link.ended_at is not None
    assert end_of(link) == link.ended_reason == reasons.get(name, name)


@pytest.mark.parametrize("name", [name for name in ENDS if name != "address"])
def test_no_link_is_made_where_it_would_not_stand(contract, name):
    trainer = contract.trainer
    ENDS[name](contract)
    contract.refresh_from_db()
    contract.case.refresh_from_db()
    trainer.refresh_from_db()

    with pytest.raises(ValidationError):
        check_may_get_link(contract, trainer)
    with pytest.raises(ValidationError):
        create_link(contract, trainer, None)


@pytest.mark.parametrize(
    ("days", "status"), [(-1, 404), (0, 404), (1, 200)], ids=["left yesterday", "leaves today", "leaves tomorrow"]
)
def test_a_contact_leaves_on_a_day(client, contract, member, days, status):
    url = link_of(contract)
    trainer = contract.trainer
    change_contact(contact=trainer, version=trainer.version, by=member.user, left_on=day(days))

    assert client.get(url).status_code == status


def test_time_alone_ends_a_link(contract):
    """No row changes on the day after: what decides are the facts of the day that is asked for."""
    link_of(contract)
    trainer = contract.trainer
    set_on(trainer, left_on=day(3))
    after = contract.ends_on + timedelta(days=1)

    def why(on):
        return end_of(CompanyLink.objects.with_facts(on).get(), on)

    assert [why(day(0)), why(day(2)), why(day(3)), why(after)] == [None, None, LinkEnd.LEFT, LinkEnd.CONTRACT]


def test_prolonging_a_running_contract_keeps_the_link(client, contract):
    url = link_of(contract)
    set_on(contract, ends_on=contract.ends_on + timedelta(days=90))

    assert client.get(url).status_code == 200


def test_links_of_another_contract_are_left_alone(client, contract):
    other = TrainingContractFactory(case=contract.case, company=contract.company, trainer=contract.trainer)
    mine, theirs = link_of(contract), link_of(other)

    set_on(contract, notice_on=day(0))

    assert client.get(mine).status_code == 404
    assert client.get(theirs).status_code == 200


def test_an_expired_link_of_a_former_trainer_does_not_even_say_that_it_expired(client, contract, behind):
    url = link_of(contract)
    CompanyLink.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert "abgelaufen" in text(client.get(url))

    behind(contract.provider)
    other_trainer(contract)

    ended, unknown = client.get(url), client.get(url[:-6] + "xxxxx/")
    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert "Dieser Link öffnet nichts." in text(ended)
    assert text(ended).split("<body")[1] == text(unknown).split("<body")[1]


# ---- consent ----


def withdraw(contract, member):
    consent = contract.case.consents.get(purpose="company_status", withdrawn_on=None)
    withdraw_consent(consent=consent, on=timezone.localdate(), by=member.user)


def give(contract, member):
    give_consent(
        case=contract.case, purpose="company_status", given_on=timezone.localdate(), given_by="selbst",
        by=member.user, request_key=uuid4(),
    )  # fmt: skip


def test_consent_given_again_revives_neither_link_nor_sentence(client, contract, member, behind):
    old = link_of(contract)
    withdraw(contract, member)
    between = link_of(contract)
    give(contract, member)
    new = link_of(contract)

    for url in (old, between, new):
        html = text(client.get(url))
        assert SENTENCE not in html
        assert contract.trainer.greeting in html
    behind(contract.provider)
    tell(contract, member, "Jetzt steht hier Neues.")
    for url, is_shown in ((old, False), (between, False), (new, True)):
        html = text(client.get(url))
        assert ("Jetzt steht hier Neues." in html) is is_shown
        assert (contract.case.trainee.first_name in html) is is_shown
        assert SENTENCE not in html


def test_a_card_renews_as_a_card(client, contract, member, behind):
    url = link_of(contract)
    withdraw(contract, member)
    give(contract, member)
    tell(contract, member, "Jetzt steht hier Neues.")
    past = timezone.now() - timedelta(days=15)
    CompanyLink.objects.update(expires_at=past, sent_at=past)

    client.post(url + "neu/")

    behind(contract.provider)
    assert CompanyLink.objects.filter(card_since__isnull=False).count() == 2
    path = "/" + next(line for line in Mail.objects.get().text.splitlines() if "/stand/" in line).split("/", 3)[3]
    assert "Jetzt steht hier Neues." not in text(client.get(path))


def test_a_first_consent_opens_the_link_that_waits_for_it(client, member, behind):
    contract = TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
    behind(contract.provider)
    url = link_of(contract)
    give(contract, member)
    tell(contract, member)

    assert SENTENCE in text(client.get(url))


def test_another_consent_withdrawn_changes_nothing(client, contract, member):
    url = link_of(contract)
    photo = ConsentFactory(case=contract.case, purpose="photo")
    withdraw_consent(consent=photo, on=timezone.localdate(), by=member.user)

    assert SENTENCE in text(client.get(url))


def test_a_withdrawal_of_old_written_down_late_meets_what_was_there_on_its_day(client, contract):
    url = link_of(contract)
    ConsentFactory(case=contract.case, given_on=day(-30), withdrawn_on=day(-20))
    assert SENTENCE in text(client.get(url))


# ---- the database ----


@pytest.mark.parametrize(
    "values",
    [{"ended_at": None, "ended_reason": ""}, {"ended_reason": "left"}, {"card_since": None}, {"email": "x@y.example"}],
)
def test_the_database_revives_nothing(contract, member, values):
    link_of(contract)
    withdraw(contract, member)
    set_on(contract, notice_on=day(0))

    with pytest.raises(IntegrityError, match="Link"), transaction.atomic():
        CompanyLink.objects.update(**values)


@pytest.mark.parametrize("values", [{"ended_at": None}, {"sentence": "Anderes."}])
def test_a_sentence_is_never_changed(contract, member, values):
    withdraw(contract, member)

    with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
        CompanyStatus.objects.update(**values)


@pytest.mark.parametrize("reason", ["", "by_hand"])
def test_an_end_needs_its_reason_and_by_hand_its_person(contract, reason):
    link_of(contract)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyLink.objects.update(ended_at=timezone.now(), ended_reason=reason)


# ---- the staff's pages ----


def page(client, contract):
    return client.get(reverse("company_link_list", args=[contract.case.public_id]))


def end(client, contract, link):
    url = reverse("company_link_end", args=[contract.case.public_id, link.public_id])
    return client.post(url, follow=True)


def test_a_link_is_ended_by_hand_with_name_and_time(sign_in, client, contract, member, behind):
    url = link_of(contract)
    link = CompanyLink.objects.get()
    staff = sign_in(member.user)
    assert "gilt bis" in text(page(staff, contract))

    assert "ist beendet." in text(end(staff, contract, link))
    again = end(staff, contract, link)

    assert "Dieser Link ist schon beendet: Von Hand beendet." in text(again)
    assert f"von {member.user.full_name}" in text(page(staff, contract))
    assert client.get(url).status_code == 404
    behind(contract.provider)
    link.refresh_from_db()
    assert (link.ended_by, link.ended_reason) == (member.user, "by_hand")
    assert LogEntry.objects.filter(details__what="company_link_ended", object_id=link.pk).count() == 1


def test_opening_the_question_ends_nothing(sign_in, client, contract, member):
    url = link_of(contract)
    link = CompanyLink.objects.get()

    html = text(sign_in(member.user).get(reverse("company_link_end", args=[contract.case.public_id, link.public_id])))

    assert "nicht zurücknehmen" in html
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.TEAM_LEAD, 200), (Role.SOCIAL_WORKER, 200), (Role.TEACHER, 403), (Role.BILLING, 403), (Role.ADMIN, 403)],
)
def test_who_sees_and_ends(sign_in, contract, role, status, behind):
    link_of(contract)
    link = CompanyLink.objects.get()
    member = MembershipFactory(provider=contract.provider, team=contract.case.team, role=role)
    if role == Role.SOCIAL_WORKER:
        CaseStaffFactory(case=contract.case, member=member)
    client = sign_in(member.user)

    assert end(client, contract, link).status_code == status
    behind(contract.provider)
    link.refresh_from_db()
    assert (link.ended_at is not None) is (status == 200)


def test_strangers_get_404_and_end_nothing(sign_in, contract, behind):
    link_of(contract)
    link = CompanyLink.objects.get()
    for stranger in (MembershipFactory(provider=contract.provider), MembershipFactory()):
        client = sign_in(stranger.user)
        assert page(client, contract).status_code == 404
        assert end(client, contract, link).status_code == 404
    behind(contract.provider)
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_link_of_another_person_is_not_ended_through_this_one(sign_in, contract, member):
    other = TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
    link_of(other)
    link = CompanyLink.objects.get(contract=other)

    assert end(sign_in(member.user), contract, link).status_code == 404


def test_the_list_says_what_each_link_is(sign_in, contract, member):
    link_of(contract)
    withdraw(contract, member)
    link_of(contract)
    staff = sign_in(member.user)
    assert text(page(staff, contract)).count("nur noch Kontaktkarte") == 2

    with wall.within(contract.provider_id):
        set_on(contract, notice_on=day(0))

    assert text(page(staff, contract)).count("Kündigung bekannt oder Vertrag zu Ende") == 2


def test_the_list_needs_the_same_queries_for_any_length(sign_in, contract, member):
    staff = sign_in(member.user)
    link_of(contract)
    counts = []
    for _ in range(2):
        page(staff, contract)
        with CaptureQueriesContext(connection) as queries:
            page(staff, contract)
        counts.append(len(queries))
        for _ in range(4):
            link_of(contract)
    assert counts[0] == counts[1]


# ---- whoever has left ----


def test_who_left_is_offered_no_more_but_stays_where_they_stand(sign_in, contract, member, behind):
    gone = CompanyContactFactory(company=contract.company, last_name="Gegangen", left_on=day(-1))
    staff = sign_in(member.user)
    url = reverse("contract_edit", args=[contract.public_id])
    assert gone.full_name not in text(staff.get(url))

    behind(contract.provider)
    set_on(contract, trainer=gone)
    assert gone.full_name in text(staff.get(url))


def test_leaving_is_entered_on_the_page_of_the_contact(sign_in, client, contract, member):
    url = link_of(contract)
    staff = sign_in(member.user)
    trainer = contract.trainer
    edit = reverse("contact_edit", args=[trainer.public_id])
    form = staff.get(edit).context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"left_on": f"{day(0):%d.%m.%Y}"}

    assert staff.post(edit, values).status_code == 302
    stale = staff.post(edit, values | {"left_on": ""})

    assert "nicht mehr im Betrieb seit" in text(staff.get(reverse("company_detail", args=[trainer.company.public_id])))
    assert f"{day(0):%d.%m.%Y}" in text(stale)
    assert client.get(url).status_code == 404
