from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "asa.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load every app's `background` module, where handlers and planners register themselves."""
        autodiscover_modules("background")
        # Without this a web process rings Celery's default broker (amqp on localhost) and hangs; every thread needs it.
        import_module("asa.celery").app.set_default()
