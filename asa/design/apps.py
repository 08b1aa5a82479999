"""The app of the look: form fields and rendering, template tags."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Look and form parts shared by all pages."""

    name = "asa.design"
    label = "design"
    verbose_name = "Gestaltung"
