from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "asa.design"
    label = "design"
