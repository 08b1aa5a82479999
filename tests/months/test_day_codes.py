"""The codes of a provider: changed by administration and billing, never so that old months say something else."""

from datetime import date

import pytest

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.months.statuses.models import DayCode
from tests.months.status_situations import MONDAY, Month

pytestmark = pytest.mark.django_db

NEW = {"letters": "xo", "label": "Anwesend im Netz", "kind": "present", "official": "", "starts_on": "01.01.2026"}
KEY = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 302), (Role.BILLING, 302), (Role.TEAM_LEAD, 403), (Role.CONTACT_PERSON, 403)]
)
def test_who_may_make_codes(sign_in, role, status):
    month = Month(people=0)
    answer = sign_in(month.member(role).user).post("/anwesenheit/kuerzel/neu/", {**NEW, "request_key": KEY})
    assert answer.status_code == status


def test_posting_twice_makes_one(sign_in):
    month = Month(people=0)
    client = sign_in(month.member(Role.ADMIN).user)
    for _ in range(2):
        client.post("/anwesenheit/kuerzel/neu/", {**NEW, "request_key": KEY})
    with wall.within(month.provider.pk):
        assert DayCode.objects.filter(letters="XO").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letters": "ABC"}, "höchstens 2"),
        ({"letters": "1"}, "einen oder zwei Buchstaben"),
        ({"letters": "K"}, "gilt ab 01.01.2021 schon für"),
        ({"ends_on": "01.01.2025"}, "nicht vor dem Beginn"),
    ],
)
def test_what_is_refused(sign_in, change, words):
    month = Month(people=0)
    answer = sign_in(month.member(Role.ADMIN).user).post("/anwesenheit/kuerzel/neu/", {**NEW, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def edit(month, letters, **change):
    code = month.codes[letters]
    url = f"/anwesenheit/kuerzel/{code.public_id}/"
    data = {
        "letters": code.letters,
        "label": code.label,
        "kind": code.kind,
        "official": code.official,
        "starts_on": "01.01.2021",
        "version": 1,
        **change,
    }
    return url, data


def test_a_used_code_keeps_its_meaning(sign_in):
    month = Month(people=1)
    month.mark(month.cases[0], MONDAY, "K")
    url, data = edit(month, "K", kind="excused")
    answer = sign_in(month.member(Role.ADMIN).user).post(url, data)
    assert "schon eingetragen" in answer.content.decode()
    url, data = edit(month, "K", ends_on="31.10.2026")
    assert "Außerhalb dieses Zeitraums" in sign_in(month.member(Role.ADMIN).user).post(url, data).content.decode()


def test_a_stale_save_shows_both(sign_in):
    month = Month(people=0)
    client = sign_in(month.member(Role.ADMIN).user)
    url, data = edit(month, "U", label="Erholungsurlaub")
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "label": "Ferien"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Erholungsurlaub" in page
    assert "Ferien" in page
    version = answer.context["form"]["version"].value()
    assert client.post(url, {**data, "label": "Ferien", "version": version}).status_code == 302


def test_a_code_of_another_provider_is_not_found(sign_in):
    month, other = Month(people=0), Month(people=0)
    url, data = edit(other, "U")
    assert sign_in(month.member(Role.ADMIN).user).post(url, data).status_code == 404


def test_an_ended_code_is_no_longer_offered(sign_in):
    month = Month(people=1)
    with wall.within(month.provider.pk):
        DayCode.objects.filter(letters="L").update(ends_on=date(2026, 10, 31))
    page = sign_in(month.contact.user).get(month.url)
    assert "L" not in [code.letters for code in page.context["codes"]]
