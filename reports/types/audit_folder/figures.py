"""Everything an audit asks for about chosen cases in a period, without protected notes (domain file, section 5.7).

Notes, health data and conflicts (classes N, H, K) have no way in here. What is not recorded yet (assessments, the
measure's concept) is left out. When proofs of staff were seen is said as far as whoever orders the folder may know.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import Membership, User
from asa.accounts.sorting import in_order_of
from cases.months.statuses.models import DayStatus
from cases.people.enums import CaseState
from cases.people.life.codes import exit_labels, exit_words
from cases.people.models import Case, CaseStaff, ContactAssignment, Exam, MeasureStay, TrainingContract
from cases.people.models.trainees import CaseQuerySet
from cases.sessions.enums import SessionKind
from cases.sessions.ledger.models import LedgerEntry, MonthTotal
from cases.sessions.models import Attendance, SessionStaff
from cases.sessions.rules.enums import Account
from cases.support.budgets.reading import agreed_history
from cases.support.models import SupportElement
from reports.engine.periods import Period
from reports.types.audit_folder.staff_proofs import Row, StaffProofs
from reports.types.quarter.queries import states_on

#: Whoever orders the folder may read all of these of every case in it.
CLASSES = (DataClass.MASTER, DataClass.LESSON, DataClass.ATTENDANCE, DataClass.PLAN, DataClass.WORTH)


@dataclass(frozen=True)
class CaseFolder:
    """One case: people first, then contract, plan, attendance, hours, contacts. Minutes are integers."""

    name: str
    birth_date: date | None
    customer_number: str
    started_on: date | None
    planned_end_on: date | None
    ended_on: date | None
    phase: str
    needs: str
    goals: str
    stays: tuple[Row, ...]
    contracts: tuple[Row, ...]
    exams: tuple[Row, ...]
    staff: tuple[Row, ...]
    elements: tuple[Row, ...]
    sessions: tuple[Row, ...]
    days: tuple[Row, ...]
    agreed: tuple[Row, ...]
    months: tuple[Row, ...]
    contacts: tuple[Row, ...]
    #: Reason, outcome and whereabouts of the exit in the words of the provider's lists.
    exit: tuple[str, ...] = ()
    #: Whoever accompanied the case or held a session: qualification, and when the proofs were seen.
    proofs: tuple[Row, ...] = ()


@dataclass(frozen=True)
class AuditFigures:
    """The folder of the chosen cases in the order of their names."""

    starts_on: date
    ends_on: date
    cases: tuple[CaseFolder, ...]


def readable_cases(case_ids: Sequence[int], reader: User | None) -> CaseQuerySet:
    """Return those of the cases whose folder the person may see in full; None reads all."""
    cases = Case.objects.filter(pk__in=case_ids)
    if reader is not None:
        for data_class in CLASSES:
            cases = cases.filter(pk__in=Case.objects.visible_to(reader, data_class, Action.READ))
    return cases


def audit_figures(case_ids: Sequence[int], period: Period, *, reader: User | None) -> AuditFigures:
    """Return the folders; a constant number of queries whatever the number of cases."""
    cases = readable_cases(case_ids, reader).select_related("trainee")
    found = list(cases.order_by(*in_order_of("trainee__last_name", "trainee__first_name")))
    ids = [case.pk for case in found]
    numbered = set(ids)
    if reader is not None:
        benefit = Case.objects.visible_to(reader, DataClass.BENEFIT).filter(pk__in=ids)
        numbered = set(benefit.values_list("pk", flat=True))
    parts = _Parts(ids, period, StaffProofs(reader))
    states = states_on(period.ends_on, {case.pk: case.state for case in found})
    return AuditFigures(
        period.starts_on,
        period.ends_on,
        tuple(parts.folder(case, states[case.pk], has_number=case.pk in numbered) for case in found),
    )


class _Parts:
    """The rows of all cases, read once per table."""

    def __init__(self, ids: list[int], period: Period, proofs: StaffProofs) -> None:
        self.ids, self.period = ids, period
        self.touching = Q(starts_on__lte=period.ends_on) & (Q(ends_on=None) | Q(ends_on__gte=period.starts_on))
        self.members: dict[int, dict[int, Membership]] = defaultdict(dict)
        self.stays = self._grouped(self._stays())
        self.contracts = self._grouped(self._contracts())
        self.exams = self._grouped(self._exams())
        self.staff = self._grouped(self._staff())
        self.elements = self._grouped(self._elements())
        self.sessions, self.contacts = self._sessions()
        self.proofs = {case: proofs.rows(members.values()) for case, members in self.members.items()}
        self.days = self._grouped(self._days())
        self.months = self._grouped(self._months())
        self.agreed = self._agreed()
        self.labels = exit_labels()

    def folder(self, case: Case, state: str, *, has_number: bool) -> CaseFolder:
        trainee = case.trainee
        return CaseFolder(
            name=trainee.full_name,
            birth_date=trainee.birth_date,
            customer_number=trainee.customer_number if has_number else "",
            started_on=case.started_on,
            planned_end_on=case.planned_end_on,
            ended_on=case.ended_on,
            phase=CaseState(state).label,
            needs=case.needs,
            goals=case.goals,
            exit=astuple(exit_words(case, self.labels)) if case.ended_on else (),
            **{
                name: tuple(getattr(self, name).get(case.pk, ()))
                for name in (
                    "stays",
                    "contracts",
                    "exams",
                    "staff",
                    "proofs",
                    "elements",
                    "sessions",
                    "days",
                    "agreed",
                    "months",
                    "contacts",
                )
            },
        )

    @staticmethod
    def _grouped(rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for case, row in rows:
            found[case].append(row)
        return found

    def _stays(self) -> Iterable[tuple[int, Row]]:
        stays = MeasureStay.objects.filter(self.touching, case__in=self.ids).select_related("measure__funding_body")
        for stay in stays.order_by("starts_on"):
            measure = stay.measure
            yield (
                stay.case_id,
                Row((measure.number, measure.name, measure.funding_body.name, stay.starts_on, stay.ends_on)),
            )

    def _contracts(self) -> Iterable[tuple[int, Row]]:
        contracts = TrainingContract.objects.filter(case__in=self.ids, starts_on__lte=self.period.ends_on)
        for one in contracts.select_related("company").order_by("starts_on"):
            cells = (one.company.name, one.occupation_name, one.get_chamber_display(), one.register_number)
            dates = (one.starts_on, one.trial_ends_on, one.ended_on or one.ends_on, one.get_end_reason_display())
            yield one.case_id, Row((*cells, *dates, one.notice_on))

    def _exams(self) -> Iterable[tuple[int, Row]]:
        exams = Exam.objects.filter(contract__case__in=self.ids, on__lte=self.period.ends_on)
        for one in exams.select_related("contract").order_by("on", "attempt"):
            known = one.result_on if one.result_on and one.result_on <= self.period.ends_on else None
            result = one.get_result_display() if known else ""
            yield one.contract.case_id, Row((one.on, one.title, "ja" if one.is_early else "", result, known))

    def _staff(self) -> Iterable[tuple[int, Row]]:
        contact = ContactAssignment.objects.filter(self.touching, case__in=self.ids).select_related("member__user")
        for one in contact.order_by("starts_on"):
            self.members[one.case_id][one.member_id] = one.member
            yield one.case_id, Row((one.member.user.full_name, "feste Ansprechperson", one.starts_on, one.ends_on))
        others = CaseStaff.objects.filter(self.touching, case__in=self.ids).select_related("member__user")
        for row in others.order_by("starts_on"):
            self.members[row.case_id][row.member_id] = row.member
            role = row.member.get_role_display()
            yield row.case_id, Row((row.member.user.full_name, role, row.starts_on, row.ends_on))

    def _elements(self) -> Iterable[tuple[int, Row]]:
        elements = SupportElement.objects.filter(self.touching, case__in=self.ids).select_related("staff__user")
        for one in elements.order_by("module", "starts_on"):
            who = one.staff.user.full_name if one.staff else ""
            cells = (one.get_module_display(), one.goal, one.content, one.minutes_per_week)
            yield one.case_id, Row((*cells, one.starts_on, one.ends_on, who))

    def _sessions(self) -> tuple[dict[int, list[Row]], dict[int, list[Row]]]:
        """Return the sessions and, of them, the contacts with company or school."""
        attendances = Attendance.objects.filter(
            case__in=self.ids,
            session__starts_at__gte=self.period.starts_at,
            session__starts_at__lt=self.period.ends_at,
            session__documented_at__isnull=False,
        ).exclude(outcome="")
        attendances = attendances.select_related("session__company").order_by("session__starts_at")
        rows = list(attendances)
        session_ids = {row.session_id for row in rows}
        staff: dict[int, list[Membership]] = defaultdict(list)
        for one in SessionStaff.objects.filter(session__in=session_ids).select_related("member__user"):
            staff[one.session_id].append(one.member)
        booked = {
            (session, case): minutes
            for session, case, minutes in LedgerEntry.objects.filter(
                session__in=session_ids, account=Account.TRAINEE, case__in=self.ids
            )
            .values_list("session", "case")
            .annotate(minutes=Sum("minutes"))
        }
        sessions: dict[int, list[Row]] = defaultdict(list)
        contacts: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            held = row.session
            when = timezone.localtime(held.starts_at)
            length = int((held.ends_at - held.starts_at) / timedelta(minutes=1))
            by = ", ".join(sorted(member.user.full_name for member in staff[held.pk]))
            self.members[row.case_id].update({member.pk: member for member in staff[held.pk]})
            kind, outcome = held.get_kind_display(), row.get_outcome_display()
            minutes = booked.get((held.pk, row.case_id), 0)
            sessions[row.case_id].append(Row((when.date(), f"{when:%H:%M}", kind, length, outcome, minutes, by)))
            if held.kind == SessionKind.CONTACT or held.employer_present:
                company = held.company.name if held.company else held.get_place_display()
                contacts[row.case_id].append(Row((when.date(), kind, company, held.topic, by)))
        return sessions, contacts

    def _days(self) -> Iterable[tuple[int, Row]]:
        days = DayStatus.objects.filter(case__in=self.ids, on__range=(self.period.starts_on, self.period.ends_on))
        for one in days.select_related("code").order_by("on"):
            yield (
                one.case_id,
                Row((one.on, one.code.letters, one.code.label, one.get_proof_route_display(), one.proof_seen_on)),
            )

    def _months(self) -> Iterable[tuple[int, Row]]:
        totals = MonthTotal.objects.filter(
            account=Account.TRAINEE,
            case__in=self.ids,
            service_month__range=(self.period.starts_on.replace(day=1), self.period.ends_on),
        )
        sums = totals.values_list("case", "service_month", "measure__number", "kind").annotate(minutes=Sum("minutes"))
        for case, month, number, kind, minutes in sums.order_by("service_month", "kind"):
            yield case, Row((month, number, SessionKind(kind).label, minutes))

    def _agreed(self) -> dict[int, list[Row]]:
        return {
            case: [
                Row((grant.starts_on, grant.ends_on, grant.minutes))
                for grant in grants
                if grant.starts_on <= self.period.ends_on and grant.ends_on >= self.period.starts_on
            ]
            for case, grants in agreed_history(self.ids).items()
        }
