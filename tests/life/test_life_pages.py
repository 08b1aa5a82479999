"""The pages of a case's life: form, check, deed; who may; what stays typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from asa.accounts.enums import Role
from cases.people.enums import CaseState, ExitState
from cases.people.models import Case, CaseExit, Suspension
from tests.factories import CaseFactory, CaseStaffFactory, MembershipFactory, SessionFactory, at
from tests.life.situations import in_pre_phase

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def lead(member):
    return MembershipFactory(provider=member.provider, team=member.team, role=Role.TEAM_LEAD)


@pytest.fixture
def case(member, behind):
    behind(member.provider)
    return CaseFactory(provider=member.provider, team=member.team, contact_person=member)


def url(case, name="case_life", *more):
    return reverse(name, args=[case.public_id, *more])


def step(client, case, slug, **data):
    return client.post(url(case, "case_step", slug), data)


def words(response):
    return response.content.decode()


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_the_person_leads_to_the_page_and_to_the_exit(sign_in, member, case):
    page = words(sign_in(member.user).get(reverse("case_detail", args=[case.public_id])))
    assert url(case) in page
    assert url(case, "case_step", "austritt") in page


def test_the_page_offers_what_may_follow(sign_in, member, case):
    page = words(sign_in(member.user).get(url(case)))
    for slug in ("ohne-vertrag", "nachbetreuung", "ruhen", "austritt"):
        assert url(case, "case_step", slug) in page
    for slug in ("weiter", "vorphase-verlaengern", "absage", "begleitende-phase"):
        assert url(case, "case_step", slug) not in page


def test_the_check_page_says_what_will_happen_and_changes_nothing(sign_in, member, case, today, behind):
    SessionFactory(provider=case.provider, starts=at(f"{today + 5 * DAY}"), staff=[member], cases=[case])
    client = sign_in(member.user)
    response = step(
        client, case, "austritt", on=f"{today:%d.%m.%Y}", reason="no_longer_needed", request_key=case.public_id
    )
    page = words(response)
    assert response.status_code == 200
    assert "Das Ergebnis zählt als Erfolg." in page
    assert "Geplante Termine (1)" in page
    assert "Verbleib fehlt noch" in page
    behind(case.provider)
    assert fresh(case).state == CaseState.ACCOMPANYING
    assert not CaseExit.objects.exists()


def test_the_deed_ends_the_case_once(sign_in, member, case, today, behind):
    session = SessionFactory(provider=case.provider, starts=at(f"{today + 5 * DAY}"), staff=[member], cases=[case])
    client = sign_in(member.user)
    data = {"on": f"{today:%d.%m.%Y}", "reason": "exam_passed", "whereabouts": "taken_over", "do": "1"}
    for _ in range(2):
        response = step(client, case, "austritt", request_key=case.public_id, **data)
        assert response.status_code == 302
    behind(case.provider)
    ended = fresh(case)
    assert (ended.state, ended.exit_reason, ended.exit_outcome) == (CaseState.ENDED, "exam_passed", "done_exam")
    assert CaseExit.objects.get().entered_by == member.user
    session.refresh_from_db()
    assert session.is_cancelled
    page = words(client.get(url(case)))
    assert "vom Ausbildungsbetrieb übernommen" in page
    assert "begleitende Phase → beendet: Prüfung bestanden" in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Wählen Sie den Austrittsgrund."),
        ({"reason": "work"}, "Wählen Sie eines."),
        ({"reason": "moved", "on": "01.01.2020"}, "Der Eintritt war am 01.09.2025"),
        ({"reason": "moved", "on": "31.02.2026"}, "22.11.2026"),
    ],
)
def test_bad_input_is_said_and_kept(sign_in, member, case, today, values, message):
    typed = {"on": f"{today:%d.%m.%Y}", "remark": "Lager bei Firma Kurz", "request_key": case.public_id, **values}
    response = step(sign_in(member.user), case, "austritt", **typed)
    assert response.status_code == 422
    assert message in words(response)
    assert "Lager bei Firma Kurz" in words(response)


def test_a_session_written_down_later_refuses(sign_in, member, case, today):
    SessionFactory(provider=case.provider, starts=at(f"{today - DAY}"), staff=[member], cases=[case], held=True)
    response = step(
        sign_in(member.user),
        case,
        "austritt",
        on=f"{today - 3 * DAY:%d.%m.%Y}",
        reason="moved",
        request_key=case.public_id,
    )
    assert response.status_code == 422
    assert f"Am {today - DAY:%d.%m.%Y} ist noch ein Termin erfasst." in words(response)


def test_an_exit_ahead_is_taken_back_on_its_page(sign_in, member, case, today, behind):
    client = sign_in(member.user)
    step(client, case, "austritt", on=f"{today + 9 * DAY:%d.%m.%Y}", reason="moved", request_key=case.public_id, do="1")
    assert "vorgemerkt" in words(client.get(url(case)))
    client.post(url(case, "exit_take_back"), {"why": "bleibt"})
    behind(case.provider)
    assert CaseExit.objects.get().state == ExitState.TAKEN_BACK
    assert fresh(case).state == CaseState.ACCOMPANYING


def test_a_rest_cancels_what_was_planned_only_if_wanted(sign_in, member, case, today, behind):
    alone = SessionFactory(provider=case.provider, starts=at(f"{today + 5 * DAY}"), staff=[member], cases=[case])
    other = CaseFactory(provider=case.provider, team=member.team, contact_person=member)
    group = SessionFactory(provider=case.provider, starts=at(f"{today + 6 * DAY}"), staff=[member], cases=[case, other])
    later = SessionFactory(provider=case.provider, starts=at(f"{today + 40 * DAY}"), staff=[member], cases=[case])
    client = sign_in(member.user)
    data = {"on": f"{today:%d.%m.%Y}", "expected_on": f"{today + 30 * DAY:%d.%m.%Y}", "reason": "Elternzeit"}
    page = words(step(client, case, "ruhen", request_key=case.public_id, **data))
    assert "Geplante Termine (2)" in page
    step(client, case, "ruhen", request_key=case.public_id, cancels_sessions="on", do="1", **data)
    behind(case.provider)
    for session in (alone, group, later):
        session.refresh_from_db()
    assert [s.is_cancelled for s in (alone, group, later)] == [True, False, False]
    assert list(group.attendances.values_list("case", flat=True)) == [other.pk]
    assert (fresh(case).state, Suspension.objects.get().reason) == (CaseState.SUSPENDED, "Elternzeit")


def test_the_return_leads_back(sign_in, member, case, today, behind):
    client = sign_in(member.user)
    data = {"on": f"{today - 4 * DAY:%d.%m.%Y}", "reason": "Elternzeit", "request_key": case.public_id}
    step(client, case, "ruhen", do="1", **data)
    step(client, case, "weiter", do="1", on=f"{today:%d.%m.%Y}", request_key=member.user.pk)
    step(client, case, "weiter", do="1", on=f"{today:%d.%m.%Y}", request_key=case.request_key)
    behind(case.provider)
    assert fresh(case).state == CaseState.ACCOMPANYING


def test_the_vorphase_is_extended_and_not_past_eight_months(sign_in, member, behind):
    case = in_pre_phase(behind, provider=member.provider, team=member.team, contact_person=member)
    client = sign_in(member.user)
    response = step(
        client, case, "vorphase-verlaengern", until="02.11.2026", reason="Zusage", request_key=case.public_id
    )
    assert "§ 75a Abs. 3 SGB III" in words(response)
    assert "Zusage" in words(response)
    step(client, case, "vorphase-verlaengern", until="15.10.2026", reason="Zusage", request_key=case.public_id, do="1")
    assert "15.10.2026: Zusage" in words(client.get(url(case)))


# ---- correction ----


def leave(client, case, on, reason="moved"):
    step(client, case, "austritt", on=f"{on:%d.%m.%Y}", reason=reason, request_key=case.public_id, do="1")


def correct(client, case, **data):
    return client.post(url(case, "exit_correct"), {"request_key": case.request_key, **data})


def test_a_correction_needs_the_lead(sign_in, member, lead, case, today, behind):
    client = sign_in(member.user)
    leave(client, case, today)
    data = {"why": "Tag verwechselt", "on": f"{today - DAY:%d.%m.%Y}", "reason": "moved", "outcome": "moved"}
    assert "als zweite Person zustimmt" in words(correct(client, case, **data))
    assert correct(client, case, do="1", **data).status_code == 302
    behind(case.provider)
    wish = CaseExit.objects.get(state=ExitState.REQUESTED)
    assert client.get(url(case, "exit_decide", wish.public_id)).status_code == 403
    boss = sign_in(lead.user)
    assert case.trainee.full_name in words(boss.get(reverse("exit_correction_list")))
    page = words(boss.get(url(case, "exit_decide", wish.public_id)))
    assert f"{today:%d.%m.%Y}" in page
    assert f"{today - DAY:%d.%m.%Y}" in page
    assert boss.post(url(case, "exit_decide", wish.public_id), {"accept": "1"}).status_code == 302
    behind(case.provider)
    assert fresh(case).ended_on == today - DAY
    page = words(boss.get(url(case)))
    assert page.count("Letzter Tag") == 2


def test_a_refusal_needs_its_reason(sign_in, member, lead, case, today, behind):
    client = sign_in(member.user)
    leave(client, case, today)
    correct(client, case, why="falsche Person", take_back="on", on=f"{today:%d.%m.%Y}", reason="moved", do="1")
    behind(case.provider)
    wish = CaseExit.objects.get(state=ExitState.REQUESTED)
    boss = sign_in(lead.user)
    assert boss.post(url(case, "exit_decide", wish.public_id), {"refuse": "1"}).status_code == 422
    boss.post(url(case, "exit_decide", wish.public_id), {"refuse": "1", "decision": "stimmt so"})
    behind(case.provider)
    assert fresh(case).state == CaseState.ENDED


def test_the_contact_person_still_sees_the_case_for_a_while(sign_in, member, case, today):
    client = sign_in(member.user)
    leave(client, case, today - 2 * DAY)
    assert client.get(reverse("case_detail", args=[case.public_id])).status_code == 200
    assert client.get(url(case)).status_code == 200


# ---- re-entry ----


def test_reentry_is_a_new_case_with_an_admission(sign_in, member, case, today, behind):
    Case.objects.filter(pk=case.pk).update(needs="Fachrechnen", goals="Prüfung")
    client = sign_in(member.user)
    leave(client, case, today)
    asked = set(client.get(url(case, "case_reenter")).context["form"].fields)
    assert asked == {"request_key"}  # the admission asks for the day
    for _ in range(2):
        response = client.post(url(case, "case_reenter"), {"request_key": case.request_key})
    behind(case.provider)
    new = Case.objects.filter(trainee=case.trainee).exclude(pk=case.pk).get()
    assert (new.state, new.needs, new.goals) == (CaseState.ASSIGNED, "Fachrechnen", "Prüfung")
    assert new.admission.measure == case.stays.get().measure
    assert response.url == reverse("admission_detail", args=[new.public_id])
    assert client.get(response.url).status_code == 200
    assert fresh(case).state == CaseState.ENDED


# ---- who may ----


def test_a_social_worker_reads_and_does_not_change(sign_in, member, case):
    social = CaseStaffFactory(case=case).member
    client = sign_in(social.user)
    assert client.get(url(case)).status_code == 200
    assert "Was ändert sich?" not in words(client.get(url(case)))
    assert client.get(url(case, "case_step", "austritt")).status_code == 403


def test_others_do_not_find_it(sign_in, case):
    stranger = MembershipFactory(provider=case.provider)
    foreign = MembershipFactory()
    for user in (stranger.user, foreign.user):
        client = sign_in(user)
        assert client.get(url(case)).status_code == 404
        assert client.get(url(case, "case_step", "austritt")).status_code == 404


def test_an_unknown_step_is_not_found_a_wrong_one_leads_back(sign_in, member, case):
    client = sign_in(member.user)
    assert client.get(url(case, "case_step", "quatsch")).status_code == 404
    assert client.get(url(case, "case_step", "weiter")).status_code == 302


def test_the_page_needs_the_same_queries_for_any_amount(sign_in, member, case, today, django_assert_max_num_queries):
    for n in range(30):
        case.add_event("life", by=member.user, on=today, text=f"Ereignis {n}")
    client = sign_in(member.user)
    with django_assert_max_num_queries(32):
        client.get(url(case))
