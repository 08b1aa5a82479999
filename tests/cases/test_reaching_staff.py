"""Whoever is named to somebody can be reached: by the own telephone, else by the provider's, else in words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.models import StaffProfile
from asa.accounts.profiles import set_picture
from cases.people.models import ContactDeputy
from cases.portal.calendar import date_file
from cases.portal.links import create_link
from cases.portal.read_model import CompanyDate, company_view
from cases.sessions.notices import signature
from tests.accounts.pictures import picture_file
from tests.factories import (
    CaseFactory,
    MembershipFactory,
    ProviderFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OWN, HOUSE = "+49 171 1234567", "+49 69 90009400"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def member():
    provider = ProviderFactory(name="Talbrücke", phone=HOUSE)
    return MembershipFactory(provider=provider, phone="", user__first_name="Sabine", user__last_name="Berger")


@pytest.fixture
def contract(member):
    contract = TrainingContractFactory(case=CaseFactory(provider=member.provider, contact_person=member))
    wall.enter(member.provider_id)
    return contract


def give(member, **values):
    with wall.within(member.provider_id):
        StaffProfile.objects.filter(user=member.user).update(**values)


def without_house(member):
    member.provider.phone = ""
    member.provider.save()


def link_of(contract):
    with wall.within(contract.provider_id):
        _, url = create_link(contract, contract.trainer, None)
    return "/" + url.split("/", 3)[3]


def calendar_of(contract):
    contract.refresh_from_db()
    now = timezone.now()
    date = CompanyDate(contract.company.public_id, now, now + timedelta(hours=1), "Gespräch im Betrieb")
    lines = date_file(company_view(contract, contract.trainer), date, now=now).decode()
    return lines.replace("\r\n ", "").replace("\\", "")


class TestCompany:
    def test_it_calls_the_person(self, client, member, contract):
        give(member, phone=OWN, reachable="vormittags")
        html = client.get(link_of(contract)).content.decode()
        assert f'Anrufen · <span class="asa-ltr">{OWN}' in html
        assert "vormittags" in html
        assert "Talbrücke anrufen" not in html

    def test_without_an_own_number_it_calls_the_provider(self, client, contract):
        html = client.get(link_of(contract)).content.decode()
        assert "Sabine Berger hat keine eigene Nummer. Rufen Sie bei Talbrücke an." in html
        assert f'Talbrücke anrufen · <span class="asa-ltr">{HOUSE}' in html

    def test_without_any_number_it_is_told_to_write(self, client, member, contract):
        without_house(member)
        html = client.get(link_of(contract)).content.decode()
        assert "Für Sabine Berger gibt es noch keine Telefonnummer. Bitte schreiben Sie eine E-Mail." in html
        assert f"mailto:{member.user.email}" in html

    def test_a_calendar_file_names_a_way_to_reach_the_person(self, member, contract):
        mail = f"E-Mail {member.user.email}"
        assert f"Ansprechperson: Sabine Berger, Telefon Talbrücke {HOUSE}, {mail}" in calendar_of(contract)
        without_house(member)
        assert f"Ansprechperson: Sabine Berger, {mail}" in calendar_of(contract)
        give(member, phone=OWN)
        assert f"Ansprechperson: Sabine Berger, Telefon {OWN}, {mail}" in calendar_of(contract)

    def test_it_sees_the_picture_by_its_link_and_nobody_elses(self, client, member, contract):
        link, other = link_of(contract), MembershipFactory(provider=member.provider)
        addresses = []
        for one in (member, other):
            wall.enter(member.provider_id)
            set_picture(
                provider_id=member.provider_id,
                user=one.user,
                by=one.user,
                portrait=picture_file("JPEG", (99, 99)),
            )
            addresses.append(f"{link}bild/{StaffProfile.objects.get(user=one.user).public_id}/")

        assert f'src="{addresses[0]}"' in client.get(link).content.decode()
        assert client.get(addresses[0]).status_code == 200
        assert client.get(addresses[1]).status_code == 404
        assert client.get(addresses[0].replace("/bild/", "x/bild/")).status_code == 404

    def test_it_sees_the_deputys_picture_while_the_deputy_stands_in(self, client, member, contract):
        deputy, today = MembershipFactory(provider=member.provider), timezone.localdate()
        wall.enter(member.provider_id)
        portrait = picture_file("JPEG", (99, 99))
        row = set_picture(provider_id=member.provider_id, user=deputy.user, by=deputy.user, portrait=portrait)
        url = f"{link_of(contract)}bild/{row.public_id}/"
        standing_in = ContactDeputy.objects.create(
            provider=member.provider,
            assignment=contract.case.assignments.get(),
            member=deputy,
            starts_on=today,
            ends_on=today,
        )
        assert client.get(url).status_code == 200
        wall.enter(member.provider_id)
        ContactDeputy.objects.filter(pk=standing_in.pk).delete()
        assert client.get(url).status_code == 404

    def test_a_deputy_without_an_own_number_is_called_at_the_provider(self, client, member, contract):
        give(member, phone=OWN)
        deputy, today = MembershipFactory(provider=member.provider, phone=""), timezone.localdate()
        wall.enter(member.provider_id)
        assignment = contract.case.assignments.get()
        ContactDeputy.objects.create(
            provider=member.provider, assignment=assignment, member=deputy, starts_on=today, ends_on=today
        )
        html = client.get(link_of(contract)).content.decode()
        assert f"{deputy.user.full_name} hat keine eigene Nummer. Rufen Sie bei Talbrücke an: " in html
        without_house(member)
        assert f'href="mailto:{deputy.user.email}"' in client.get(link_of(contract)).content.decode()

    def test_the_page_needs_as_many_queries_with_a_profile_as_without(self, client, member, contract):
        counts = []
        for values in ({"phone": OWN}, {"phone": ""}):
            give(member, **values)
            link = link_of(contract)
            with CaptureQueriesContext(connection) as queries:
                client.get(link)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTrainee:
    @pytest.fixture
    def client(self, sign_in, member):
        trainee = TraineeFactory(provider=member.provider, user=UserFactory())
        CaseFactory(provider=member.provider, trainee=trainee, contact_person=member)
        return sign_in(trainee.user)

    def test_somebody_is_called_or_the_provider_or_written_to(self, client, member):
        assert "Talbrücke anrufen" in client.get("/").content.decode()
        give(member, phone=OWN, reachable="vormittags")
        html = client.get("/").content.decode()
        assert OWN in html
        assert "vormittags" in html
        give(member, phone="")
        without_house(member)
        assert "Für Sabine Berger gibt es noch keine Telefonnummer." in client.get("/").content.decode()


def test_colleagues_find_the_telephone_in_the_case_team(sign_in, member, contract):
    give(member, phone=OWN, reachable="vormittags")
    html = sign_in(member.user).get(reverse("case_detail", args=[contract.case.public_id])).content.decode()
    assert f'href="tel:+491711234567">{OWN}</a> · vormittags' in html


def test_a_mail_ends_with_a_way_to_reach_its_writer(member):
    wall.enter(member.provider_id)
    assert signature(member.user, member.provider).endswith(f"Sabine Berger\nTalbrücke\nTelefon (Zentrale): {HOUSE}\n")
    give(member, phone=OWN)
    assert signature(member.user, member.provider).endswith(f"Talbrücke\nTelefon: {OWN}\n")


def test_the_preview_for_staff_shows_the_picture_from_its_own_address(sign_in, member, contract):
    portrait = picture_file("JPEG", (99, 99))
    row = set_picture(provider_id=member.provider_id, user=member.user, by=member.user, portrait=portrait)
    url = reverse("company_status_edit", args=[contract.case.public_id])
    client = sign_in(member.user)
    html = client.get(url).content.decode()
    key = html.split('name="request_key" value="')[1].split('"')[0]
    answer = client.post(url, {"sign": "good", "sentence": "Alles läuft.", "request_key": key})
    assert f'src="/konto/profil/bild/{row.public_id}/"' in answer.content.decode()
