"""What is measured: the list of trainees against a bare Django page."""

from collections.abc import Callable
from time import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory

from asa.accounts import wall
from asa.local.cluster import OWNER

Measure = Callable[[Callable[[], object]], float]
FLOOR = (
    "<!doctype html><title>Liste</title><ul>{% for row in rows %}<li>{{ row.trainee.last_name }}</li>{% endfor %}</ul>"
)
CASES = 500
ROWS = 25


def make_database(services: Any) -> None:
    """Migrate a database as its owner, then act as the application's role."""
    services.cluster.create_database("bench")
    values = connection.settings_dict
    before = {key: values[key] for key in ("USER", "PASSWORD")}
    owner = psycopg.conninfo.conninfo_to_dict(services.cluster.url(OWNER))
    values.update(NAME="bench", USER=OWNER, PASSWORD=owner["password"])
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    values.update(before)


def list_page(measure: Measure) -> tuple[float, float]:
    """Return (ours, floor): 25 rows of 500 with session, user and one query on both sides."""
    from asa.accounts.second_factor import AUTHENTICATED_USER_SESSION_KEY
    from cases.people.models import Case
    from tests.factories import CaseFactory, MeasureFactory, MembershipFactory

    member = MembershipFactory()
    measure_row = MeasureFactory(provider=member.provider)
    for _ in range(CASES):
        CaseFactory(provider=member.provider, team=member.team, contact_person=member, measure=measure_row)
    client = Client(headers={"host": "localhost"})
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time(), "email": member.user.email},
        {"method": "mfa", "at": time(), "type": "totp"},
    ]
    session[AUTHENTICATED_USER_SESSION_KEY] = str(member.user.pk)
    session.save()
    template = engines["django"].from_string(FLOOR)

    def ours() -> None:
        response = client.get("/teilnehmende/")
        assert response.status_code == 200, (response.status_code, response.get("Location"), response.content[:300])

    def floor() -> HttpResponse:
        request: HttpRequest = RequestFactory().get("/")
        request.session, request.user = client.session, type(member.user).objects.get(pk=member.user.pk)
        with wall.within(member.provider_id):
            rows = list(Case.objects.select_related("trainee")[:ROWS])
        return HttpResponse(template.render({"rows": rows}, request))

    return measure(ours), measure(floor)
