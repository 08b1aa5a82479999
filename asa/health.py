"""The health page: is the database there? Used by the process runner and the proxy."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from asa.accounts.permissions import public


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers; a broken one raises and becomes 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})
