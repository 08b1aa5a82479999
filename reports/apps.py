from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Show reports on the desk and letters on the company's page, which know nothing of reports; load jobs."""
        import reports.runs.background  # noqa: F401 - registers its handler
        from cases.desk.additions import PERSON_SECTIONS, TASK_SOURCES
        from cases.portal.additions import LETTER_SOURCES
        from reports.progress_pages.letter_views import company_letters
        from reports.progress_pages.on_desk import person_section, release_tasks

        if person_section not in PERSON_SECTIONS:
            PERSON_SECTIONS.append(person_section)
            TASK_SOURCES.append(release_tasks)
            LETTER_SOURCES.append(company_letters)
