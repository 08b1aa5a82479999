"""The page "Monat": gaps by name with direct links, the check before the close, the frozen figures, Excel."""

import uuid

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from asa.accounts.enums import Role
from asa.accounts.models import LogEntry
from asa.mail.models import Mail
from cases.months.closing.models import MonthClose
from cases.months.closing.services import close_month
from cases.sessions.enums import Outcome
from cases.sessions.models import Session
from tests.factories import CaseFactory, MeasureFactory, MembershipFactory, ProviderFactory
from tests.months.situations import OCTOBER, Office


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-05 12:00+01:00", tick=False):
        yield


@pytest.fixture
def office(behind, november):
    office = Office()
    behind(office.provider)
    return office


def address(name, office, month="2026-10"):
    return reverse(name, args=[month, office.measure.public_id])


def close(office):
    return close_month(measure=office.measure, month=OCTOBER, by=office.admin.user)


def post_close(client, office, key=None):
    return client.post(address("month_measure", office), {"request_key": key or uuid.uuid4()}, follow=True)


def text_of(response):
    return response.content.decode()


def test_the_last_month_comes_first(sign_in, office):
    response = sign_in(office.billing.user).get(reverse("month_last"))
    assert "Oktober 2026" in text_of(response)
    assert "Abschluss bis 08.11.2026" in text_of(response)


def test_gaps_stand_there_by_name(sign_in, office):
    office.plan()
    response = sign_in(office.billing.user).get(reverse("month", args=["2026-10"]))
    assert office.cases[0].trainee.full_name in text_of(response)
    assert office.teacher.user.full_name in text_of(response)
    assert "Termine nicht erfasst" in text_of(response)


def test_who_may_write_gets_a_direct_link(sign_in, office):
    session = office.plan()
    MembershipFactory(user=office.teacher.user, provider=office.provider, role=Role.BILLING, team=None)
    response = sign_in(office.teacher.user).get(reverse("month", args=["2026-10"]))
    assert reverse("session_log", args=[session.public_id]) in text_of(response)


def test_who_may_not_write_reminds_those_who_do(sign_in, office):
    office.plan()
    client = sign_in(office.billing.user)
    assert "Durchführende erinnern" in text_of(client.get(address("month_measure", office)))
    client.post(address("month_remind", office))
    client.post(address("month_remind", office))
    mail = Mail.objects.get()
    assert mail.to == office.teacher.user.email
    assert office.cases[0].trainee.last_name not in mail.subject + mail.text


def test_a_month_with_open_sessions_offers_no_close(sign_in, office):
    office.plan()
    page = text_of(sign_in(office.billing.user).get(address("month_measure", office)))
    assert "Monat abschließen" not in page


def test_a_month_is_closed_and_shows_what_was_frozen(sign_in, office):
    office.document(Outcome.PRESENT)
    response = post_close(sign_in(office.billing.user), office)
    page = text_of(response)
    assert "Abgeschlossen am 05.11.2026" in page
    assert MonthClose.objects.get().closed_by == office.billing.user
    assert "1,5" in page


def test_closing_refuses_while_something_is_open(sign_in, office):
    office.plan()
    response = post_close(sign_in(office.billing.user), office)
    assert response.status_code == 422
    assert "1 Angabe" in text_of(response)
    assert not MonthClose.objects.exists()


def test_the_second_one_hears_who_was_first(sign_in, office):
    close(office)
    page = text_of(post_close(sign_in(office.billing.user), office))
    assert f"{office.admin.user.full_name} hat diesen Monat schon abgeschlossen." in page


def test_closing_twice_with_one_key_closes_once(sign_in, office):
    client, key = sign_in(office.billing.user), uuid.uuid4()
    post_close(client, office, key)
    post_close(client, office, key)
    assert MonthClose.objects.count() == 1


def test_empty_months_in_one_go(sign_in, office):
    MeasureFactory(provider=office.provider)
    client = sign_in(office.admin.user)
    assert "In 2 Maßnahmen gab es" in text_of(client.get(reverse("month", args=["2026-10"])))
    page = text_of(client.post(reverse("month_close_empty", args=["2026-10"]), follow=True))
    assert "2 leere Monate sind abgeschlossen." in page
    assert MonthClose.objects.filter(is_empty=True).count() == 2


def test_excel_holds_the_frozen_figures(sign_in, office):
    from io import BytesIO

    office.document(Outcome.PRESENT, Outcome.NO_SHOW)
    close(office)
    response = sign_in(office.billing.user).get(address("month_xlsx", office))
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == ["Maßnahmekontingent", "Teilnehmende", "Teilnehmende nach Art", "Erläuterung"]
    rows = list(book["Maßnahmekontingent"].iter_rows(min_row=2, values_only=True))
    assert [row[4:6] for row in rows] == [(90, 1.5), (90, 1.5)]
    names = {row[0] for row in book["Teilnehmende"].iter_rows(min_row=2, values_only=True)}
    assert {case.trainee.last_name for case in office.cases} <= names
    assert LogEntry.objects.filter(kind="export", object_type="cases.monthclose").exists()


def test_an_open_month_has_no_excel(sign_in, office):
    assert sign_in(office.billing.user).get(address("month_xlsx", office)).status_code == 404


def test_hostile_names_are_shown_as_text(sign_in, office):
    from cases.people.models import Trainee

    Trainee.objects.filter(pk=office.cases[0].trainee_id).update(last_name="<script>alert(1)</script>")
    Session.objects.filter(pk=office.plan().pk).update(title="<img src=x onerror=1>")
    page = text_of(sign_in(office.billing.user).get(reverse("month", args=["2026-10"])))
    page += text_of(sign_in(office.billing.user).get(address("month_measure", office)))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200), (Role.BILLING, 200), (Role.TEAM_LEAD, 403), (Role.CONTACT_PERSON, 403),
        (Role.SOCIAL_WORKER, 403), (Role.TEACHER, 403), (Role.DATA_PROTECTION, 403),
    ],
)  # fmt: skip
def test_who_opens_the_month(sign_in, office, role, status):
    client = sign_in(MembershipFactory(provider=office.provider, role=role).user)
    assert client.get(reverse("month_last")).status_code == status
    assert client.get(address("month_measure", office)).status_code == status
    assert client.post(reverse("month_close_empty", args=["2026-10"])).status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize("name", ["month_measure", "month_xlsx", "month_bookings"])
def test_another_provider_sees_nothing(sign_in, office, name):
    close(office)
    stranger = MembershipFactory(provider=ProviderFactory(), role=Role.BILLING, team=None)
    assert sign_in(stranger.user).get(address(name, office)).status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "quatsch", "2026-10-01", "0000-01", "99999"])
def test_what_is_no_month_is_not_found(sign_in, office, month):
    assert sign_in(office.billing.user).get(reverse("month", args=[month])).status_code == 404


def test_a_month_with_fifty_measures_costs_the_same_queries(sign_in, office, django_assert_max_num_queries):
    client = sign_in(office.billing.user)
    url = reverse("month", args=["2026-10"])
    office.plan()
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for _ in range(49):
        measure = MeasureFactory(provider=office.provider, lot=office.measure.lot)
        office.cases = [CaseFactory(provider=office.provider, contact_person=office.teacher, measure=measure)]
        office.plan()
    with django_assert_max_num_queries(len(few.captured_queries)):
        response = client.get(url)
    assert text_of(response).count("Termine nicht erfasst") == 50


def test_the_total_leads_to_the_bookings_with_their_rules(sign_in, office):
    office.document(Outcome.PRESENT)
    client = sign_in(office.billing.user)
    lot = reverse("lot_bookings", args=["2026-10", office.measure.lot.public_id])
    assert lot in text_of(client.get(reverse("month", args=["2026-10"])))
    page = text_of(client.get(lot))
    assert "2 UE gezählt: 90 Minuten sind 2 volle UE zu 45 Minuten" in page
    assert "Quelle: stepnova" in page
    assert "aus zweiter Hand, nicht bestätigt" in page


def test_bookings_are_narrowed_by_account(sign_in, office):
    office.document(Outcome.PRESENT)
    client = sign_in(office.billing.user)
    page = text_of(client.get(address("month_bookings", office) + "?account=measure"))
    assert office.cases[0].trainee.full_name not in page
    page = text_of(client.get(address("month_bookings", office) + "?account=trainee"))
    assert office.cases[0].trainee.full_name in page


def test_a_contact_person_sees_the_bookings_of_the_own_people_only(sign_in, office):
    office.document(Outcome.PRESENT, Outcome.PRESENT)
    other = CaseFactory(provider=office.provider, measure=office.measure)
    page = text_of(sign_in(office.teacher.user).get(address("month_bookings", office) + "?account=trainee"))
    assert office.cases[0].trainee.full_name in page
    assert sign_in(office.teacher.user).get(reverse("case_bookings", args=[other.public_id])).status_code == 404


def test_the_session_shows_its_bookings(sign_in, office):
    session = office.document(Outcome.PRESENT)
    page = text_of(sign_in(office.teacher.user).get(reverse("session_detail", args=[session.public_id])))
    assert "Alle Buchungen mit Regel und Quelle" in page
    assert "2 UE gezählt" in page


def test_the_person_has_a_list_of_bookings(sign_in, office):
    office.document(Outcome.PRESENT)
    page = text_of(sign_in(office.teacher.user).get(reverse("case_bookings", args=[office.cases[0].public_id])))
    assert "2 UE gezählt" in page


@pytest.mark.parametrize(
    ("on", "words"),
    [("2026-11-05", "1 Maßnahme offen, bis 08.11.2026"), ("2026-11-09", "1 Maßnahme offen, seit 08.11.2026")],
)
def test_heute_reminds_of_the_lock_day(sign_in, office, on, words):
    with time_machine.travel(f"{on} 12:00+01:00", tick=False):
        assert words in text_of(sign_in(office.billing.user).get(reverse("today")))


def test_an_overdue_month_says_so_and_is_still_closed(sign_in, office):
    with time_machine.travel("2026-11-20 12:00+01:00", tick=False):
        client = sign_in(office.billing.user)
        assert "Sie können den Monat trotzdem noch abschließen." in text_of(
            client.get(reverse("month", args=["2026-10"]))
        )
        assert "Abgeschlossen am 20.11.2026" in text_of(post_close(client, office))


def test_a_running_month_shows_what_is_missing_already(sign_in, office):
    office.plan(day="2026-11-04")
    office.plan(day="2026-11-10")
    page = text_of(
        sign_in(office.billing.user).get(reverse("month_measure", args=["2026-11", office.measure.public_id]))
    )
    assert page.count("04.11.") == 1
    assert "10.11." not in page


def parts_of(board):
    row = board.measures[0]
    return {part.title: len(part.rows) for part in row.parts}, row.badge


def test_hints_are_not_counted_among_what_hinders(sign_in, office):
    office.plan()
    office.status()
    response = sign_in(office.billing.user).get(reverse("month", args=["2026-10"]))
    counted, badge = parts_of(response.context["board"])
    hints = counted.pop("Hinweise")
    assert counted == {"Verhindert den Abschluss": 2}
    assert badge == ("danger", "2 Lücken")
    assert hints >= 2  # both people are without agreed hours
    assert "Verhindert den Abschluss (2)" in text_of(response)
    assert f"Hinweise ({hints})" in text_of(response)


def test_the_page_of_a_measure_tells_hints_from_gaps(sign_in, office):
    office.plan()
    page = text_of(sign_in(office.billing.user).get(address("month_measure", office)))
    assert page.index("Verhindert den Abschluss (1)") < page.index("Termine nicht erfasst (1)")
    assert page.index("Termine nicht erfasst (1)") < page.index("Hinweise (")
    assert "Hinweise verhindern den Abschluss nicht." in page


def test_a_gap_names_who_can_mend_it_and_reminds_that_person_once_a_day(sign_in, office):
    office.plan()
    client = sign_in(office.billing.user)
    page = client.get(address("month_measure", office)).content.decode()
    assert f"durch {office.teacher.user.full_name}" in page
    session = Session.objects.get()

    for _ in range(2):
        client.post(address("month_remind", office), {"session": str(session.public_id)})

    (mail,) = Mail.objects.all()
    assert mail.to == office.teacher.user.email
    assert office.cases[0].trainee.last_name not in mail.text


def test_a_session_that_is_none_is_not_there(sign_in, office):
    assert sign_in(office.billing.user).post(address("month_remind", office), {"session": "x"}).status_code == 404
