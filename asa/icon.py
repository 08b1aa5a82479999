"""The site's icon at the address that browsers ask by themselves, also beside a PDF or a page without a head."""

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from asa.accounts.permissions import public

DAY = 24 * 60 * 60


@public
@require_safe
@cache_control(public=True, max_age=DAY)
def icon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the picture, which is named by its content."""
    return HttpResponseRedirect(static("asa/icon.svg"))
