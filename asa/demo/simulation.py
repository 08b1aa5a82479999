"""The living demonstration: a provider invented from a seed, fourteen months of its work."""

from datetime import date

from django.db import connection, transaction

from asa.accounts import wall
from asa.accounts.models import Provider
from asa.demo.admitting import admit
from asa.demo.auditors import invite_auditor
from asa.demo.contracts import Placements, hold_exams, plan_contracts
from asa.demo.firms import occupations, open_firms
from asa.demo.groups import open_groups, plan_ahead
from asa.demo.held import Keeper
from asa.demo.hours import keep_hours, report_to_agency
from asa.demo.lessons import Timetable, first_contacts, form_groups
from asa.demo.lives import plan_lives
from asa.demo.organisation import DemoExistsError, Organisation, found, set_up
from asa.demo.papers import file_papers
from asa.demo.participants import Participant, choose
from asa.demo.reports import order_reports
from asa.demo.this_day import plan_today
from asa.demo.turns import live, name_deputies
from asa.demo.world import World
from cases.people.enums import MeasureModel
from cases.people.models import Case, CaseEvent, MeasureStay
from cases.people.telling import many_changes
from cases.sessions.enums import SessionKind
from cases.sessions.many import refresh_statistics
from cases.sessions.rules.books import built_in_set
from companies.catalogue.loading import load_catalogue

#: Two who start the demo at once must not both make it.
DEMO_LOCK = 7103

#: The model from 01.08.2024 must have begun before the first simulated day.
FIRST_DAY = date(2025, 11, 1)


@transaction.atomic
def simulate(*, seed: int, trainees: int, until: date) -> Provider:
    """Make the demo provider with everything in it, in one transaction: an interrupted run leaves nothing.

    The same `seed`, `trainees` and `until` give the same data. Raises DemoExistsError when there is one already,
    ValueError for a day before the model of 2024 or a number of trainees below 10.
    """
    if until < FIRST_DAY:
        raise ValueError(f"Die Simulation endet frühestens am {FIRST_DAY:%d.%m.%Y}.")
    if trainees < 10:
        raise ValueError("Die Simulation braucht mindestens zehn Teilnehmende.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEMO_LOCK])
    if Provider.objects.filter(is_demo=True).exists():
        raise DemoExistsError
    load_catalogue()
    world = World(seed, until)
    organisation = found(world)
    with wall.within(world.provider.pk):
        set_up(world, organisation, trainees)
        with many_changes():
            _live(world, organisation, trainees)
        report_to_agency(world, organisation)
        order_reports(world.provider, until, world.start)
        invite_auditor(world.provider)
    return world.provider


def _live(world: World, organisation: Organisation, trainees: int) -> None:
    for model in MeasureModel:
        built_in_set(world.provider.pk, model)
    placements = Placements(open_firms(world, trainees, by=organisation.sabine.user), occupations())
    participants = [choose(world, organisation, life) for life in plan_lives(world, trainees)]
    groups = form_groups(world, organisation, participants)
    teachers = {p.life.index: group.teacher for group in groups for p in group.members}
    for participant in participants:
        plan_contracts(world, participant, placements)
        admit(world, participant, placements)
    refresh_statistics([Case, CaseEvent, MeasureStay])  # every session asks for the phase of its people
    keeper = Keeper(world, organisation)
    for plan in first_contacts(world, participants):
        keeper.keep(plan)
    keeper.flush()
    for participant in participants:
        teacher = teachers.get(participant.life.index)
        live(organisation, participant, placements, teacher)
        if participant.life.entry is not None:
            hold_exams(world, participant, placements)
            file_papers(world, participant, placements, teacher)
    name_deputies(world, organisation, participants)
    open_groups(world, participants, groups)
    _keep_sessions(world, organisation, participants, Timetable(world, participants, groups, placements), keeper)
    plan_ahead(world, organisation, participants)
    keep_hours(world, organisation, participants)


def _keep_sessions(
    world: World, organisation: Organisation, participants: list[Participant], timetable: Timetable, keeper: Keeper
) -> None:
    for week in timetable.weeks():
        for plan in week:
            if plan.kind != SessionKind.TUITION or plan.day < world.until:  # coming lessons are planned by series
                keeper.keep(plan)
    for plan in plan_today(world, organisation, participants, timetable):
        keeper.keep(plan, is_today=True)
    keeper.flush()
