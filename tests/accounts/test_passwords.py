"""Which passwords are taken."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from asa.accounts.models import User


@pytest.mark.parametrize(
    "password",
    [
        "kurz",
        "elf zeichen",
        "Passwort1234",
        "Sommer2026!!!",
        "p@$$w0rt!2345",
        "geheimgeheim12",
        "qwertzuiop123",
        "schalke04fussball",
        "AusbildungsbegleitungASA1",
        "111111111111",
        "abababababab",
        "123456789012",
        "sabine.berger1",
    ],
)
def test_what_guessers_try_first_is_refused(password):
    user = User(email="sabine.berger@bildungswerk.example", first_name="Sabine", last_name="Berger")
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "vier blaue Tassen im Regal",
        "zwölf Zeichen",
        "Tz7#kQ9!mW2x",
        "ключ от старого сарая",
        "correct horse battery staple",
    ],
)
def test_other_passwords_are_taken_without_rules_of_composition(password):
    validate_password(password, User(email="sabine.berger@bildungswerk.example"))


def test_passwords_are_kept_as_argon2id():
    kept = make_password("vier blaue Tassen im Regal")
    assert identify_hasher(kept).algorithm == "argon2"
    assert kept.startswith("argon2$argon2id$")
