"""The journal of the interface's messages: entered, sent, answered, corrected; who may; what never changes."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from cases.months.emaw.catalogue import CATALOGUE, Confidence
from cases.months.emaw.enums import MessageState, MessageType
from cases.months.emaw.models import EmawMessage
from cases.months.emaw.services import correct, drop, enter_message, mark_sent
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def case(member):
    measure = MeasureFactory(provider=member.provider)
    return CaseFactory(
        provider=member.provider, contact_person=member, measure=measure, trainee__customer_number="427A123456"
    )


@pytest.fixture
def billing(member):
    return MembershipFactory(provider=member.provider, role=Role.BILLING, team=None)


def measure_of(case):
    return case.stays.get().measure


def due(case, message_type=MessageType.ENTRY, **fields):
    with wall.within(case.provider_id):
        fields = {"about_on": date(2025, 9, 1)} | fields
        return enter_message(
            measure=measure_of(case), case=case, message_type=message_type, state=MessageState.DUE, **fields
        )


def fresh(message):
    with wall.within(message.provider_id):
        return EmawMessage.objects.get(pk=message.pk)


def post_mark(client, message, act="sent", **values):
    values = {"act": act, "sent_on": f"{TODAY:%d.%m.%Y}"} | values
    return client.post(reverse("emaw_mark", args=[message.public_id]), values)


def entry_values(case, **values):
    with wall.within(case.provider_id):
        measure = measure_of(case).public_id
    return {
        "request_key": uuid4(),
        "how": "received",
        "type": "mitteilung",
        "measure": measure,
        "sent_on": f"{TODAY:%d.%m.%Y}",
        "text": "Bitte um Rückruf",
    } | values


def enter(client, case, **values):
    return client.post(f"{reverse('emaw_create')}?case={case.public_id}", entry_values(case, **values))


def messages(case):
    with wall.within(case.provider_id):
        return list(EmawMessage.objects.filter(case=case).order_by("pk"))


def test_a_received_message_is_entered_once(sign_in, member, case):
    client, key = sign_in(member.user), uuid4()

    enter(client, case, request_key=key)
    enter(client, case, request_key=key)

    [message] = messages(case)
    assert (message.state, message.direction, message.sent_on) == ("received", "in", TODAY)
    page = client.get(reverse("emaw_case", args=[case.public_id])).content.decode()
    assert "Mitteilung" in page
    assert "übermittelt nichts" in page


@pytest.mark.parametrize(
    "wrong",
    [{"type": "eintritt"}, {"type": "asa_aufforderung"}, {"sent_on": ""}, {"sent_on": "01.01.2099"}, {"how": "x"}],
)
def test_wrong_values_are_refused_and_kept(sign_in, member, case, wrong):
    response = enter(sign_in(member.user), case, **wrong)

    assert response.status_code == 422
    assert "Bitte um Rückruf" in response.content.decode()
    assert messages(case) == []


def test_a_measure_of_another_provider_cannot_be_chosen(sign_in, member, case):
    stranger = MeasureFactory()

    assert enter(sign_in(member.user), case, measure=stranger.public_id).status_code == 422


def test_the_text_is_made_from_the_records(sign_in, member, case):
    message = due(case)

    page = sign_in(member.user).get(reverse("emaw_detail", args=[message.public_id])).content.decode()

    assert "Eintritt am: 01.09.2025" in page
    assert "Kundennummer: 427A123456" in page
    assert "readonly" in page
    assert "data-copy" in page


def test_missing_data_are_named(sign_in, member, case):
    with wall.within(case.provider_id):
        case.trainee.customer_number = ""
        case.trainee.save()
    message = due(case)

    page = sign_in(member.user).get(reverse("emaw_detail", args=[message.public_id])).content.decode()

    assert "In den Daten fehlt noch: Kundennummer" in page


def test_sending_is_noted_once_and_freezes_the_text(sign_in, member, case):
    message, client = due(case), sign_in(member.user)

    post_mark(client, message)
    version = fresh(message).version
    post_mark(client, message)

    assert (fresh(message).state, fresh(message).version, fresh(message).sent_on) == ("sent", version, TODAY)
    assert "Eintritt am: 01.09.2025" in fresh(message).text


def test_a_day_in_the_future_is_not_noted(sign_in, member, case):
    message = due(case)

    post_mark(sign_in(member.user), message, sent_on="01.01.2099")

    assert fresh(message).state == "due"


def test_a_stale_mark_changes_nothing(sign_in, member, case):
    message = due(case)

    post_mark(sign_in(member.user), message, version=0)

    assert fresh(message).state == "due"


def test_a_sent_row_never_changes(behind, case):
    message = due(case)
    behind(case.provider)
    mark_sent(message=message, on=TODAY, by=None)

    for change in ({"text": "anders"}, {"about_on": TODAY}, {"sent_on": date(2026, 1, 1)}, {"state": "due"}):
        with pytest.raises(IntegrityError, match="nie geändert"), transaction.atomic():
            EmawMessage.objects.filter(pk=message.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmawMessage.objects.filter(pk=message.pk).delete()


def test_a_correction_is_a_new_row_and_one_original_has_one(sign_in, member, case):
    message, client, key = due(case), sign_in(member.user), uuid4()
    post_mark(client, message)
    url = reverse("emaw_correct", args=[message.public_id])

    client.post(url, {"request_key": key, "about_on": "02.09.2025"})
    client.post(url, {"request_key": key, "about_on": "02.09.2025"})
    again = client.post(url, {"request_key": uuid4(), "about_on": "03.09.2025"})

    assert again.status_code == 422
    assert "schon korrigiert" in again.content.decode()
    [original, correction] = messages(case)
    assert (original.about_on, correction.about_on) == (date(2025, 9, 1), date(2025, 9, 2))
    assert (correction.corrects_id, correction.state) == (original.pk, "due")
    page = client.get(reverse("emaw_detail", args=[correction.public_id])).content.decode()
    assert "Bisher gemeldet: 01.09.2025" in page


def test_a_type_without_corrections_is_refused(behind, case):
    message = due(case, MessageType.LUV)
    behind(case.provider)
    mark_sent(message=message, on=TODAY, by=None)

    with pytest.raises(Exception, match="lässt sich nicht korrigieren"):
        correct(message=EmawMessage.objects.get(pk=message.pk), about_on=TODAY, by=None)


def test_an_unchanged_text_goes_on_following_the_records(sign_in, member, case):
    message, client = due(case), sign_in(member.user)
    url = reverse("emaw_detail", args=[message.public_id])
    shown = client.get(url).context["form"].initial["text"]

    client.post(url, {"version": 1, "about_on": "02.09.2025", "text": shown.replace("\n", "\r\n")})

    assert (fresh(message).text, fresh(message).about_on) == ("", date(2025, 9, 2))
    assert "Eintritt am: 02.09.2025" in client.get(url).content.decode()


def test_a_stale_change_shows_both(sign_in, member, case):
    message, client = due(case), sign_in(member.user)
    url = reverse("emaw_detail", args=[message.public_id])
    client.post(url, {"version": 1, "text": "zuerst"})

    response = client.post(url, {"version": 1, "text": "zu spät"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "zuerst" in page
    assert "zu spät" in page
    assert fresh(message).text == "zuerst"


def test_not_needed_is_noted_once(sign_in, member, case):
    message, client = due(case), sign_in(member.user)

    post_mark(client, message, "dropped")
    post_mark(client, message, "dropped")

    assert fresh(message).state == "dropped"
    with wall.within(case.provider_id):
        assert drop(message=message, by=None) is False


def test_a_request_for_hours_makes_the_delivery_due_and_is_answered_by_it(sign_in, billing, case):
    client = sign_in(billing.user)
    values = entry_values(case, type="asa_aufforderung", about_on="01.10.2026", sent_on="01.11.2026")
    client.post(reverse("emaw_create"), values)
    with wall.within(case.provider_id):
        request, delivery = EmawMessage.objects.filter(case=None).order_by("pk")

    post_mark(client, delivery)

    assert delivery.due_on == date(2026, 11, 8)
    assert (fresh(delivery).state, fresh(request).state) == ("sent", "answered")


def test_the_answer_can_be_noted_by_hand(sign_in, member, case):
    with wall.within(case.provider_id):
        message = enter_message(
            measure=measure_of(case), case=case, message_type=MessageType.GRANT_PROPOSAL, state=MessageState.RECEIVED,
            sent_on=TODAY,
        )  # fmt: skip
    client = sign_in(member.user)
    assert "Antwort offen (1)" in client.get(reverse("emaw_case", args=[case.public_id])).content.decode()

    post_mark(client, message, "answered")

    assert fresh(message).state == "answered"


@pytest.mark.parametrize("act", ["", "due", "deleted"])
def test_an_unknown_act_is_not_found(sign_in, member, case, act):
    assert post_mark(sign_in(member.user), due(case), act).status_code == 404


def test_hostile_text_stays_text(sign_in, member, case):
    text = "</textarea><script>alert(1)</script>{{ 7*7 }}"
    enter(sign_in(member.user), case, text=text)
    [message] = messages(case)

    page = sign_in(member.user).get(reverse("emaw_detail", args=[message.public_id])).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    ("role", "list_status", "write_status"),
    [
        (Role.ADMIN, 200, 302),
        (Role.BILLING, 200, 403),  # sees the row, not the text: it holds master data
        (Role.TEAM_LEAD, 200, 403),
        (Role.TEACHER, 403, 403),
        (Role.DATA_PROTECTION, 403, 403),
    ],
)
def test_who_may(sign_in, case, role, list_status, write_status):
    message = due(case)
    member = MembershipFactory(provider=case.provider, role=role, team=case.team)
    client = sign_in(member.user)

    assert client.get(reverse("emaw_journal")).status_code == list_status
    assert post_mark(client, message).status_code == write_status


def test_billing_sees_that_a_message_exists_without_its_text(sign_in, billing, case):
    message = due(case)

    page = sign_in(billing.user).get(reverse("emaw_detail", args=[message.public_id])).content.decode()

    assert "Eintritt am:" not in page
    assert "Sie sehen Art, Tage und Stand" in page


def test_a_colleague_and_another_provider_find_nothing(sign_in, case):
    message = due(case)
    for stranger in (MembershipFactory(provider=case.provider), MembershipFactory(), MembershipFactory(role="admin")):
        client = sign_in(stranger.user)
        for name in ("emaw_detail", "emaw_correct", "emaw_letter"):
            assert client.get(reverse(name, args=[message.public_id])).status_code == 404
        assert client.get(reverse("emaw_case", args=[case.public_id])).status_code == 404
        assert post_mark(client, message).status_code == 404
        assert enter(client, case).status_code == 404
        assert case.trainee.last_name not in client.get(f"{reverse('emaw_journal')}?show=all").content.decode()


def test_messages_of_a_measure_are_for_billing_and_administration(sign_in, member, billing, case):
    with wall.within(case.provider_id):
        message = enter_message(
            measure=measure_of(case), message_type=MessageType.HOURS_REQUEST, state=MessageState.RECEIVED, sent_on=TODAY
        )
    url = reverse("emaw_detail", args=[message.public_id])

    assert sign_in(member.user).get(url).status_code == 404
    assert sign_in(member.user).get(reverse("emaw_create")).status_code == 403
    assert sign_in(billing.user).get(url).status_code == 200


def test_several_are_marked_at_once_or_none(sign_in, member, case):
    first, second = due(case), due(case, MessageType.EXIT)
    stranger, client = due(CaseFactory(provider=case.provider)), sign_in(member.user)
    values = {"sent_on": f"{TODAY:%d.%m.%Y}", "message": [first.public_id, second.public_id]}

    refused = client.post(reverse("emaw_mark_many"), values | {"message": [first.public_id, stranger.public_id]})
    assert (refused.status_code, fresh(first).state) == (404, "due")

    client.post(reverse("emaw_mark_many"), values)
    assert {fresh(first).state, fresh(second).state} == {"sent"}
    assert client.post(reverse("emaw_mark_many"), values | {"message": ["x" * 36]}).status_code == 404


def test_the_journal_can_be_narrowed(sign_in, member, case):
    late = due(case, due_on=date(2025, 9, 4))
    other = CaseFactory(provider=case.provider, contact_person=member)
    due(other, due_on=date(2099, 1, 1))
    client = sign_in(member.user)

    overdue = client.get(f"{reverse('emaw_journal')}?show=overdue").content.decode()
    with wall.within(case.provider_id):
        of_measure = client.get(f"{reverse('emaw_journal')}?measure={measure_of(other).public_id}").content.decode()

    assert str(late.public_id) in overdue
    assert other.trainee.full_name not in overdue
    assert other.trainee.full_name in of_measure
    assert case.trainee.full_name not in of_measure
    exits = client.get(f"{reverse('emaw_journal')}?type=austritt").content.decode()
    assert case.trainee.full_name not in exits
    assert client.get(f"{reverse('emaw_journal')}?measure=x").status_code == 404
    assert client.get(f"{reverse('emaw_journal')}?show=x&page=99").status_code == 200


def test_the_journal_needs_the_same_queries_for_any_length(
    sign_in, member, case, django_assert_max_num_queries, django_assert_num_queries
):
    client, url = sign_in(member.user), reverse("emaw_journal")
    due(case)
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for _ in range(6):
        due(CaseFactory(provider=case.provider, contact_person=member))
    with django_assert_num_queries(len(few)):
        page = client.get(url).content.decode()
    assert page.count('/">Eintritt, ') == 7


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.type.value)
def test_only_what_two_sources_say_counts_as_documented(kind):
    assert kind.confidence != Confidence.DOCUMENTED or "," in kind.source
    assert set(CATALOGUE) == set(MessageType)


def test_the_catalogue_says_how_sure_it_is(sign_in, member):
    page = sign_in(member.user).get(reverse("emaw_catalogue")).content.decode()

    for words in ("AsA-Lieferung Begleitungsstunden", "nicht bestätigt", "Vorschlag", "bis zum 9. des Folgemonats"):
        assert words in page


def test_reusing_a_key_for_something_else_saves_nothing(sign_in, member, case):
    other, client, key = CaseFactory(provider=case.provider, contact_person=member), sign_in(member.user), uuid4()
    enter(client, case, request_key=key)

    response = enter(client, other, request_key=key)

    assert response.status_code == 409
    assert messages(other) == []


def test_a_message_of_the_agency_is_corrected_by_a_received_one(sign_in, member, case):
    client = sign_in(member.user)
    enter(client, case, type="anmeldung", about_on="01.09.2025", text="Zuweisung ab 01.09.")
    [referral] = messages(case)

    client.post(
        reverse("emaw_correct", args=[referral.public_id]),
        {"request_key": uuid4(), "about_on": "08.09.2025", "text": "Zuweisung ab 08.09."},
    )

    correction = messages(case)[-1]
    assert (correction.state, correction.direction, correction.sent_on) == ("received", "in", TODAY)


def test_billing_gets_no_letter_with_master_data(sign_in, billing, case):
    measure = MeasureFactory(provider=case.provider, uses_emaw=False)
    other = CaseFactory(provider=case.provider, measure=measure)
    message = due(other)

    assert sign_in(billing.user).get(reverse("emaw_letter", args=[message.public_id])).status_code == 403


def test_each_step_is_logged_without_its_text(sign_in, member, case):
    message = due(case, text="Geheimwort Nachtigall")
    post_mark(sign_in(member.user), message)

    with wall.within(case.provider_id):
        entries = LogEntry.objects.filter(object_type="cases.emawmessage", object_id=message.pk)
        assert {entry.details["event"] for entry in entries} == {"entered_due", "sent"}
        assert "Nachtigall" not in str([entry.details for entry in entries])
