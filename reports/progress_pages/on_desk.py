"""What the desk shows of reports: the section "Berichte" of a person, and the line of those who release."""

from django.urls import reverse

from asa.accounts.enums import Action, DataClass
from asa.accounts.models import User
from cases.desk.additions import PersonSection
from cases.desk.sight import Sight
from cases.desk.today import Row
from cases.people.models import Case
from reports.engine.read_models import waiting_for
from reports.progress_pages.proposals import person_reports


def person_section(case: Case, user: User, sight: Sight) -> PersonSection | None:
    """Return the person's reports for those who may read reports about this case."""
    if not sight.may(DataClass.REPORT):
        return None
    may_begin = sight.may(DataClass.REPORT, Action.UPDATE) and case.started_on is not None
    shown = person_reports(case, user, may_begin=may_begin)
    actions = (("Bericht", reverse("progress_start", args=[case.public_id])),) if shown.may_begin else ()
    return PersonSection("reports/progress/person_section.html", {"shown": shown, "case": case}, actions)


def release_tasks(user: User) -> list[Row]:
    """Return one line for "Heute" when reports wait for release by this person."""
    number = waiting_for(user).count()
    if not number:
        return []
    words = "1 Bericht zur Freigabe" if number == 1 else f"{number} Berichte zur Freigabe"
    return [
        Row(
            title=words,
            sub="als zweite Person prüfen",
            url=reverse("report_list"),
            badge_kind="info",
            badge_text="prüfen",
        )
    ]
