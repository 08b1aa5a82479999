"""School times: one row, pasted lines, a calendar file; all or nothing, hostile input refused with its reason."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from asa.accounts.enums import Role
from cases.support.planning.models import SchoolTime
from cases.support.planning.school_times import FaultyLines, Times, from_ics, from_lines
from tests.factories import CaseFactory, MembershipFactory

ICS = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Schule//DE
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261005
DTEND;VALUE=DATE:20261017
SUMMARY:Block 1
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260901T080000
DTEND:20260901T150000
RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270730T000000
SUMMARY:Schultag
END:VEVENT
END:VCALENDAR
"""


def test_pasted_lines():
    rows = from_lines("Tag;ab;bis\nMontag;01.09.2026;31.07.2027;Schule\n\nBlock\t05.10.2026\t16.10.2026\tBlock 1")
    assert rows == [
        Times(0, date(2026, 9, 1), date(2027, 7, 31), "Schule"),
        Times(None, date(2026, 10, 5), date(2026, 10, 16), "Block 1"),
    ]


def test_each_broken_line_is_named():
    text = "Montag;01.09.2026;31.07.2027\nFunktag;01.09.2026;31.07.2027\nBlock;31.02.2026;05.03.2026\nBlock;x\n"
    text += "Block;05.10.2026;01.10.2026"
    with pytest.raises(FaultyLines) as caught:
        from_lines(text)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["Zeile 2", "Zeile 3", "Zeile 4", "Zeile 5"]


def test_a_calendar_file():
    assert from_ics(ICS) == [
        Times(None, date(2026, 10, 5), date(2026, 10, 16), "Block 1"),
        Times(1, date(2026, 9, 1), date(2027, 7, 30), "Schultag"),
    ]


def event(*lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", "keine Kalenderdatei"),
        (b"", "keine Kalenderdatei"),
        (b"BEGIN:VCALENDAR\r\n\x00\xff\xfe\x00", "Kalenderdatei|Ereignis"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "kein Ereignis"),
        (b"BEGIN:VCALENDAR" + b" " * 200_001, "größer als"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 301, "mehr als 300"),
        (event("SUMMARY:ohne Beginn"), "Beginn fehlt"),
        (event("DTSTART;VALUE=DATE:20261005", "RRULE:FREQ=SECONDLY;COUNT=99999999"), "Nur wöchentliche"),
        (event("DTSTART;VALUE=DATE:20261005", "RRULE:FREQ=WEEKLY"), "kein Ende"),
        (event("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261001"), "Ende liegt vor"),
        (event("DTSTART;VALUE=DATE:20261005", "DURATION:P99999W"), "."),
        (event("DTSTART;VALUE=DATE:99990101"), "Jahr"),
        (event("DTSTART:unsinn"), "."),
    ],
)
def test_hostile_files_are_refused_with_their_reason(data, said):
    with pytest.raises(FaultyLines, match=said):
        from_ics(data)


@pytest.fixture
def case(behind):
    case = CaseFactory()
    behind(case.provider)
    return case


@pytest.fixture
def client_of_contact(case, sign_in):
    return sign_in(case.assignments.get().member.user)


@pytest.fixture
def url(case):
    return reverse("school_times", args=[case.public_id])


def test_one_row_twice_is_one(client_of_contact, url):
    values = {
        "what": "row",
        "row-request_key": uuid4(),
        "row-weekday": "1",
        "row-starts_on": "01.09.2026",
        "row-ends_on": "31.07.2027",
    }
    assert client_of_contact.post(url, values).status_code == 302
    assert client_of_contact.post(url, values).status_code == 302
    assert SchoolTime.objects.get().weekday == 1
    page = client_of_contact.get(url).content.decode()
    assert "Dienstag" in page


def test_nothing_is_half_taken_and_the_text_stays(client_of_contact, url):
    text = "Montag;01.09.2026;31.07.2027\n<script>alert(1)</script>;01.09.2026;31.07.2027"
    answer = client_of_contact.post(url, {"what": "paste", "paste-request_key": uuid4(), "paste-lines": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Zeile 2" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert not SchoolTime.objects.exists()


def test_a_calendar_file_is_uploaded(client_of_contact, url):
    upload = SimpleUploadedFile("plan.ics", ICS, content_type="text/calendar")
    client_of_contact.post(url, {"what": "file", "file-request_key": uuid4(), "file-file": upload})
    assert SchoolTime.objects.count() == 2
    bad = SimpleUploadedFile("plan.ics", b"MZ\x90\x00", content_type="text/calendar")
    answer = client_of_contact.post(url, {"what": "file", "file-request_key": uuid4(), "file-file": bad})
    assert "keine Kalenderdatei" in answer.content.decode()


def test_removing_twice(client_of_contact, url, case):
    row = SchoolTime.objects.create(
        provider=case.provider, case=case, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 4)
    )
    remove = reverse("school_time_remove", args=[case.public_id, row.pk])
    assert client_of_contact.post(remove).status_code == 302
    assert client_of_contact.post(remove).status_code == 302
    assert not SchoolTime.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM_LEAD, 403), (Role.BILLING, 403), (Role.TEACHER, 404)])
def test_who_may_not(case, url, sign_in, role, status):
    member = MembershipFactory(provider=case.provider, role=role, team=case.team)
    assert sign_in(member.user).get(url).status_code == status


def test_another_provider_sees_nothing(url, sign_in):
    assert sign_in(MembershipFactory().user).get(url).status_code == 404
