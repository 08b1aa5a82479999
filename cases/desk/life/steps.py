"""The steps that a case can take, as data: where each may follow, its form, what it says before and does at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from asa.accounts.models import User
from cases.desk.life import services
from cases.desk.life.cancel_notices import told_of_cancellation
from cases.desk.life.forms import (
    AccompanyingForm,
    AfterCareForm,
    DayForm,
    ExitForm,
    ExtendForm,
    PlanForm,
    PlannedEndForm,
    ReasonForm,
    ResumeForm,
    StepForm,
    SuspendForm,
)
from cases.desk.life.open_things import open_sessions, open_things
from cases.people.enums import RUNNING_STATES, CaseState, ExitState
from cases.people.life import phases
from cases.people.life.phases import MAY_REST, cap_of
from cases.people.life.planned_end import after_measure, plan_end
from cases.people.models import Case
from cases.sessions.models import Session


@dataclass(frozen=True)
class Outlook:
    """What the check page says will happen."""

    lines: list[str] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    asks_to_cancel: bool = False


@dataclass(frozen=True)
class Step:
    """One step: words, the phases it may follow, form, outlook and deed."""

    slug: str
    title: str
    hint: str
    label: str
    done: str
    states: tuple[CaseState, ...]
    form: type[StepForm]
    act: Callable[[Case, dict[str, Any], User], object]
    outlook: Callable[[Case, StepForm], Outlook]

    def fits(self, case: Case) -> bool:
        return case.state in self.states


def _lies_ahead(day: date | None) -> bool:
    return day is not None and day > timezone.localdate()


def _by_itself(day: date) -> str:
    return f"Das geschieht am {day:%d.%m.%Y} von selbst. Bis dahin können Sie es zurücknehmen."


def _told(case: Case, sessions: list[Session]) -> list[str]:
    return [reader.words for reader in told_of_cancellation(case, sessions)]


def _plain(*lines: str) -> Callable[[Case, StepForm], Outlook]:
    return lambda case, form: Outlook(list(lines))


def _exit_outlook(case: Case, form: StepForm) -> Outlook:
    assert isinstance(form, ExitForm)
    on = form.cleaned_data["on"]
    things = open_things(case, on)
    lines = [f"Die Teilnahme endet mit dem {on:%d.%m.%Y}, ebenso Maßnahme, Ansprechperson und Fallteam."]
    lines += things.lines
    if form.is_success:
        lines.append("Das Ergebnis zählt als Erfolg.")
    if things.contract is not None:
        name = things.contract.company.name
        lines.append(f"Der Ausbildungsvertrag mit {name} bleibt bestehen. Endet auch er, tragen Sie das dort ein.")
    if not form.cleaned_data.get("whereabouts"):
        lines.append("Der Verbleib fehlt noch; Sie können ihn später ergänzen.")
    lines.append(_by_itself(on) if _lies_ahead(on) else "Ansprechperson und Fallteam sehen sie noch sieben Monate.")
    return Outlook(lines, things.sessions, _told(case, things.sessions))


def _suspend_outlook(case: Case, form: StepForm) -> Outlook:
    on, back = form.cleaned_data["on"], form.cleaned_data.get("expected_on")
    sessions = open_sessions(case, on, back - timedelta(days=1) if back else None)
    lines = ["Bis zur Rückkehr ruht die Unterstützung; danach geht es in derselben Phase weiter."]
    if _lies_ahead(on):
        lines.append(_by_itself(on))
    return Outlook(lines, sessions, _told(case, sessions), asks_to_cancel=bool(sessions))


def _resume_outlook(case: Case, form: StepForm) -> Outlook:
    on = form.cleaned_data["on"]
    lines = [f"Ab {on:%d.%m.%Y} geht es in der Phase „{CaseState(case.state_before_pause).label}“ weiter."]
    return Outlook([*lines, *([f"Das geschieht am {on:%d.%m.%Y} von selbst."] if _lies_ahead(on) else [])])


def _aftercare_outlook(case: Case, form: StepForm) -> Outlook:
    data = form.cleaned_data
    ended = data.get("training_ended_on") or phases.training_end(case, data["on"])
    cap = cap_of(case, training_ended_on=ended, job_started_on=data.get("job_started_on"))
    last = data.get("ends_on") or cap
    return Outlook(
        [
            f"Die Nachbetreuung läuft bis {last:%d.%m.%Y}.",
            f"Spätestens endet sie am {cap:%d.%m.%Y} (§ 74 Abs. 3 SGB III; welche Grenze zählt, ist unbestätigt).",
        ]
    )


def _accompanying_outlook(case: Case, form: StepForm) -> Outlook:
    lines = ["Ab diesem Tag zählen Termine zum Kontingent der begleitenden Phase."]
    if not case.contracts.exclude(kind="practice").exists():
        lines.append("Es ist noch kein Ausbildungsvertrag eingetragen. Tragen Sie ihn danach ein.")
    return Outlook(lines)


def _planned_end_outlook(case: Case, form: StepForm) -> Outlook:
    day = form.cleaned_data["planned_end_on"]
    if day is None:
        return Outlook(["Das geplante Ende wird gestrichen."])
    lines = ["Die Teilnahme endet nicht von selbst. Terminserien planen niemanden über diesen Tag hinaus ein."]
    return Outlook([*lines, *filter(None, [after_measure(case, day)])])


def _end(case: Case, data: dict[str, Any], by: User) -> None:
    services.end_case(case=case, by=by, **data)


def _suspend(case: Case, data: dict[str, Any], by: User) -> None:
    services.suspend(case=case, by=by, **data)


def _without_key(act: Callable[..., object]) -> Callable[[Case, dict[str, Any], User], object]:
    def _act(case: Case, data: dict[str, Any], by: User) -> object:
        return act(case=case, by=by, **{name: value for name, value in data.items() if name != "request_key"})

    return _act


STEPS: tuple[Step, ...] = (
    Step(
        "begleitende-phase",
        "In die begleitende Phase",
        "Ein Vertrag bewirkt das an seinem ersten Tag von selbst.",
        "Begleitende Phase beginnen",
        "Die begleitende Phase ist eingetragen.",
        (CaseState.PRE_PHASE, CaseState.NO_CONTRACT),
        AccompanyingForm,
        _without_key(phases.enter_accompanying),
        _accompanying_outlook,
    ),
    Step(
        "vorphase-planen",
        "Ende der Vorphase planen",
        "Bis zu sechs Monate (§ 75a Abs. 3 SGB III).",
        "Geplantes Ende speichern",
        "Das geplante Ende der Vorphase ist gespeichert.",
        (CaseState.PRE_PHASE,),
        PlanForm,
        _without_key(phases.plan_pre_phase),
        _plain("Die Vorphase endet nicht von selbst; zum Ende erinnert Sie „Heute“."),
    ),
    Step(
        "vorphase-verlaengern",
        "Vorphase verlängern",
        "Bis zu zwei Monate, wenn noch kein Platz gefunden ist.",
        "Verlängerung eintragen",
        "Die Verlängerung ist eingetragen.",
        (CaseState.PRE_PHASE,),
        ExtendForm,
        _without_key(phases.extend_pre_phase),
        _plain("Melden Sie die Verlängerung auch der Agentur oder dem Jobcenter."),
    ),
    Step(
        "ohne-vertrag",
        "Ohne Vertrag weiter",
        "Die Unterstützung geht auch ohne Vertrag weiter (§ 75 Abs. 5 SGB III).",
        "Ohne Vertrag eintragen",
        "Eingetragen: ohne Vertrag.",
        (CaseState.ACCOMPANYING,),
        ReasonForm,
        _without_key(phases.enter_no_contract),
        _plain("Die Unterstützung geht weiter. Ein neuer Vertrag führt zurück in die begleitende Phase."),
    ),
    Step(
        "nachbetreuung",
        "Nachbetreuung",
        "Nach der Ausbildung, mit gesetzlicher Grenze.",
        "Nachbetreuung eintragen",
        "Die Nachbetreuung ist eingetragen.",
        (CaseState.ACCOMPANYING, CaseState.NO_CONTRACT, CaseState.AFTERCARE),
        AfterCareForm,
        _without_key(phases.begin_aftercare),
        _aftercare_outlook,
    ),
    Step(
        "ruhen",
        "Ruhen lassen",
        "Mit Grund und erwarteter Rückkehr.",
        "Ruhen eintragen",
        "Das Ruhen ist eingetragen.",
        MAY_REST,
        SuspendForm,
        _suspend,
        _suspend_outlook,
    ),
    Step(
        "weiter",
        "Rückkehr",
        "Weiter in der Phase, in der die Teilnahme ruhte.",
        "Rückkehr eintragen",
        "Die Rückkehr ist eingetragen.",
        (CaseState.SUSPENDED,),
        ResumeForm,
        _without_key(phases.resume),
        _resume_outlook,
    ),
    Step(
        "geplantes-ende",
        "Geplantes Ende der Teilnahme",
        "Steht in Listen, Prüfakte und Terminserien.",
        "Geplantes Ende speichern",
        "Das geplante Ende ist gespeichert.",
        (CaseState.ASSIGNED, *RUNNING_STATES),
        PlannedEndForm,
        _without_key(plan_end),
        _planned_end_outlook,
    ),
    Step(
        "austritt",
        "Austritt",
        "Mit Grund, Ergebnis und Verbleib.",
        "Austritt eintragen",
        "Der Austritt ist eingetragen.",
        RUNNING_STATES,
        ExitForm,
        _end,
        _exit_outlook,
    ),
    Step(
        "kontakt",
        "Kontakt aufgenommen",
        "Das erste Gespräch nach der Meldung.",
        "Kontakt eintragen",
        "Der Kontakt ist eingetragen.",
        (CaseState.REPORTED,),
        DayForm,
        _without_key(phases.take_contact),
        _plain("Danach folgt die Zuweisung oder die Absage."),
    ),
    Step(
        "zuweisung",
        "Zuweisung",
        "Agentur oder Jobcenter hat die Person angemeldet.",
        "Zuweisung eintragen",
        "Die Zuweisung ist eingetragen.",
        (CaseState.REPORTED, CaseState.CONTACT),
        DayForm,
        _without_key(phases.assign),
        _plain("Die Aufnahme kann jetzt abgeschlossen werden."),
    ),
    Step(
        "absage",
        "Absage",
        "Die Person nimmt nicht teil.",
        "Absage eintragen",
        "Die Absage ist eingetragen.",
        (CaseState.REPORTED, CaseState.CONTACT),
        ReasonForm,
        _without_key(phases.decline),
        _plain("Die Aufnahme wird damit geschlossen."),
    ),
    Step(
        "nicht-angetreten",
        "Nicht angetreten",
        "Zugewiesen, aber nicht begonnen.",
        "Nichtantritt eintragen",
        "Der Nichtantritt ist eingetragen.",
        (CaseState.ASSIGNED,),
        ReasonForm,
        _without_key(phases.not_started),
        _plain("Die Aufnahme wird damit geschlossen. Bei einer Maßnahme mit eM@w wird die Nachricht vorgemerkt."),
    ),
)


def steps_for(case: Case) -> list[Step]:
    """Return the steps that may follow now. A planned exit is taken back before another is entered."""
    is_planned = case.exits.filter(state=ExitState.PLANNED).exists()
    return [step for step in STEPS if step.fits(case) and not (is_planned and step.slug == "austritt")]
