"""The company's page behind its link: the read model, consent, expiry, the end of rights."""

from dataclasses import fields
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import LogEntry
from asa.mail.models import Mail
from cases.people.models import ContactDeputy
from cases.portal.links import create_link, find_link
from cases.portal.models import CompanyLink, CompanyStatus
from cases.portal.read_model import CompanyDate, CompanyView, ContactCard, in_working_time
from tests.factories import (
    CaseFactory,
    CompanyFactory,
    ConsentFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    ProviderFactory,
    SessionFactory,
    SupportElementFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SENTENCE = "Die Zwischenprüfung ist angemeldet."


@pytest.fixture
def member():
    user = UserFactory(first_name="Sabine", last_name="Berger")
    return MembershipFactory(user=user, reachable="Mo. bis Do. 8–17 Uhr")


@pytest.fixture
def contract(member):
    trainee = TraineeFactory(
        provider=member.provider,
        first_name="Amira",
        last_name="Haddadmarker",
        phone="+491711234567",
        street="Markergasse",
    )
    case = CaseFactory(
        provider=member.provider, trainee=trainee, contact_person=member, goals="Markerziel", needs="Markerbedarf"
    )
    contract = TrainingContractFactory(case=case)
    with wall.within(member.provider_id):
        CompanyStatus.objects.create(
            provider=member.provider, contract=contract, sign="good", sentence=SENTENCE, set_by=member.user
        )
    return contract


def link_of(contract):
    """Return the path of a fresh link."""
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)
    return "/" + url.split("/", 3)[3]


def text(response):
    return response.content.decode()


def main(response):
    """Return the page without its head, which carries a new form token each time."""
    return text(response).split("<main")[1].split("<form")[0]


def weekday(hour, days=7):
    """Return a moment on a Wednesday in the future at this hour, local time."""
    now = timezone.localtime()
    day = now + timedelta(days=days + (2 - now.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_the_read_model_lists_its_fields():
    assert [field.name for field in fields(CompanyView)] == [
        "provider_name",
        "company_name",
        "greeting",
        "contact",
        "deputy",
        "has_consent",
        "first_name",
        "sign",
        "sign_shape",
        "sentence",
        "dates",
    ]
    assert [field.name for field in fields(ContactCard)] == [
        *("name", "phone", "email", "reachable", "house_phone", "picture"),
    ]
    assert [field.name for field in fields(CompanyDate)] == ["key", "starts_at", "ends_at", "words"]


def test_without_consent_there_is_the_contact_card_only(client, contract):
    SessionFactory(provider=contract.provider, cases=[contract.case], place="company", starts=weekday(10))

    html = text(client.get(link_of(contract)))

    assert "Sabine Berger" in html
    assert "tel:+496990009410" in html
    for word in ("Amira", SENTENCE, "Läuft gut", "Nächste Termine"):
        assert word not in html


def test_with_consent_there_are_name_sentence_and_dates(client, contract):
    ConsentFactory(case=contract.case)
    SessionFactory(provider=contract.provider, cases=[contract.case], place="company", starts=weekday(10))

    html = text(client.get(link_of(contract)))

    for word in ("so steht es bei Amira", f"Läuft gut. {SENTENCE}", "Sabine Berger", "Gespräch im Betrieb, 45 Minuten"):
        assert word in html


def test_nothing_else_reaches_the_company(client, contract, member):
    ConsentFactory(case=contract.case)
    CounsellingNoteFactory(case=contract.case, author=member.user)
    SupportElementFactory(case=contract.case, content="Markerinhalt", goal="Markergoal")
    other = CaseFactory(
        provider=contract.provider, trainee=TraineeFactory(provider=contract.provider, first_name="Markerkind")
    )
    SessionFactory(
        provider=contract.provider,
        staff=[member],
        cases=[contract.case, other],
        place="company",
        starts=weekday(9),
        title="Markertitel",
        topic="Markerthema",
        result="Markerergebnis",
        room="Markerraum",
    )
    url = link_of(contract)

    pages = [client.get(url)]
    pages += [
        client.get(reverse("company_date", args=[*url.split("/")[2:4], date.key]))
        for date in pages[0].context["view"].dates
    ]

    html = "".join(text(page) for page in pages)
    assert len(pages) == 2
    for word in ("Marker", "Nachtigall", "1234567", "nwesend"):
        assert word not in html


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"place": "company"}, True),
        ({"place": "company", "kind": "contact"}, True),
        ({"place": "provider"}, False),
        ({"place": "school", "kind": "contact"}, False),
        ({"place": "phone", "kind": "contact"}, False),
        ({"place": "company", "starts": weekday(18)}, False),
        ({"place": "company", "starts": weekday(6)}, False),
        ({"place": "company", "starts": weekday(10) + timedelta(days=3)}, False),
        ({"place": "company", "starts": weekday(10, days=-14)}, False),
        ({"place": "company", "cancelled_at": timezone.now()}, False),
    ],
)
def test_which_dates_are_shown(client, contract, values, shown):
    ConsentFactory(case=contract.case)
    SessionFactory(**({"provider": contract.provider, "cases": [contract.case], "starts": weekday(10)} | values))

    assert bool(client.get(link_of(contract)).context["view"].dates) == shown


def test_a_talk_with_this_company_by_phone_is_shown_and_one_in_another_is_not(client, contract):
    ConsentFactory(case=contract.case)
    base = {"provider": contract.provider, "cases": [contract.case], "kind": "contact"}
    SessionFactory(**base, place="phone", company=contract.company, starts=weekday(9))
    SessionFactory(**base, place="company", company=CompanyFactory(provider=contract.provider), starts=weekday(11))

    dates = client.get(link_of(contract)).context["view"].dates

    assert [date.words for date in dates] == ["Telefonat mit Ihnen"]


def test_working_time_is_local_in_summer_and_winter():
    def at(month, hour):
        start = timezone.make_aware(datetime(2026, month, 3, hour))
        return in_working_time(start, start + timedelta(minutes=60))

    assert [at(6, 7), at(2, 7), at(6, 6), at(2, 17), at(2, 18)] == [True, True, False, True, False]


def test_the_deputy_of_today_stands_on_the_card(client, contract):
    deputy = MembershipFactory(provider=contract.provider, user=UserFactory(first_name="Emre", last_name="Yilmaz"))
    today = timezone.localdate()
    with wall.within(contract.provider_id):
        ContactDeputy.objects.create(
            provider=contract.provider,
            assignment=contract.case.assignments.get(),
            member=deputy,
            starts_on=today,
            ends_on=today,
        )

    answer = client.get(link_of(contract))
    assert "Vertretung heute: Emre Yilmaz" in text(answer)
    assert answer.context["view"].to_call.name == "Emre Yilmaz"


def test_withdrawn_consent_works_at_the_next_request(client, contract, sign_in):
    consent = ConsentFactory(case=contract.case)
    url = link_of(contract)
    assert SENTENCE in text(client.get(url))

    with wall.within(contract.provider_id):
        consent.withdrawn_on = timezone.localdate()
        consent.save()

    html = text(client.get(url))
    assert SENTENCE not in html
    assert "Amira" not in html


def end_notice(contract):
    contract.notice_on = timezone.localdate()


def end_contract(contract):
    contract.ended_on, contract.end_reason = timezone.localdate() - timedelta(days=1), "agreement"


def end_term(contract):
    contract.ends_on = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("end", [end_notice, end_contract, end_term])
def test_rights_end_with_the_contract(client, contract, end):
    ConsentFactory(case=contract.case)
    url = link_of(contract)

    with wall.within(contract.provider_id):
        end(contract)
        contract.save()

    assert client.get(url).status_code == 404
    assert client.post(url + "neu/").status_code == 404


def test_a_changed_address_ends_old_links(client, contract):
    url = link_of(contract)

    with wall.within(contract.provider_id):
        contract.trainer.email = "neu@autohaus.example"
        contract.trainer.save()

    assert client.get(url).status_code == 404


def test_opening_changes_nothing_and_can_be_repeated(client, contract):
    url = link_of(contract)
    with wall.within(contract.provider_id):
        before = list(CompanyLink.objects.values()), LogEntry.objects.count()

    first, second = client.get(url), client.get(url)

    assert main(first) == main(second)
    with wall.within(contract.provider_id):
        assert (list(CompanyLink.objects.values()), LogEntry.objects.count()) == before


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "ä", "../../"])
def test_unknown_secrets_and_providers_are_the_same_404(client, contract, secret):
    answers = [
        client.get(f"/stand/{contract.provider_id}/{secret}/"),
        client.get(f"/stand/999999999/{secret}/"),
        client.get(f"/stand/{10**30}/{secret}/"),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_link_opens_nothing_behind_another_wall(client, contract):
    url = link_of(contract)
    other = ProviderFactory()

    assert client.get(url.replace(f"/stand/{contract.provider_id}/", f"/stand/{other.pk}/")).status_code == 404


def expire(contract):
    with wall.within(contract.provider_id):
        now = timezone.now()
        CompanyLink.objects.update(expires_at=now - timedelta(hours=1), sent_at=now - timedelta(days=15))


def mails(contract):
    with wall.within(contract.provider_id):
        return list(Mail.objects.all())


def test_an_expired_link_shows_nothing_and_renews_itself(client, contract):
    ConsentFactory(case=contract.case)
    url = link_of(contract)
    expire(contract)

    old = client.get(url)
    renewed = client.post(url + "neu/")

    assert "Dieser Link ist abgelaufen." in text(old)
    assert "Amira" not in text(old)
    assert "Sabine Berger" not in text(old)
    assert renewed.status_code == 200
    mail = mails(contract)[0]
    assert mail.to == contract.trainer.email
    path = "/" + next(line for line in mail.text.splitlines() if "/stand/" in line).split("/", 3)[3]
    assert SENTENCE in text(client.get(path))


def test_renewing_twice_sends_one_mail_and_answers_the_same(client, contract):
    url = link_of(contract)
    expire(contract)

    first, second = client.post(url + "neu/"), client.post(url + "neu/")

    assert main(first) == main(second)
    assert len(mails(contract)) == 1


def test_a_link_that_still_works_is_not_renewed(client, contract):
    client.post(link_of(contract) + "neu/")

    assert mails(contract) == []


def test_renewing_needs_the_token_of_the_page(contract):
    strict = Client(enforce_csrf_checks=True)
    url = link_of(contract)
    expire(contract)

    assert strict.post(url + "neu/").status_code == 403
    assert mails(contract) == []


def test_renewing_by_get_is_refused(client, contract):
    assert client.get(link_of(contract) + "neu/").status_code == 405


def test_the_page_is_not_stored_and_not_found_by_search_engines(client, contract):
    response = client.get(link_of(contract))

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_date_can_be_taken_into_the_calendar(client, contract):
    ConsentFactory(case=contract.case)
    session = SessionFactory(provider=contract.provider, cases=[contract.case], place="company", starts=weekday(10))
    url = link_of(contract)

    ics = client.get(f"{url}termin/{session.public_id}.ics")

    assert ics["Content-Type"].startswith("text/calendar")
    assert "DTSTART" in text(ics)
    assert "Amira" not in text(ics)
    assert client.get(f"{url}termin/{uuid4()}.ics").status_code == 404


def test_a_date_outside_the_page_has_no_calendar_file(client, contract):
    ConsentFactory(case=contract.case)
    lesson = SessionFactory(provider=contract.provider, cases=[contract.case], starts=weekday(10))

    assert client.get(f"{link_of(contract)}termin/{lesson.public_id}.ics").status_code == 404


@pytest.mark.parametrize("sentence", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7|add:7 }}"])
def test_hostile_sentences_stay_text(client, contract, member, sentence):
    ConsentFactory(case=contract.case)
    with wall.within(contract.provider_id):
        CompanyStatus.objects.create(
            provider=contract.provider, contract=contract, sign="talk", sentence=sentence, set_by=member.user
        )

    html = text(client.get(link_of(contract)))

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "Bitte kurz sprechen" in html


def test_staff_of_another_provider_see_no_more_than_the_company(sign_in, contract):
    stranger = MembershipFactory()

    assert "Sabine Berger" in text(sign_in(stranger.user).get(link_of(contract)))


def test_find_link_needs_the_wall(contract):
    secret = link_of(contract).split("/")[3]

    assert find_link(secret) is None
