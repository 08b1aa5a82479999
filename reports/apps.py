from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Show reports on the desk and letters on the company's page, which know nothing of reports."""
        from cases.desk.additions import PERSON_SECTIONS, TASK_SOURCES
        from cases.portal.additions import LETTER_SOURCES
        from reports.progress_pages.letter_views import company_letters
        from reports.progress_pages.on_desk import person_section, release_tasks

        for sources, source in (
            (PERSON_SECTIONS, person_section),
            (TASK_SOURCES, release_tasks),
            (LETTER_SOURCES, company_letters),
        ):
            if source not in sources:
                sources.append(source)  # type: ignore[attr-defined]
