from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "asa.mail"
    label = "mail"
