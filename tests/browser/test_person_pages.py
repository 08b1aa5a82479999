"""The pages behind "Person" are clean for axe on phones and desktops, also with errors and two versions."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from asa.accounts import wall
from asa.accounts.enums import Role
from cases.notes.enums import NoteLevel
from cases.notes.models import CounsellingNote
from cases.notes.services import write_note
from cases.people.models import ContactDeputy, Trainee
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    CounsellingNoteFactory,
    MembershipFactory,
    TraineeFactory,
    TrainingContractFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    """A case with contact person, lead, deputy, contract, consent and one note."""
    member = MembershipFactory(user=UserFactory(first_name="Sabine", last_name="Berger"))
    lead = MembershipFactory(provider=member.provider, team=member.team, role=Role.TEAM_LEAD)
    trainee = TraineeFactory(
        provider=member.provider,
        first_name="Deniz",
        last_name="Öztürk",
        email="deniz@mail.example",
        phone="+491711234567",
        street="Lange Gasse 4",
        postcode="60311",
        place="Frankfurt am Main",
    )
    case = CaseFactory(provider=member.provider, team=member.team, trainee=trainee, contact_person=member)
    deputy = MembershipFactory(provider=member.provider, team=member.team, role=Role.SOCIAL_WORKER)
    today = timezone.localdate()
    with wall.within(case.provider_id):
        assignment = case.assignments.get()
        row = ContactDeputy.objects.create(
            provider=case.provider,
            assignment=assignment,
            member=deputy,
            starts_on=today + timedelta(days=3),
            ends_on=today + timedelta(days=9),
        )
    return {"member": member, "lead": lead, "case": case, "deputy": row}


def look(page, name):
    if folder := os.environ.get("ASA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("phone", True), ("wide", False)])
def test_pages_of_the_lead(open_page, axe_findings, people, width, dark):
    case, found = people["case"], {}
    page = open_page("/", people["lead"].user, width=width, dark=dark)
    for name in ("", "ansprechperson/", "vertretung/", f"vertretung/{people['deputy'].pk}/ende/"):
        page.goto(f"/teilnehmende/{case.public_id}/{name}")
        found[name] = axe_findings(page)
        look(page, f"lead{len(found)}_{width}_{'dark' if dark else 'light'}")
    page.goto(f"/teilnehmende/{case.public_id}/vertretung/")
    page.locator("button:has-text('Vertretung eintragen')").click()
    page.locator(".kern-error").first.wait_for()
    found["errors"] = axe_findings(page)
    look(page, f"lead_errors_{width}_{'dark' if dark else 'light'}")

    assert found == {name: [] for name in found}


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("wide", True), ("phone", True), ("wide", False)])
def test_pages_of_the_contact_person(open_page, axe_findings, people, width, dark):
    case, user, found = people["case"], people["member"].user, {}
    contract = TrainingContractFactory(case=case)
    consent = ConsentFactory(case=case)
    CounsellingNoteFactory(case=case, author=user)
    with wall.within(case.provider_id):
        key = "0b6a3bd4-5c0c-4f3a-9e0c-0d4a2f7f0001"
        note = write_note(
            model=CounsellingNote, case=case, by=user, level=NoteLevel.TEAM, text="Gespräch", request_key=key
        )
    page = open_page("/", user, width=width, dark=dark)
    paths = {
        "person": f"/teilnehmende/{case.public_id}/",
        "stammdaten": f"/teilnehmende/{case.public_id}/stammdaten/",
        "bedarf": f"/teilnehmende/{case.public_id}/bedarf/",
        "vertrag": f"/vertraege/{contract.public_id}/bearbeiten/",
        "ende": f"/vertraege/{contract.public_id}/ende/",
        "widerruf": _path("consent_withdraw", consent.public_id),
        "ergaenzen": _path("note_amend", "n", note.public_id),
    }
    for name, path in paths.items():
        answer = page.goto(path)
        assert answer.status == 200, name
        for more in page.locator("main details").all():
            more.evaluate("element => { element.open = true }")
        found[name] = axe_findings(page)
        look(page, f"{name}_{width}_{'dark' if dark else 'light'}")

    assert found == {name: [] for name in found}


def _path(name, *args):
    from django.urls import reverse

    return reverse(name, args=args)


def test_two_versions_of_master_data(open_page, axe_findings, people):
    case = people["case"]
    page = open_page(f"/teilnehmende/{case.public_id}/stammdaten/", people["member"].user)
    with wall.within(case.provider_id):
        Trainee.objects.filter(pk=case.trainee_id).update(version=2, street="Gasse der Kollegin 1")

    page.get_by_label("Straße und Hausnummer").fill("Meine Gasse 2")
    page.locator("button:has-text('Stammdaten speichern')").click()
    page.get_by_text("Gasse der Kollegin 1").wait_for()

    assert axe_findings(page) == []
    look(page, "fassungen_phone_light")
    page.locator("button:has-text('Stammdaten speichern')").click()
    page.get_by_text("Die Stammdaten sind gespeichert.").wait_for()
    with wall.within(case.provider_id):
        assert Trainee.objects.get(pk=case.trainee_id).street == "Meine Gasse 2"
