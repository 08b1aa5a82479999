from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Tell lower layers, which know nothing of higher ones, who wants to hear from them.

        `asa.accounts` learns who becomes a trainee or an auditor by a row here; `cases.people` who keeps the journal
        and the account.
        """
        from asa.accounts.access import STANDING_SOURCES
        from asa.accounts.middleware import PROVIDER_SOURCES
        from cases.desk.additions import TASK_SOURCES
        from cases.desk.life.tasks import life_tasks
        from cases.months.closing.phases import on_phase
        from cases.months.emaw.events import on_event
        from cases.people.standings import providers_from_cases, standings_from_cases
        from cases.people.telling import LISTENERS, OUTCOME_LISTENERS

        if standings_from_cases not in STANDING_SOURCES:
            STANDING_SOURCES.append(standings_from_cases)
        if providers_from_cases not in PROVIDER_SOURCES:
            PROVIDER_SOURCES.append(providers_from_cases)
        if on_event not in OUTCOME_LISTENERS:
            OUTCOME_LISTENERS.append(on_event)
        if on_phase not in LISTENERS:
            LISTENERS.append(on_phase)
        if life_tasks not in TASK_SOURCES:
            TASK_SOURCES.append(life_tasks)
