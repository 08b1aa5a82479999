from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "asa.demo"
    label = "demo"
