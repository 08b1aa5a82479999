from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "asa.jobs"
    label = "jobs"
