"""Everybody of the staff keeps the own telephone, times, picture, appearance and language of mails."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from asa.accounts import wall
from asa.accounts.enums import Role
from asa.accounts.models import StaffProfile, User
from asa.accounts.profiles import set_picture
from cases.people.models import ContactDeputy
from tests.accounts.pictures import picture_file
from tests.factories import CaseFactory, FunderAccessFactory, MembershipFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/konto/profil/"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def files(tmp_path):
    """Return a function that lists the kept pictures."""
    return lambda: sorted(path.name for path in tmp_path.rglob("*.*"))


@pytest.fixture
def member():
    return MembershipFactory(phone="", user__first_name="Sabine", user__last_name="Berger")


def typed(**changes):
    values = {
        "version": "1",
        "phone": "0171 1234567",
        "reachable": "Mo bis Do 9–16 Uhr",
        "appearance": "dark",
        "mail_language": "en",
    }
    return {**values, **changes}


def upload(content, name="ich.jpg"):
    return SimpleUploadedFile(name, content)


def saved(member):
    wall.enter(member.provider_id)
    return StaffProfile.objects.get(user=member.user)


@pytest.mark.parametrize("role", [r for r in Role if r in {Role.ADMIN, Role.TEACHER, Role.DATA_PROTECTION}])
def test_all_staff_find_their_profile_in_the_account_menu(sign_in, role):
    client = sign_in(MembershipFactory(role=role).user)

    assert f'href="{URL}"' in client.get("/").content.decode()
    assert client.get(URL).status_code == 200


def test_a_funder_has_no_profile(sign_in):
    assert sign_in(FunderAccessFactory().user).get(URL).status_code == 403


def test_everything_is_saved_at_once(sign_in, member):
    client = sign_in(member.user)

    assert client.post(URL, typed()).status_code == 302

    row, user = saved(member), User.objects.get(pk=member.user_id)
    assert (str(row.phone), row.reachable) == ("+49 171 1234567", "Mo bis Do 9–16 Uhr")
    assert (user.appearance, user.mail_language) == ("dark", "en")
    assert '<html lang="de" data-kern-theme="dark"' in client.get("/").content.decode()


def test_without_a_choice_pages_look_like_the_device(sign_in, member, client):
    assert "data-kern-theme" not in sign_in(member.user).get("/").content.decode()
    client.logout()
    assert "data-kern-theme" not in client.get("/konto/login/").content.decode()


@pytest.mark.parametrize("number", ["1234567", "4567890", "12", "abc", "0171 12"])
def test_a_number_without_area_code_is_refused_and_everything_typed_is_kept(sign_in, member, number):
    answer = sign_in(member.user).post(URL, typed(phone=number, reachable="nachmittags"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Geben Sie die Nummer mit Vorwahl ein, zum Beispiel 0171 1234567." in html
    for words in (f'value="{number}"', 'value="nachmittags"', 'value="dark"', 'value="en"'):
        assert words in html
    assert not saved(member).phone


def test_a_number_can_be_taken_away_again(sign_in, member):
    client = sign_in(member.user)
    client.post(URL, typed())
    client.post(URL, typed(version="2", phone=""))
    assert saved(member).phone == ""


def test_hostile_times_are_shown_as_text(sign_in, member):
    client = sign_in(member.user)
    client.post(URL, typed(reachable="<b>x</b>"))
    assert "<b>x</b>" not in client.get(URL).content.decode()


def test_a_save_over_somebody_elses_shows_both(sign_in, member):
    client = sign_in(member.user)
    client.post(URL, typed(phone="0171 1111111"))

    answer = client.post(URL, typed(phone="0171 2222222"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "+49 171 1111111" in html
    assert 'value="0171 2222222"' in html
    assert client.post(URL, typed(version="2", phone="0171 2222222")).status_code == 302


def test_somebody_without_a_profile_yet_makes_it_by_saving(sign_in, member):
    wall.enter(member.provider_id)
    StaffProfile.objects.all().delete()
    client = sign_in(member.user)
    form = client.get(URL).context["form"]

    assert client.post(URL, typed(version=form["version"].value())).status_code == 302
    assert str(saved(member).phone) == "+49 171 1234567"


def test_a_picture_becomes_small_and_new_and_the_one_before_goes(
    sign_in, member, files, django_capture_on_commit_callbacks
):
    client = sign_in(member.user)
    client.post(URL, typed(picture=upload(picture_file("JPEG", (1200, 800)), "Urlaub mit Eva.jpg")))
    first = files()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, typed(version="2", picture=upload(picture_file("PNG", (900, 900)))))

    row = saved(member)
    assert len(first) == 1
    assert "Eva" not in first[0]
    assert files() == [row.picture.name.removeprefix("people/")] != first
    answer = client.get(reverse("person_picture", args=[row.public_id]))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (512, 512)


def test_a_picture_is_removed(sign_in, member, files, django_capture_on_commit_callbacks):
    client = sign_in(member.user)
    client.post(URL, typed(picture=upload(picture_file("JPEG", (600, 600)))))
    assert "Bild entfernen" in client.get(URL).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, typed(version="2", remove_picture="on"))

    assert saved(member).picture.name == ""
    assert files() == []
    assert "Bild entfernen" not in client.get(URL).content.decode()


def test_what_is_no_picture_is_refused_at_its_field_and_the_rest_is_kept(sign_in, member, files):
    answer = sign_in(member.user).post(URL, typed(picture=upload(b"<svg onload=alert(1)>", "ich.png")))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Das ist kein Bild in einem der erlaubten Formate." in html
    assert 'value="0171 1234567"' in html
    assert files() == []


def test_a_good_picture_beside_a_mistake_is_asked_for_again(sign_in, member, files):
    picture = upload(picture_file("JPEG", (600, 600)))
    answer = sign_in(member.user).post(URL, typed(phone="12", picture=picture))

    assert "Wählen Sie das Bild bitte noch einmal" in answer.content.decode()
    assert files() == []


# ---- who sees a picture ----


@pytest.fixture
def picture(member):
    wall.enter(member.provider_id)
    portrait = picture_file("JPEG", (100, 100))
    row = set_picture(provider_id=member.provider_id, user=member.user, by=member.user, portrait=portrait)
    return reverse("person_picture", args=[row.public_id])


def test_colleagues_see_the_picture_and_nobody_of_another_provider(sign_in, member, picture):
    assert sign_in(MembershipFactory(provider=member.provider, role=Role.TEACHER).user).get(picture).status_code == 200
    assert sign_in(MembershipFactory().user).get(picture).status_code == 404


def test_a_trainee_sees_the_own_contact_person_and_no_other(sign_in, member, picture):
    trainee = TraineeFactory(provider=member.provider, user=UserFactory())
    CaseFactory(provider=member.provider, trainee=trainee, contact_person=member)
    client = sign_in(trainee.user)

    assert 'src="/mein-bereich/bild/"' in client.get("/").content.decode()
    assert client.get("/mein-bereich/bild/").status_code == 200
    assert client.get(picture).status_code == 403


def test_a_trainee_whose_contact_person_has_no_picture_sees_initials(sign_in, member):
    trainee = TraineeFactory(provider=member.provider, user=UserFactory())
    CaseFactory(provider=member.provider, trainee=trainee, contact_person=member)
    client = sign_in(trainee.user)

    assert ">SB</span>" in client.get("/").content.decode()
    assert client.get("/mein-bereich/bild/").status_code == 404


def test_a_trainee_sees_who_stands_in_and_only_in_that_time(sign_in, member, picture):
    contact = MembershipFactory(provider=member.provider, team=member.team)
    trainee = TraineeFactory(provider=member.provider, user=UserFactory())
    case = CaseFactory(provider=member.provider, trainee=trainee, contact_person=contact)
    client = sign_in(trainee.user)
    assert client.get("/mein-bereich/vertretung/bild/").status_code == 404

    wall.enter(member.provider_id)
    today = timezone.localdate()
    deputy = ContactDeputy.objects.create(
        provider=member.provider, assignment=case.assignments.get(), member=member, starts_on=today, ends_on=today,
    )  # fmt: skip
    page = client.get("/").content.decode()
    assert "Vertretung heute" in page
    assert "Sabine Berger" in page
    assert 'src="/mein-bereich/vertretung/bild/"' in page
    assert client.get("/mein-bereich/vertretung/bild/").status_code == 200

    wall.enter(member.provider_id)
    yesterday = today - timedelta(days=1)
    ContactDeputy.objects.filter(pk=deputy.pk).update(starts_on=yesterday, ends_on=yesterday)
    assert "Vertretung heute" not in client.get("/").content.decode()
    assert client.get("/mein-bereich/vertretung/bild/").status_code == 404


# ---- hint on "Heute" ----


def test_a_contact_person_without_telephone_is_told_until_there_is_one(sign_in, member):
    client = sign_in(member.user)
    assert "Ihr Telefon fehlt." in client.get("/").content.decode()
    client.post(URL, typed())
    assert "Ihr Telefon fehlt." not in client.get("/").content.decode()


# ---- set by the administration ----


def test_the_administration_writes_down_a_colleagues_telephone(sign_in, member):
    admin = MembershipFactory(provider=member.provider, role=Role.ADMIN)
    client = sign_in(admin.user)
    url = f"/verwaltung/personen/{member.pk}/telefon/"

    assert "Sabine Berger" in client.get(url).content.decode()
    assert client.post(url, {"version": "1", "phone": "90009410", "reachable": "früh"}).status_code == 422
    answer = client.post(url, {"version": "1", "phone": "069 90009410", "reachable": "vormittags"})

    assert answer.status_code == 302
    assert str(saved(member).phone) == "+49 69 90009410"
    assert "+49 69 90009410" in client.get("/verwaltung/personen/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.TEAM_LEAD, 403), (Role.CONTACT_PERSON, 403)])
def test_others_do_not_write_down_a_colleagues_telephone(sign_in, member, role, status):
    colleague = MembershipFactory(provider=member.provider, role=role)
    assert sign_in(colleague.user).get(f"/verwaltung/personen/{member.pk}/telefon/").status_code == status


def test_the_administration_of_another_provider_finds_nobody(sign_in, member):
    admin = MembershipFactory(role=Role.ADMIN)
    assert sign_in(admin.user).get(f"/verwaltung/personen/{member.pk}/telefon/").status_code == 404
