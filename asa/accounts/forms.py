"""Forms of sign-in and accounts in German. Each builds on allauth's and changes words, hints and small rules only."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.recovery_codes import forms as recovery_code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError

from asa.accounts.enums import Appearance, MailLanguage
from asa.accounts.models import FactorReset, StaffProfile, User
from asa.accounts.pictures import MAX_BYTES, TOO_LARGE, portrait_of
from asa.design.fields import ChipsRadio, TelephoneField

PASSWORD_HINT = "Mindestens 12 Zeichen. Mehrere Wörter, die nicht zusammengehören, sind sicher und leicht zu merken."  # noqa: S105
FACTOR_CODE_HINT = "Sechs Ziffern aus Ihrer Authenticator-App oder ein Wiederherstellungscode."

#: A code of the app is accepted for three periods of 30 seconds; so long it may not be used again.
CODE_LIVES = 90


def _word(form: forms.BaseForm, name: str, label: str, *, hint: str = "", **attrs: str) -> None:
    """Give a field of a library's form our label and hint; placeholders hide what a field is for, so they go."""
    field = form.fields.get(name)
    if field is None:
        return
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", "E-Mail-Adresse", autocomplete="username", inputmode="email")
        _word(self, "password", "Passwort")


class RequestLoginCodeForm(account_forms.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "email", "E-Mail-Adresse", autocomplete="username", inputmode="email")


class ConfirmLoginCodeForm(account_forms.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code aus der E-Mail", autocapitalize="characters")


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", "Passwort")


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", "Bisheriges Passwort")
        _word(self, "password1", "Neues Passwort", hint=PASSWORD_HINT)
        _word(self, "password2", "Neues Passwort wiederholen")


class SetPasswordForm(account_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password1", "Passwort", hint=PASSWORD_HINT)
        _word(self, "password2", "Passwort wiederholen")


class ResetPasswordForm(account_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "email", "E-Mail-Adresse", autocomplete="username", inputmode="email")


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password1", "Neues Passwort", hint=PASSWORD_HINT)
        _word(self, "password2", "Neues Passwort wiederholen")


class CodeOnce:
    """Accept a code of the app once only in all the time that it is valid, however it is written ("123 456")."""

    user: User
    fields: dict[str, forms.Field]

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        used = f"asa.code_used:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(used, "y", timeout=CODE_LIVES):
            raise ValidationError("Dieser Code wurde schon benutzt. Bitte warten Sie auf den nächsten.", code="used")
        return code


class AuthenticateForm(CodeOnce, mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code", hint=FACTOR_CODE_HINT)


class ReauthenticateFactorForm(CodeOnce, mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code", hint=FACTOR_CODE_HINT)


class ActivateTOTPForm(CodeOnce, totp_forms.ActivateTOTPForm):
    """Setting up uses the code too: whoever saw it typed does not sign in with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self, "code", "Code aus der App", hint="Die sechs Ziffern, die Ihre App jetzt zeigt.", inputmode="numeric"
        )


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", "Name", hint="Zum Beispiel: Diensthandy oder Laptop im Büro.", autocomplete="off")
        _word(
            self,
            "passwordless",
            "Auch ohne Passwort anmelden",
            hint="Das Gerät fragt dann nach Fingerabdruck oder PIN.",
        )


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", "Name", autocomplete="off")


class GenerateRecoveryCodesForm(recovery_code_forms.GenerateRecoveryCodesForm):
    """Nothing to fill in."""


class InvitationForm(forms.Form):
    """The first password of an invited person."""

    password1 = forms.CharField(
        label="Passwort",
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Passwort wiederholen",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", "Die beiden Passwörter sind verschieden.")
        return data


class FactorResetForm(forms.ModelForm):
    """Ask for the recovery of somebody's second factor. `people` are those whom the asking person may name."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = FactorReset
        fields = ("user", "reason")
        labels = {"user": "Person", "reason": "Begründung"}
        help_texts = {"reason": "Was ist passiert, und wie haben Sie geprüft, dass die Bitte von dieser Person kommt?"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].empty_label = "Bitte wählen"  # type: ignore[attr-defined]


STALE = (
    "Jemand hat diese Angaben inzwischen geändert. Ihre Eingaben sind noch da. "
    "Vergleichen Sie beide Fassungen und speichern Sie erneut."
)


class ReachForm(forms.Form):
    """Telephone and times of a person at one provider; knows which state of the row it was filled from."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    phone = TelephoneField(label="Telefon", required=False, help_text="Mit Vorwahl, zum Beispiel 0171 1234567.")
    reachable = forms.CharField(
        label="Erreichbar", required=False, max_length=80, help_text="Zum Beispiel: Mo bis Do 9–16 Uhr"
    )

    def __init__(self, data: Any = None, files: Any = None, *, profile: StaffProfile, **kwargs: Any) -> None:
        self.profile = profile
        self.saved_words: list[tuple[str, str]] = []
        initial = {
            "version": self._version(),
            "phone": str(profile.phone or ""),
            "reachable": profile.reachable,
            **kwargs.pop("initial", {}),
        }
        super().__init__(data, files, initial=initial, **kwargs)

    def _version(self) -> str:
        return str(self.profile.version)

    def clean(self) -> dict[str, Any]:
        """Refuse a save over somebody else's, show what is saved now, and let the next one through."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version") != self._version():
            self.saved_words = [
                ("Telefon", str(self.profile.phone or "leer")),
                ("Erreichbar", self.profile.reachable or "leer"),
            ]
            data = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("version")] = self._version()
            self.data = data
            self.add_error(None, STALE)
        return cleaned


class ProfileForm(ReachForm):
    """ "Mein Profil": how others reach and see a person, and how the application shows itself to that person."""

    picture = forms.FileField(
        label="Neues Bild",
        required=False,
        help_text="JPG, PNG oder WebP, höchstens 10 MB. Gespeichert wird nur ein kleiner quadratischer Ausschnitt.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": "Die Datei ist leer. Wählen Sie ein anderes Bild."},
    )
    remove_picture = forms.BooleanField(label="Bild entfernen", required=False)
    appearance = forms.ChoiceField(label="Darstellung", choices=Appearance.choices, widget=ChipsRadio)
    mail_language = forms.ChoiceField(
        label="Sprache der E-Mails",
        choices=MailLanguage.choices,
        widget=ChipsRadio,
        help_text="Gilt für E-Mails an Sie. Was an Teilnehmende, Betriebe und Fördergeber geht, bleibt deutsch.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        start = {"appearance": user.appearance, "mail_language": user.mail_language}
        super().__init__(*args, initial=start, **kwargs)
        if not self.profile.picture:
            del self.fields["remove_picture"]

    @property
    def lost_picture(self) -> bool:
        """Return whether a good picture has to be chosen again because something else is wrong."""
        return bool(self.is_bound and self.errors and self.cleaned_data.get("picture"))

    def clean_picture(self) -> bytes | None:
        """Return the portrait made from the file, None where none was chosen."""
        file = self.cleaned_data["picture"]
        if not file:
            return None
        if file.size > MAX_BYTES:  # not even read
            raise ValidationError(TOO_LARGE, code="picture")
        return portrait_of(file.read())
