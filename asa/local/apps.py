from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "asa.local"
    label = "local"
