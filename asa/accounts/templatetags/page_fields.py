"""`{% csrf_token %}` as every form has it, and with it what the frame needs to give typed text back."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from asa.accounts.typed.carrying import FIELD, OWNER_FIELD, owner_mark

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: dict[str, Any]) -> SafeString:
    """Return the hidden fields of a form: its token, for whom the page was made, what a sign-in carries along."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":  # noqa: S105 what Django puts there without a request
        return SafeString("")
    request = context.get("request")
    user = getattr(request, "user", None)
    fields = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    if user is not None and user.is_authenticated:
        fields += format_html('<input type="hidden" name="{}" value="{}">', OWNER_FIELD, owner_mark(user))
    carried = getattr(request, FIELD, "")
    if carried:
        fields += format_html('<input type="hidden" name="{}" value="{}">', FIELD, carried)
    return fields
