from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "asa.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load every app's `background` module, where handlers and planners register themselves."""
        autodiscover_modules("background")
