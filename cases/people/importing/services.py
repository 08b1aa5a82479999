"""Keeping an uploaded list, and taking it over: all of it or nothing."""

from collections import Counter
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from asa.accounts.access import access_of
from asa.accounts.enums import LogKind, Role
from asa.accounts.log import record
from asa.accounts.models import Team, User
from cases.people.enums import CaseState
from cases.people.importing.cases_of_rows import write_case
from cases.people.importing.checking import Checked, Row, check, people_of
from cases.people.importing.columns import COLUMNS, PERSON, find_header, guess_mapping, is_total
from cases.people.importing.reading import read_sheet
from cases.people.importing.row_numbers import rows_in_words
from cases.people.models import Admission, Case, ImportRun, Trainee
from cases.people.models.admissions import ImportState
from cases.people.services import open_case, start_contract
from companies.catalogue.folding import plain
from companies.records.models import Company, CompanyContact

PERSON_KEYS = [column.key for column in COLUMNS if column.group == PERSON]


@transaction.atomic
def keep_upload(
    *, provider_id: int, by: User, file: IO[bytes], name: str, size: int, request_key: UUID | None = None
) -> ImportRun:
    """Read an upload and keep its rows behind the wall; the same request key again returns the first one.

    Raises ValidationError with a German reason for every file that is no list.
    """
    key = request_key or uuid4()
    if first := ImportRun.objects.filter(request_key=key).first():
        return first
    rows = read_sheet(file, name=name, size=size).rows
    head = find_header(rows)
    totals, kept = [], []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if is_total(row):
            totals.append(number)
        elif any(row):
            kept.append([number, row])
    if not kept:
        raise ValidationError("Unter den Spaltenköpfen steht keine Zeile.", code="file")
    run = ImportRun.objects.create(
        provider_id=provider_id,
        request_key=key,
        file_name=name[-160:],
        header=rows[head],
        rows=kept,
        first_row=head + 2,
        mapping=guess_mapping(rows[head]),
        notes=_notes_on(totals),
        uploaded_by=by,
    )
    record(LogKind.CHANGE, by=by, subject=run, event="uploaded", rows=len(kept))
    return run


def _notes_on(totals: list[int]) -> list[str]:
    if not totals:
        return []
    verb = "ist eine Summenzeile und wird" if len(totals) == 1 else "sind Summenzeilen und werden"
    return [f"{rows_in_words(totals)} {verb} nicht übernommen."]


class _Writer:
    """Writes the rows of one run; looks every company up once."""

    def __init__(self, run: ImportRun, by: User) -> None:
        self.run, self.by = run, by
        self.counts: Counter[str] = Counter()
        self.by_row: dict[str, Trainee] = {}
        self.team = self._home_team()
        self.editable = set(people_of(by).values_list("pk", flat=True))
        self.companies: dict[str, list[Company]] = {}
        for company in Company.objects.filter(provider=run.provider_id):
            self.companies.setdefault(plain(company.name), []).append(company)

    def _home_team(self) -> Team | None:
        teams = [s.team_id for s in access_of(self.by).standings if s.role == Role.TEAM_LEAD and s.team_id]
        return Team.objects.filter(pk__in=teams).first()

    def write(self, row: Row) -> None:
        company = self._company(row.values) if row.values.get("company") else None
        if not row.has_person:
            return
        trainee = self._trainee(row)
        case = self._case(trainee)
        admission = Admission.objects.filter(case=case, completed_at=None).first()
        if row.case_keys and admission is not None:
            write_case(case=case, admission=admission, values=row.values, by=self.by, today=timezone.localdate())
        if row.has_contract and company is not None:
            self._contract(row, case, company)

    def _company(self, values: dict[str, Any]) -> Company:
        """Return the company of that name (and place, where both are known), filled up, or a new one."""
        details = {
            "trade": values.get("company_trade", ""),
            "postcode": values.get("company_postcode", ""),
            "place": values.get("company_place", ""),
            "phone": values.get("company_phone", ""),
        }
        same_name = self.companies.setdefault(plain(values["company"]), [])
        for company in same_name:
            clash = any(
                details[name] and getattr(company, name) and plain(str(getattr(company, name))) != plain(details[name])
                for name in ("postcode", "place")
            )
            if not clash:
                self._fill(company, details, "companies_filled")
                return self._with_trainer(company, values)
        company = Company.objects.create(provider_id=self.run.provider_id, name=values["company"], **details)
        same_name.append(company)
        self.counts["companies"] += 1
        return self._with_trainer(company, values)

    def _with_trainer(self, company: Company, values: dict[str, Any]) -> Company:
        name = values.get("trainer")
        if name and not company.contacts.filter(last_name__iexact=name).exists():
            CompanyContact.objects.create(provider_id=company.provider_id, company=company, last_name=name)
            self.counts["contacts"] += 1
        return company

    def _fill(self, row: Any, values: dict[str, Any], count: str) -> None:
        """Write only what is empty so far: an import never overwrites what people entered."""
        new = {name: value for name, value in values.items() if value and not getattr(row, name)}
        if not new:
            return
        for name, value in new.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*new, "version"])
        record(LogKind.CHANGE, by=self.by, subject=row, event="imported", fields=sorted(new))
        self.counts[count] += 1

    def _trainee(self, row: Row) -> Trainee:
        values = {key: row.values[key] for key in PERSON_KEYS if key in row.values}
        if row.same is not None:
            trainee = row.same.trainee or self.by_row[row.same.ref]
            if row.same.trainee is None or trainee.pk in self.editable:
                self._fill(trainee, values, "people_filled")
            self.counts["people_known"] += 1
        else:
            trainee = Trainee.objects.create(provider_id=self.run.provider_id, **values)
            record(LogKind.CHANGE, by=self.by, subject=trainee, event="imported")
            self.counts["people"] += 1
        self.by_row[f"row{row.number}"] = trainee
        return trainee

    def _case(self, trainee: Trainee) -> Case:
        """Return the open case of a person; a new one goes on as an admission, since nobody answers for it yet."""
        case = trainee.cases.open().first()
        if case is None:
            case = open_case(trainee=trainee, team=self.team, by=self.by, state=CaseState.ASSIGNED)
            Admission.objects.create(provider_id=case.provider_id, case=case, started_by=self.by)
            self.counts["cases"] += 1
        return case

    def _contract(self, row: Row, case: Case, company: Company) -> None:
        values, name = row.values, row.values["occupation"]
        if case.contracts.filter(starts_on=values["starts_on"], occupation=name.occupation_id).exists():
            return
        trainer = company.contacts.filter(last_name__iexact=values["trainer"]).first() if "trainer" in values else None
        start_contract(
            case=case,
            company=company,
            trainer=trainer,
            occupation=name.occupation,
            occupation_name=name.name,
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            trial_ends_on=values.get("trial_ends_on"),
            by=self.by,
        )
        self.counts["contracts"] += 1


@transaction.atomic
def apply_import(*, run: ImportRun, by: User, leave_out_wrong: bool = False) -> ImportRun:
    """Take over every row that is right, in one transaction; then forget the rows. A second call changes nothing.

    Raises ValidationError while pairs are undecided, or rows are wrong and may not be left out.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state == ImportState.APPLIED:
        return run
    checked = check(run, by)
    _refuse_unready(checked, leave_out_wrong)
    writer = _Writer(run, by)
    for row in checked.ready:
        try:
            writer.write(row)
        except ValidationError as error:
            raise ValidationError(f"Zeile {row.number}: {' '.join(error.messages)}", code="row") from error
    run.result = {**writer.counts, "rows": len(checked.ready), "old": len(checked.old), "wrong": len(checked.wrong)}
    run.row_digests = [row.digest for row in checked.ready]
    run.state, run.applied_at, run.rows, run.decisions = ImportState.APPLIED, timezone.now(), [], {}
    run.save()
    record(LogKind.CHANGE, by=by, subject=run, event="applied", **run.result)
    return run


def _refuse_unready(checked: Checked, leave_out_wrong: bool) -> None:
    if checked.undecided:
        raise ValidationError(
            f"Entscheiden Sie bei {len(checked.undecided)} Paaren, ob es dieselbe Person ist.", code="undecided"
        )
    if count := len(checked.open_companies):
        words = "einem Betrieb" if count == 1 else f"{count} Betrieben"
        raise ValidationError(f"Entscheiden Sie bei {words}, ob es derselbe ist.", code="undecided")
    if checked.wrong and not leave_out_wrong:
        raise ValidationError(
            f"{len(checked.wrong)} Zeilen haben Fehler. Verbessern Sie die Datei und laden Sie sie neu hoch, "
            "oder lassen Sie diese Zeilen ausdrücklich weg.",
            code="wrong_rows",
        )
