"""The provider's own school holidays go before the built-in calendar: in the calendar, in series, on the page."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.support.planning.models import SchoolHoliday
from cases.support.planning.school_holidays import SchoolHolidays, add_holidays, from_lines, unknown_years
from cases.support.planning.school_times import FaultyLines
from tests.factories import CaseFactory, MembershipFactory, SiteFactory, TeamFactory
from tests.planning.situations import planned

pytestmark = pytest.mark.django_db

CHRISTMAS = "HE; 22.12.2031; 10.01.2032; Weihnachtsferien"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-22T10:00:00+01:00", tick=False)


@pytest.fixture
def teacher(behind):
    site = SiteFactory(land="HE")
    team = TeamFactory(provider=site.provider, site=site)
    behind(site.provider)
    return MembershipFactory(provider=site.provider, role=Role.TEACHER, team=team)


@pytest.fixture
def admin(teacher):
    return MembershipFactory(provider=teacher.provider, role=Role.ADMIN, team=None)


def add(member, *lines):
    return add_holidays(provider_id=member.provider_id, rows=from_lines("\n".join(lines)), by=None)


def name(day, land="HE"):
    return SchoolHolidays.of(land, day, day).name(day)


def test_own_rows_add_to_the_built_in_ones(teacher):
    assert name(date(2031, 12, 23)) == ""
    add(teacher, CHRISTMAS)
    assert name(date(2031, 12, 23)) == "Weihnachtsferien"
    assert name(date(2031, 12, 23), "BY") == ""


def test_own_rows_override_the_built_in_ones(teacher):
    assert name(date(2026, 12, 23)) != ""
    add(teacher, "Hessen; 23.12.2026; 23.12.2026; keine Ferien")
    assert name(date(2026, 12, 23)) == ""
    assert name(date(2026, 12, 28)) != ""


def test_a_year_is_known_once_it_is_filled(teacher):
    assert unknown_years("HE", [2026, 2031]) == [2031]
    add(teacher, "HE; 01.07.2031; 10.08.2031; Sommerferien")
    assert unknown_years("HE", [2026, 2031]) == []


def test_a_series_leaves_them_out(teacher):
    add(teacher, "HE; 30.11.2026; 04.12.2026; bewegliche Ferientage")
    case = CaseFactory(provider=teacher.provider, team=teacher.team)
    series = planned(case, teacher, skip_school_holidays=True, ends_on=date(2026, 12, 16))
    days = [timezone.localdate(s.starts_at) for s in series.sessions.order_by("starts_at")]
    assert days == [date(2026, 11, 25), date(2026, 12, 9), date(2026, 12, 16)]


def test_the_calendar_shows_them(sign_in, teacher):
    add(teacher, "HE; 23.11.2026; 23.11.2026; Pädagogischer Tag")
    page = sign_in(teacher.user).get(reverse("calendar"), {"woche": "2026-11-23"}).content.decode()
    assert "Schulferien: Pädagogischer Tag" in page


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("XX; 01.07.2031; 02.07.2031; Ferien", "kein Land"),
        ("HE; 31.02.2031; 02.07.2031; Ferien", "kein Datum"),
        ("HE; 03.07.2031; 02.07.2031; Ferien", "Ende liegt vor"),
        ("HE; 03.07.2031; 02.12.2031; Ferien", "60 Tage"),
        ("HE; 03.07.2031; 02.07.2031", "vier Angaben"),
        ("HE; 03.07.2031; 04.07.2031; ", "Bezeichnung fehlt"),
    ],
)
def test_a_broken_line_is_named(line, fault):
    with pytest.raises(FaultyLines) as caught:
        from_lines(f"Land;von;bis;Bezeichnung\n{CHRISTMAS}\n{line}")
    assert [f.startswith("Zeile 3: ") and fault in f for f in caught.value.faults] == [True]


def test_the_page_takes_all_or_nothing(sign_in, admin):
    client, url = sign_in(admin.user), reverse("school_holidays")
    typed = {"request_key": uuid4(), "lines": f"{CHRISTMAS}\nunsinn"}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "Zeile 2" in answer.content.decode()
    assert "unsinn" in answer.content.decode()
    assert not SchoolHoliday.objects.exists()

    good = {"request_key": uuid4(), "lines": "HE;22.12.2031;10.01.2032;<script>alert(1)</script>"}
    client.post(url, good)
    client.post(url, good)
    row = SchoolHoliday.objects.get()
    assert "<script>alert" not in client.get(url).content.decode()
    client.post(reverse("school_holiday_remove", args=[row.pk]))
    client.post(reverse("school_holiday_remove", args=[row.pk]))
    assert not SchoolHoliday.objects.exists()


def test_another_provider_sees_and_removes_nothing(sign_in, teacher, behind):
    add(teacher, CHRISTMAS)
    row = SchoolHoliday.objects.get()
    client = sign_in(MembershipFactory(role=Role.ADMIN, team=None).user)
    assert "Weihnachtsferien" not in client.get(reverse("school_holidays")).content.decode().split("<form")[0]
    client.post(reverse("school_holiday_remove", args=[row.pk]))
    behind(teacher.provider)
    assert SchoolHoliday.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.TEAM_LEAD, Role.BILLING])
def test_only_administration_may(sign_in, teacher, role):
    client = sign_in(MembershipFactory(provider=teacher.provider, role=role).user)
    assert client.get(reverse("school_holidays")).status_code == 403
    assert client.post(reverse("school_holiday_remove", args=[1])).status_code == 403
