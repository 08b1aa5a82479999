"""The second factor is asked for on every path, belongs to the session, and the last one of staff stays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from asa.accounts.enums import Role
from asa.accounts.middleware import SecondFactorMiddleware
from tests.accounts.signing_in import add_app, app_code, enter_app_code, enter_password, is_signed_in
from tests.factories import PASSWORD, FunderAccessFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

VALUES = {
    "int": "1",
    "uuid": "6c1f3c2e-7a56-4a5b-9d5a-0c3c1d8a9e11",
    "str": "abc",
    "slug": "abc",
    "path": "abc",
}


def _routes(patterns, prefix=""):
    """Yield (name, path) of every route of the application with some value for each parameter."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, prefix + _example(pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name, "/" + prefix + _example(pattern)


def _example(pattern):
    route = str(pattern.pattern)
    if route.startswith("^"):
        return re.sub(r"\(\?P<\w+>[^)]*\)", "abc", route.strip("^$"))
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        route = route.replace(f"<{kind}:{name}>", VALUES.get(kind, "1")).replace(f"<{name}>", "abc")
    return route


ROUTES = sorted(set(_routes(get_resolver().url_patterns)), key=str)


@pytest.mark.parametrize("make", [MembershipFactory, FunderAccessFactory])
def test_without_a_factor_no_route_but_the_set_up_opens(make, sign_in):
    client = sign_in(make().user, second_factor=False)
    open_routes = SecondFactorMiddleware.FREE | SecondFactorMiddleware.SET_UP
    for name, path in ROUTES:
        for answer in [] if name in open_routes else [client.get(path), client.post(path)]:
            assert answer.status_code == 302, (name, path)
            assert answer["Location"] == "/konto/zweiter-faktor/", (name, path)


def test_with_an_unused_factor_no_route_but_its_use_opens(sign_in):
    member = MembershipFactory()
    add_app(member.user)
    client = sign_in(member.user, second_factor=False)
    open_routes = SecondFactorMiddleware.FREE | SecondFactorMiddleware.USE
    for name, path in ROUTES:
        for answer in [] if name in open_routes else [client.get(path), client.post(path)]:
            assert answer.status_code == 302, (name, path)
            assert answer["Location"].startswith("/konto/2fa/reauthenticate/"), (name, path)


def test_routes_are_found():
    names = {name for name, _ in ROUTES}
    assert {"account_login", "mfa_index", "recovery", "usersessions_list"} <= names
    assert len(ROUTES) > 30


def test_using_the_factor_afterwards_opens_the_session(sign_in):
    member = MembershipFactory()
    secret = add_app(member.user)
    client = sign_in(member.user, second_factor=False)

    answer = client.post("/konto/2fa/reauthenticate/?next=/konto/2fa/", {"code": app_code(secret)})

    assert answer["Location"] == "/konto/2fa/"
    assert client.get("/konto/2fa/").status_code == 200


def test_a_factor_of_somebody_else_in_the_same_session_does_not_count(sign_in):
    client = sign_in(MembershipFactory().user)
    session = client.session
    session["account_authentication_methods_user"] = str(UserFactory().pk)
    session.save()
    assert client.get("/konto/2fa/")["Location"] == "/konto/zweiter-faktor/"


def test_the_set_up_is_used_in_the_same_session(client):
    member = MembershipFactory()
    enter_password(client, member.user)
    assert client.get("/konto/2fa/")["Location"] == "/konto/zweiter-faktor/"
    assert "Bitte richten Sie den zweiten Faktor ein" in client.get("/konto/zweiter-faktor/").content.decode()

    page = client.get("/konto/2fa/totp/activate/")  # no second question for the password right after sign-in
    secret = page.context["form"].secret
    before = client.session.session_key
    answer = client.post("/konto/2fa/totp/activate/", {"code": app_code(secret)})

    assert answer["Location"] == "/konto/2fa/recovery-codes/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/konto/2fa/").status_code == 200
    assert client.session.session_key != before


@pytest.mark.parametrize("path", ["authenticate", "reauthenticate"])
@pytest.mark.parametrize("writing", ["{0}{1}", "{0} {1}", "{0}-{1} "])
def test_the_code_of_the_set_up_signs_nobody_in(client, path, writing):
    member = MembershipFactory()
    enter_password(client, member.user)
    secret = client.get("/konto/2fa/totp/activate/").context["form"].secret
    code = app_code(secret)
    client.post("/konto/2fa/totp/activate/", {"code": code})
    if path == "authenticate":
        client = Client()
        enter_password(client, member.user)

    answer = client.post(f"/konto/2fa/{path}/", {"code": writing.format(code[:3], code[3:])})

    assert "Dieser Code wurde schon benutzt." in answer.content.decode()
    enter = client.post(f"/konto/2fa/{path}/", {"code": app_code(secret, periods=1)})
    assert enter.status_code == 302


def test_a_new_factor_ends_the_other_sessions():
    member = MembershipFactory()
    here, there = Client(), Client()
    for client in (here, there):
        enter_password(client, member.user)
    secret = here.get("/konto/2fa/totp/activate/").context["form"].secret
    here.post("/konto/2fa/totp/activate/", {"code": app_code(secret)})

    assert here.get("/konto/2fa/").status_code == 200
    assert there.get("/konto/2fa/")["Location"].startswith("/konto/login/")


def test_staff_keep_the_last_factor(sign_in):
    member = MembershipFactory(role=Role.TEACHER)
    add_app(member.user)
    client = sign_in(member.user)

    page = client.post("/konto/2fa/totp/deactivate/")

    assert "Pflicht" in page.content.decode()
    assert Authenticator.objects.filter(user=member.user, type="totp").exists()


def test_the_last_passkey_of_staff_stays(sign_in):
    member = MembershipFactory(role=Role.TEACHER)
    passkey = Authenticator.objects.create(user=member.user, type="webauthn", data={"name": "Laptop", "credential": {}})
    client = sign_in(member.user)
    client.post(f"/konto/2fa/webauthn/keys/{passkey.pk}/remove/")
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_others_may_remove_their_factor(sign_in):
    user = UserFactory()
    add_app(user)
    client = sign_in(user)
    client.post("/konto/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user).exists()


def test_secrets_of_the_app_are_sealed_in_the_database():
    user = UserFactory()
    secret = add_app(user)
    assert secret not in str(Authenticator.objects.get(user=user, type="totp").data)


def test_passkey_pages_carry_no_inline_code(sign_in):
    client = sign_in(MembershipFactory().user)
    page = client.get("/konto/2fa/webauthn/add/").content.decode()
    assert "onclick" not in page
    assert page.count("<script") == page.count("<script src=") + page.count('type="application/json"')


def test_a_password_alone_adds_no_second_app(sign_in):
    member = MembershipFactory()
    secret = add_app(member.user)
    client = Client()
    client.post("/konto/login/", {"login": member.user.email, "password": PASSWORD})
    assert client.get("/konto/2fa/totp/activate/").status_code == 302
    assert Authenticator.objects.filter(user=member.user, type="totp").count() == 1
    enter_app_code(client, secret)
    assert is_signed_in(client)
