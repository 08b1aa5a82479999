"""Render forms with KERN's markup."""

from django.forms.renderers import TemplatesSetting


class KernRenderer(TemplatesSetting):
    """Use the project's form templates (`templates/django/forms/`) for every form, also for those of libraries."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
