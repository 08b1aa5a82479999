"""What is lacking before a progress report is given for release, each with the page on which it is mended."""

from django.urls import reverse
from django.utils import timezone

from cases.notes.enums import ConsentPurpose
from cases.notes.models import Consent
from reports.engine.models import Report
from reports.engine.registry import Gap, Unit
from reports.types.progress.figures import contact_persons, contracts_on, of_period, undocumented
from reports.types.progress.texts import AGREES, OBJECTS, TEXTS

SESSION = "Termin nicht dokumentiert"
NO_CONSENT = "Einwilligung zur Auskunft an den Betrieb fehlt"
NOT_DISCUSSED = "mit der Person noch nicht besprochen"
#: What only staff must know: the readers outside learn how complete the figures are, not what a person agreed to.
INTERNAL = (NO_CONSENT, NOT_DISCUSSED)


def gaps(report: Report) -> list[Gap]:
    """Return what is lacking for the report's case and period, and in its texts."""
    case, period = report.case, report.span
    assert case is not None
    name = case.trainee.full_name
    found = [
        Gap(
            SESSION,
            f"{name}, {timezone.localtime(session.starts_at):%d.%m.%Y, %H:%M} Uhr",
            reverse("session_log", args=[session.public_id]),
            case.pk,
            Unit.ITSELF,
        )
        for session in undocumented(case, period)
    ]

    def lacks(what: str, route: str) -> None:
        found.append(Gap(what, name, reverse(route, args=[case.public_id]), case.pk, Unit.ONE))

    if not case.goals.strip() and not case.elements.exclude(goal="").exists():
        lacks("Ziele fehlen", "needs_edit")
    if not contact_persons(case, period.ends_on).exists():
        lacks("feste Ansprechperson fehlt", "contact_person_change")
    if not contracts_on(case, period.ends_on).exists():
        lacks("Ausbildungsvertrag fehlt", "contract_create")
    if not Consent.objects.valid(ConsentPurpose.COMPANY_STATUS).filter(case=case).exists():
        lacks(NO_CONSENT, "consent_create")
    return found + _in_texts(report, name, case.pk)


def _in_texts(report: Report, name: str, case: int) -> list[Gap]:
    url = reverse("progress_write", args=[report.public_id]) if report.pk else ""
    lacking = [f"Text „{label}“ fehlt" for key, label in TEXTS if not report.texts.get(key, "").strip()]
    word = report.texts.get("trainee_word", "")
    if word not in (AGREES, OBJECTS):
        lacking.append(NOT_DISCUSSED)
    elif word == OBJECTS and not report.texts.get("trainee_reason", "").strip():
        lacking.append("Grund des Widerspruchs fehlt")
    return [Gap(what, name, url, case, Unit.ONE) for what in lacking]


def whole(report: Report) -> dict[str, int]:
    """Return of how many sessions of the period those are that nobody wrote down."""
    assert report.case is not None
    over = of_period(report.case, report.span).filter(session__cancelled_at=None, session__ends_at__lte=timezone.now())
    return {SESSION: over.count()}
