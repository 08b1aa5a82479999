from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Tell `asa.accounts`, which knows nothing of cases, who becomes a trainee or an auditor by a row here."""
        from asa.accounts.access import STANDING_SOURCES
        from asa.accounts.middleware import PROVIDER_SOURCES
        from cases.people.standings import providers_from_cases, standings_from_cases

        if standings_from_cases not in STANDING_SOURCES:
            STANDING_SOURCES.append(standings_from_cases)
        if providers_from_cases not in PROVIDER_SOURCES:
            PROVIDER_SOURCES.append(providers_from_cases)
