"""Who releases which type of report: the provider's policy narrows the matrix, never widens it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from asa.accounts.enums import LogKind, Role
from asa.accounts.models import LogEntry
from reports.engine.models import ReleasePolicy, ReleaseRule, ReportState
from reports.engine.read_models import waiting_for
from reports.engine.registry import report_types
from reports.engine.services import check_release, release_report, submit_report
from reports.policies.reading import policy_lines
from tests.factories import FunderAccessFactory, MembershipFactory, SiteFactory, TeamFactory

EDIT = "/verwaltung/freigabe/quarter/"
ALL = ["team_lead", "contact_person", "social_worker"]


@pytest.fixture
def admin(worked):
    return MembershipFactory(provider=worked.provider, role=Role.ADMIN)


def set_policy(worked, **changes):
    return ReleasePolicy.objects.create(provider=worked.provider, type="quarter", **changes)


def values_of(client, **changes):
    form = client.get(EDIT).context["form"]
    return {"rule": form["rule"].value(), "roles": form["roles"].value(), "version": form["version"].value(), **changes}


def refusal(report, person):
    with pytest.raises(ValidationError) as refused:
        check_release(report, by=person)
    return refused.value.code


class TestWhatHolds:
    @pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CONTACT_PERSON, Role.SOCIAL_WORKER])
    def test_without_a_policy_every_second_person_who_releases_may(self, draft, worked, behind, role):
        person = MembershipFactory(provider=worked.provider, role=role)
        behind(worked.provider)
        check_release(draft, by=person.user)

    @pytest.mark.parametrize(
        "role", [r for r in Role if r in (Role.ADMIN, Role.BILLING, Role.DATA_PROTECTION, Role.TEACHER)]
    )
    def test_other_roles_never_release(self, draft, worked, behind, role):
        person = MembershipFactory(provider=worked.provider, role=role)
        behind(worked.provider)
        assert refusal(draft, person.user) == "role"

    def test_the_author_never_counts_whatever_the_policy(self, draft, worked):
        set_policy(worked, roles=["contact_person"])
        assert refusal(draft, worked.author.user) == "author"

    @pytest.mark.parametrize(
        ("role", "roles", "code"),
        [
            (Role.TEAM_LEAD, ["team_lead"], None),
            (Role.CONTACT_PERSON, ["team_lead"], "policy_role"),
            (Role.SOCIAL_WORKER, ["team_lead"], "policy_role"),
            (Role.TEAM_LEAD, ["contact_person", "social_worker"], "policy_role"),
            (Role.SOCIAL_WORKER, ["contact_person", "social_worker"], None),
            (Role.TEAM_LEAD, [], None),
        ],
    )
    def test_only_the_named_roles_release(self, draft, worked, behind, role, roles, code):
        set_policy(worked, roles=roles)
        person = MembershipFactory(provider=worked.provider, role=role)
        behind(worked.provider)
        if code:
            assert refusal(draft, person.user) == code
        else:
            assert release_report(report=draft, by=person.user).state == ReportState.RELEASED

    def test_a_policy_of_another_type_does_not_matter(self, draft, worked):
        ReleasePolicy.objects.create(provider=worked.provider, type="progress", roles=["social_worker"])
        check_release(draft, by=worked.second.user)

    def test_another_site(self, draft, worked, behind):
        set_policy(worked, rule=ReleaseRule.OTHER_SITE)
        here, there = SiteFactory(provider=worked.provider), SiteFactory(provider=worked.provider)
        behind(worked.provider)
        worked.author.team.site = here
        worked.author.team.save()
        near = MembershipFactory(provider=worked.provider, role=Role.TEAM_LEAD, site=here)
        far = MembershipFactory(
            provider=worked.provider, role=Role.TEAM_LEAD, team=TeamFactory(provider=worked.provider, site=there)
        )
        nowhere = MembershipFactory(provider=worked.provider, role=Role.CONTACT_PERSON, team=None)
        behind(worked.provider)
        assert refusal(draft, near.user) == "site"
        assert refusal(draft, nowhere.user) == "site"
        check_release(draft, by=far.user)

    def test_nobody_of_an_unknown_site_is_from_another_one(self, draft, worked, behind):
        set_policy(worked, rule=ReleaseRule.OTHER_SITE)
        far = MembershipFactory(
            provider=worked.provider, role=Role.TEAM_LEAD, site=SiteFactory(provider=worked.provider)
        )
        behind(worked.provider)
        worked.author.team = None
        worked.author.save()
        assert refusal(draft, far.user) == "site"

    def test_the_page_says_why_and_the_list_of_what_waits_leaves_it_out(self, draft, worked, sign_in, behind):
        submit_report(report=draft, by=worked.author.user)
        assert waiting_for(worked.second.user).count() == 1
        set_policy(worked, roles=["social_worker"])
        assert waiting_for(worked.second.user).count() == 0
        page = sign_in(worked.second.user).get(reverse("report_detail", args=[draft.public_id])).content.decode()
        assert "Diese Art von Bericht gibt frei: Sozialpädagogik." in page
        sign_in(worked.second.user).post(reverse("report_release", args=[draft.public_id]))
        behind(worked.provider)
        draft.refresh_from_db()
        assert draft.state == ReportState.SUBMITTED

    def test_the_list_of_what_waits_leaves_out_what_another_site_must_release(self, draft, worked, behind):
        submit_report(report=draft, by=worked.author.user)
        set_policy(worked, rule=ReleaseRule.OTHER_SITE)
        here, there = SiteFactory(provider=worked.provider), SiteFactory(provider=worked.provider)
        worked.author.team.site = here
        worked.author.team.save()
        near, far = (
            MembershipFactory(provider=worked.provider, role=Role.TEAM_LEAD, site=site) for site in (here, there)
        )
        nowhere = MembershipFactory(provider=worked.provider, role=Role.CONTACT_PERSON, team=None)
        behind(worked.provider)
        assert [waiting_for(one.user).count() for one in (near, far, nowhere)] == [0, 1, 0]
        ReleasePolicy.objects.update(type="progress")
        assert [waiting_for(one.user).count() for one in (near, far, nowhere)] == [1, 1, 1]

    def test_the_database_refuses_a_role_that_never_releases(self, worked):
        with pytest.raises(IntegrityError, match="release_policy_narrows"), transaction.atomic():
            set_policy(worked, roles=["billing"])


class TestPages:
    def test_the_list_shows_every_type(self, worked, admin, sign_in):
        page = sign_in(admin.user).get(reverse("policy_list")).content.decode()
        for kind in report_types().values():
            assert kind.name in page
        assert reverse("policy_list") in sign_in(admin.user).get(reverse("administration")).content.decode()

    @pytest.mark.parametrize("role", [role for role in Role if role.value in [*ALL, "billing", "data_protection"]])
    def test_only_the_administration_changes_it(self, worked, sign_in, role):
        client = sign_in(MembershipFactory(provider=worked.provider, role=role).user)
        assert client.get(reverse("policy_list")).status_code == 403
        assert client.post(EDIT, {"rule": "second_person", "roles": ALL}).status_code == 403

    def test_a_funder_is_refused(self, worked, sign_in):
        funder = FunderAccessFactory(provider=worked.provider, funding_body=worked.measure.funding_body).user
        assert sign_in(funder).get(EDIT).status_code == 403

    def test_saving_writes_the_policy_and_the_log(self, worked, admin, sign_in, behind):
        client = sign_in(admin.user)
        values = values_of(client, roles=["team_lead"])
        assert client.post(EDIT, values).url == reverse("policy_list")
        behind(worked.provider)
        policy = ReleasePolicy.objects.get()
        assert (policy.type, policy.rule, policy.roles) == ("quarter", "second_person", ["team_lead"])
        entry = LogEntry.objects.get(kind=LogKind.CHANGE, object_id=policy.pk, actor=admin.user)
        assert (entry.details["before"]["roles"], entry.details["after"]["roles"]) == ([], ["team_lead"])

    def test_all_roles_are_no_narrowing(self, worked, admin, sign_in, behind):
        client = sign_in(admin.user)
        client.post(EDIT, values_of(client, roles=ALL))
        behind(worked.provider)
        assert ReleasePolicy.objects.get().roles == []

    def test_a_stale_save_shows_both_and_keeps_what_was_chosen(self, worked, admin, sign_in, behind):
        client = sign_in(admin.user)
        first, second = values_of(client, roles=["team_lead"]), values_of(client, roles=["contact_person"])
        assert client.post(EDIT, first).status_code == 302
        response = client.post(EDIT, second)
        page = response.content.decode()
        assert response.status_code == 422
        assert "inzwischen geändert" in page
        assert "Jetzt gespeichert" in page
        assert response.context["form"]["roles"].value() == ["contact_person"]
        again = {**second, "version": response.context["form"]["version"].value()}
        assert client.post(EDIT, again).status_code == 302
        behind(worked.provider)
        assert ReleasePolicy.objects.get().roles == ["contact_person"]

    def test_saved_twice_it_is_one_policy(self, worked, admin, sign_in, behind):
        client = sign_in(admin.user)
        client.post(EDIT, values_of(client))
        client.post(EDIT, values_of(client))
        behind(worked.provider)
        assert ReleasePolicy.objects.count() == 1
        assert LogEntry.objects.filter(object_type="reports.releasepolicy").count() == 1

    @pytest.mark.parametrize(
        ("roles", "words"),
        [
            ([], "mindestens eine Rolle"),
            (["billing"], "billing"),
            (["social_worker"], "hat zurzeit niemand"),
        ],
    )
    def test_what_would_leave_nobody_is_refused(self, worked, admin, sign_in, behind, roles, words):
        client = sign_in(admin.user)
        response = client.post(EDIT, values_of(client, roles=roles))
        assert response.status_code == 422
        assert words in " ".join(response.context["form"].errors["roles"])
        behind(worked.provider)
        assert not ReleasePolicy.objects.exists()

    def test_another_site_needs_two_sites(self, worked, admin, sign_in, behind):
        client = sign_in(admin.user)
        assert client.post(EDIT, values_of(client, rule="other_site")).status_code == 422
        MembershipFactory(
            provider=worked.provider, role=Role.CONTACT_PERSON, site=SiteFactory(provider=worked.provider)
        )
        MembershipFactory(
            provider=worked.provider, role=Role.CONTACT_PERSON, site=SiteFactory(provider=worked.provider)
        )
        assert client.post(EDIT, values_of(client, rule="other_site")).status_code == 302

    def test_an_unknown_type_is_not_there(self, admin, sign_in):
        assert sign_in(admin.user).get("/verwaltung/freigabe/unsinn/").status_code == 404

    def test_a_policy_of_another_provider_is_neither_seen_nor_changed(self, worked, admin, sign_in, behind):
        other = MembershipFactory(role=Role.ADMIN)
        behind(other.provider)
        ReleasePolicy.objects.create(provider=other.provider, type="quarter", rule=ReleaseRule.OTHER_SITE)
        client = sign_in(admin.user)
        assert values_of(client)["rule"] == "second_person"
        client.post(EDIT, values_of(client, roles=["team_lead"]))
        behind(other.provider)
        assert ReleasePolicy.objects.get().roles == []

    def test_the_list_warns_where_nobody_is_left(self, worked, behind):
        set_policy(worked, roles=["social_worker"])
        lines = {line.kind.code: line.problem for line in policy_lines(worked.provider.pk)}
        assert lines["quarter"] == "Diese Rollen hat zurzeit niemand."
        assert lines["progress"] == ""

    def test_the_list_costs_two_queries(self, worked, django_assert_num_queries):
        with django_assert_num_queries(2):
            policy_lines(worked.provider.pk)
